"""Commands and forms as data: the one declaration that every platform builds its own from."""

from bot.commands.admins import ADMINS
from bot.commands.everybody import EVERYBODY
from bot.commands.fields import WEEKDAYS, Command, Field, Form, Kind
from bot.commands.forms import ANSWER_FORM, FORMS

__all__ = [
    "ANSWER_FORM",
    "COMMANDS",
    "FORMS",
    "WEEKDAYS",
    "Command",
    "Field",
    "Form",
    "Kind",
    "find",
]

COMMANDS = (*EVERYBODY, *ADMINS)


def find(name: str, *, admin: bool) -> Command | None:
    """Return the verb of `/prep`, or of `/prep-admin`; where only the other has it, that one."""
    named = [command for command in COMMANDS if command.name == name]
    return next((one for one in named if one.admin == admin), next(iter(named), None))
