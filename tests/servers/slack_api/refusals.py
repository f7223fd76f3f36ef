"""How the Web API says no: a body with `ok: false` and the name of an error."""

from tests.servers.slack_api.world import Json


class Refused(Exception):
    """The answer is this error; `more` goes into the body beside it."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def body(self) -> Json:
        """Return what is answered."""
        return {"ok": False, "error": self.error, **self.more}


def invalid(*messages: str, error: str = "invalid_arguments") -> Refused:
    """Return a refusal that says what is wrong, as the service does."""
    words = [f"[ERROR] {message}" for message in messages]
    return Refused(error, response_metadata={"messages": words})
