"""Commands that can be given without typing: as buttons under a bare `/prep`, or under our name."""

from adapters.slack.buttons import ADMIN_COMMAND, COMMAND, Pressed
from bot.commands import COMMANDS, Command, find
from bot.messages import Choice, Post
from bot.ports import Sentences

VERBS = "/prep"
ADMIN_VERBS = "/prep-admin"


def menu(sentences: Sentences, *, admin: bool) -> Post:
    """Return every command that needs nothing more than a press."""
    verbs = ADMIN_COMMAND if admin else COMMAND
    offered = [one for one in COMMANDS if one.admin == admin and _by_press(one)]
    return Post(
        body=sentences.menu,
        choices=tuple(
            Choice(
                action=f"{verbs}{one.name}", value="", label=one.name.capitalize(), form=one.form
            )
            for one in offered
        ),
    )


def by_button(pressed: Pressed) -> Command | None:
    """Return the command that a button is; None where it is another choice."""
    if not pressed.action.startswith(COMMAND):
        return None
    admin = pressed.action.startswith(ADMIN_COMMAND)
    name = pressed.action.removeprefix(ADMIN_COMMAND).removeprefix(COMMAND)
    return find(name, admin=admin)


def _by_press(command: Command) -> bool:
    return command.form is not None or not any(field.required for field in command.arguments)
