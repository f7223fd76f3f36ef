"""What goes over the wire: JSON, and Discord's way of refusing something."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
UNKNOWN_EMOJI = 10014
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
UNKNOWN_COMMAND = 10063
TOO_MANY_REACTIONS = 30010
TOO_LARGE = 40005
ALREADY_ACKNOWLEDGED = 40060
MISSING_ACCESS = 50001
NOT_THE_AUTHOR = 50005
EMPTY_MESSAGE = 50006
DMS_CLOSED = 50007
MISSING_PERMISSIONS = 50013
SYSTEM_MESSAGE = 50021
INVALID_WEBHOOK_TOKEN = 50027
INVALID_FORM_BODY = 50035
ARCHIVED = 50083
INVALID_JSON = 50109
NO_MUTUAL_GUILDS = 50278
THREAD_EXISTS = 160004
LOCKED = 160005
TOO_MANY_THREADS = 160006


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a body; its path leads to the place."""

    path: tuple[str | int, ...]
    code: str
    message: str

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message} ({self.code})"


@dataclass(slots=True, kw_only=True)
class Refused(Exception):
    """The request is answered with this status and Discord's error body."""

    status: int
    code: int
    message: str
    problems: tuple[Problem, ...] = ()

    def body(self) -> Json:
        """Return the body, with every problem at the place where it is."""
        answer: Json = {"message": self.message, "code": self.code}
        if self.problems:
            answer["errors"] = _nested(self.problems)
        return answer


def unknown(code: int, what: str) -> Refused:
    """Return the 404 for something that is not there."""
    return Refused(status=404, code=code, message=f"Unknown {what}")


def missing_access() -> Refused:
    """Return what a bot hears about what it cannot see."""
    return Refused(status=403, code=MISSING_ACCESS, message="Missing Access")


def missing_permissions() -> Refused:
    """Return what a bot hears that sees a place, but may not do this there."""
    return Refused(status=403, code=MISSING_PERMISSIONS, message="Missing Permissions")


def archived() -> Refused:
    """Return what is said to everything but posting in an archived thread."""
    return Refused(status=400, code=ARCHIVED, message="Thread is archived")


def invalid(*problems: Problem) -> Refused:
    """Return the 400 for a body that breaks the rules."""
    return Refused(
        status=400, code=INVALID_FORM_BODY, message="Invalid Form Body", problems=problems
    )


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file that came with a request."""

    index: str
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A body that Discord would not take, or would take and silently ignore a part of."""

    method: str
    route: str
    problem: str


@dataclass(slots=True, kw_only=True)
class Request:
    """One REST request, as the server saw it."""

    method: str
    route: str
    """The template of the path, as the official description names it."""
    path: str
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list)
    at: datetime
    status: int = 0
    """Zero while it is not answered, and where the connection was cut."""
    code: int = 0
    """Discord's error code, where there is one."""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300


def _nested(problems: tuple[Problem, ...]) -> Json:
    root: Json = {}
    for problem in problems:
        node = root
        for step in problem.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return root
