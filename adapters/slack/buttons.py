"""Choices as buttons, and what a pressed button says.

Everything that a button needs to know is in its value, so that one that was posted before a restart
works after it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.slack.markup import Json
from bot.messages import Choice
from bot.words import visible

LABEL = 75
VALUE = 2000
"""Limits of a button: docs.slack.dev/reference/block-kit/block-elements/button-element."""
IN_A_ROW = 25
"""Elements of a block of actions."""
COMMAND = "/"
ADMIN_COMMAND = "/admin/"
"""What begins the action of a button that is a command: a verb of `/prep`, or of `/prep-admin`."""

ACTION = "choice"
"""What begins every `action_id` of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a button stands for."""

    action: str
    value: str
    form: str | None = None


def rows(choices: Sequence[Choice]) -> list[Json]:
    """Return choices as blocks of buttons."""
    buttons = [_button(choice, number) for number, choice in enumerate(choices)]
    return [
        {"type": "actions", "elements": buttons[at : at + IN_A_ROW]}
        for at in range(0, len(buttons), IN_A_ROW)
    ]


def pressed(value: str) -> Pressed | None:
    """Read the value of a button; None for one that is not ours."""
    try:
        action, context, form = json.loads(value)
    except (ValueError, TypeError):
        return None
    if not (isinstance(action, str) and isinstance(context, str)):
        return None
    return Pressed(action=action, value=context, form=form if isinstance(form, str) else None)


def _button(choice: Choice, number: int) -> Json:
    value = json.dumps([choice.action, choice.value, choice.form], ensure_ascii=False)
    if len(value) > VALUE:
        raise ValueError(f"the choice {choice.action} says more than a button can hold")
    label = visible(choice.label).strip() or choice.action or "…"
    return {
        "type": "button",
        "action_id": f"{ACTION}-{number}",
        "text": {"type": "plain_text", "text": clip(label, LABEL), "emoji": False},
        "value": value,
    }


def clip(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut with a sign where it is longer."""
    return text if len(text) <= most else text[: most - 1] + "…"
