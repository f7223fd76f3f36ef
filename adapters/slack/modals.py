"""Forms as modals, and what was filled in.

Limits: docs.slack.dev/reference/views and .../block-kit/block-elements. A modal remembers where it
was opened and what it is about, so that one that was opened before a restart works after it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from adapters.slack import payloads
from adapters.slack.buttons import clip
from adapters.slack.markup import Json
from bot.commands import FORMS, Field, Form, Kind
from bot.ports import Sentences
from bot.words import visible

TITLE = 24
LABEL = 2000
TYPED = 3000
OPTION = 75
OPTION_VALUE = 150

CALLBACK = "form"
"""What begins the callback id of every modal of ours."""

SUGGESTED = frozenset({Kind.ZONE, Kind.QUESTION})
"""Kinds whose values are found by typing a part of them."""

LEAST_TYPED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where a modal was opened, and what it is about."""

    channel: str
    thread: str | None = None
    url: str = ""
    context: str = ""


def form_named(name: str | None) -> Form | None:
    """Return a form."""
    return next((form for form in FORMS if form.name == name), None)


def modal(form: Form, opened: Opened, sentences: Sentences) -> Json:
    """Return a form as a view."""
    return {
        "type": "modal",
        "callback_id": f"{CALLBACK}-{form.name}",
        "private_metadata": json.dumps(asdict(opened)),
        "title": _plain(clip(sentences.form(form), TITLE)),
        "submit": _plain(clip(sentences.send, TITLE)),
        "blocks": [_input(field, sentences) for field in form.fields],
    }


def opened(view: payloads.View) -> tuple[Form, Opened] | None:
    """Return which form a view is and where it was opened; None for one that is not ours."""
    form = form_named(view.callback_id.removeprefix(f"{CALLBACK}-"))
    try:
        return (form, Opened(**json.loads(view.private_metadata))) if form else None
    except (ValueError, TypeError):
        return None


def filled_in(form: Form, state: payloads.State) -> Mapping[str, str]:
    """Return what was typed or chosen, by field; nothing where nothing was."""
    values = (
        (field.name, state.values.get(field.name, {}).get(field.name)) for field in form.fields
    )
    return {name: said for name, element in values if element and (said := _said(element))}


def suggested_field(name: str) -> Field | None:
    """Return the field of that name whose values are suggested."""
    fields = (field for form in FORMS for field in form.fields)
    return next((one for one in fields if one.name == name and one.kind in SUGGESTED), None)


def options(values: tuple[str, ...]) -> list[Json]:
    """Return values as options of a select."""
    return [
        {"text": _plain(clip(one, OPTION)), "value": one}
        for one in values
        if len(one) <= OPTION_VALUE
    ]


def _said(element: payloads.Element) -> str:
    if element.selected_options is not None:
        return ",".join(option.value for option in element.selected_options)
    if element.selected_option is not None:
        return element.selected_option.value
    return visible(element.selected_time or element.value or "").strip()


def _input(field: Field, sentences: Sentences) -> Json:
    return {
        "type": "input",
        "block_id": field.name,
        "optional": not field.required,
        "label": _plain(clip(sentences.field(field), LABEL)),
        "element": {"action_id": field.name, **_element(field)},
    }


def _element(field: Field) -> Json:
    match field.kind:
        case Kind.CHOICE:
            return {"type": "static_select", "options": options(field.choices)}
        case Kind.CHOICES:
            return {"type": "multi_static_select", "options": options(field.choices)}
        case Kind.TIME:
            return {"type": "timepicker"}
        case kind if kind in SUGGESTED:
            return {"type": "external_select", "min_query_length": LEAST_TYPED}
        case kind:
            longest = field.high if kind is not Kind.NUMBER else TYPED
            return {
                "type": "plain_text_input",
                "multiline": kind is Kind.LONG_TEXT,
                "max_length": max(1, min(TYPED, longest)),
            }


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
