"""What is true of any post, id, text and form on Discord."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import ids, markdown, modals
from adapters.discord.inbound import words
from adapters.discord.render import PICTURE, Part, render
from bot.arguments import problems
from bot.commands import FORMS, Form, Kind
from bot.messages import Choice, Fact, Image, OutboxKey, Post
from bot.words import visible
from tests.properties.arbitrary import anything

KEY = OutboxKey("any/1")
long_text = st.lists(anything, max_size=150).map("\n\n".join) | anything | st.text(max_size=9000)
codes = st.builds(
    lambda code, around: f"{around}\n\n```python\n{code}\n```\n\n{around}",
    st.text(st.characters(codec="utf-8", exclude_characters="`"), max_size=9000),
    anything,
)
tokens = st.text(alphabet="abcdef0123456789/:-", max_size=30)
choices = st.builds(
    Choice, action=tokens, value=tokens, label=anything, form=st.none() | st.just("answer")
)
posts = st.builds(
    Post,
    title=anything,
    body=long_text | codes,
    facts=st.lists(st.builds(Fact, label=anything, value=anything), max_size=5).map(tuple),
    choices=st.lists(
        choices, max_size=30, unique_by=lambda one: (one.action, one.value, one.form)
    ).map(tuple),
    image=st.none() | st.builds(Image, png=st.just(b"\x89PNG"), alt=anything),
    footer=anything | st.text(max_size=3000),
)
numbers = st.integers(1, 2**63)
optional_numbers = st.none() | numbers


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield all components."""
    for one in components:
        yield one
        yield from walk(one.get("components", []))


def components_of(part: Part) -> list[dict[str, Any]]:
    """Return what is sent to Discord."""
    return part.view.to_components()  # type: ignore[no-untyped-call,no-any-return]


@settings(max_examples=25)
@given(posts)
def test_limits_of_messages(post: Post) -> None:
    """Any post becomes messages within Discord's limits, choices and picture in the last one."""
    parts, names = render(post, 7, KEY), [file.name for file in post.files]
    everything = [list(walk(components_of(part))) for part in parts]
    for components in everything:
        texts = [one["content"] for one in components if one["type"] == 10]
        custom_ids = [one["custom_id"] for one in components if "custom_id" in one]
        assert len(components) <= 40
        assert len(components) > 1
        assert all(texts)
        assert sum(map(len, texts)) <= 4000
        assert all(len(one) <= 100 for one in custom_ids)
        assert len(set(custom_ids)) == len(custom_ids)
        assert all(1 <= len(one["label"]) <= 80 for one in components if one["type"] == 2)
        assert all(1 <= len(one["components"]) <= 5 for one in components if one["type"] == 1)
    shown = [one for components in everything for one in components if one["type"] == 2]
    assert len(shown) == min(len(post.choices), 25)
    assert not any("custom_id" in one for components in everything[:-1] for one in components)
    assert [bool(part.image) for part in parts] == [False] * (len(parts) - 1) + [bool(post.image)]
    assert {file.filename for part in parts for file in part.files} <= {PICTURE, *names}
    assert len({part.stamp.nonce for part in parts}) == len(parts)


@settings(max_examples=10)
@given(posts, st.integers(1, 2))
def test_parts_of_an_edit(post: Post, most: int) -> None:
    """A post can be made to fit into the messages that it has."""
    assert len(render(post, 7, KEY, at_most=most)) <= most


@given(anything, anything, anything)
def test_nobody_is_mentioned(title: str, body: str, footer: str) -> None:
    """Nothing in a post is a mention of everybody or of a user."""
    pings = f"{body} @everyone <@123456789012345678> <@&123456789012345678> @here"
    (part, *_) = render(Post(title=title + pings, body=pings, footer=footer + pings), 7, KEY)

    assert not re.search(r"@everyone|@here|<@&?\d", part.text)


@given(anything)
def test_plain_text(said: str) -> None:
    """A title reads as it was written: without the escapes it is what was said, on one line."""
    shown = markdown.literal(said)
    bare = re.sub(r"\\([\\`*_~|<\[\]])", r"\1", shown).replace("\u200b", "")

    assert "\n" not in shown
    assert bare == " ".join(visible(said).split())


@given(long_text)
def test_paragraphs(said: str) -> None:
    """Joining lines changes white space only, and a second time nothing."""
    once = markdown.reflow(said)

    assert once.split() == said.split()
    assert markdown.reflow(once) == once


def test_what_is_joined() -> None:
    """Lines of a paragraph or list item are joined; all that begins anew stays apart."""
    said = "One\ntwo.\n\n- three\n  four\n- five\n> six\n\n```\na\n  b\n```\nseven  \neight\n# Nine"
    kept = "One two.\n\n- three four\n- five\n> six\n\n```\na\n  b\n```\nseven  \neight\n# Nine"

    assert markdown.reflow(said) == kept


@given(numbers, numbers, optional_numbers)
def test_addresses(guild: int, channel: int, thread: int | None) -> None:
    """An address is read as it was minted."""
    spot = ids.Spot(guild=guild, channel=channel, thread=thread)
    direct = ids.Spot(guild=None, channel=channel)

    assert ids.spot(spot.address) == spot
    assert ids.spot(direct.address) == direct
    assert ids.read_ref(ids.message_ref(channel, guild)) == (channel, guild)
    assert ids.read_user(ids.user_id(guild)) == guild


@given(anything)
def test_foreign_ids(said: str) -> None:
    """What we did not mint is refused, not guessed at."""
    for read in (ids.spot, ids.read_ref, ids.read_user):
        with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
            read(f"fake:{said}")  # type: ignore[arg-type]
    assert ids.read_choice(said) is None
    assert ids.read_form(said) is None


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from([None, "answer"]))
def test_custom_ids(action: str, value: str, form: str | None) -> None:
    """A choice and a form are read from their custom ids as they were put there."""
    choice = Choice(action=action, value=value, label="", form=form)
    mark = ids.stamp(1, KEY, 0).mark
    try:
        made = ids.choice_id(choice, mark)
        opened = ids.form_id(form or "", value, "0123")
    except (ValueError, UnicodeEncodeError):
        return
    assert len(made) <= 100
    assert ids.read_choice(made) == choice
    assert ids.mark_in(made) == mark
    assert ids.read_form(opened) == (form or "", value)


def test_an_id_that_is_too_long() -> None:
    """A choice that does not fit is an error of ours, not a button that does something else."""
    with pytest.raises(ValueError, match="above 100"):
        ids.choice_id(Choice(action="graded", value="x" * 100, label=""), "0" * 12)


@settings(max_examples=20)
@given(st.sampled_from(FORMS), st.data())
def test_modals(form: Form, data: st.DataObject) -> None:
    """What is right for a form's fields can be typed into its modal, and comes back from it."""
    typed = {
        one.name: data.draw(st.text("ab 1", min_size=1, max_size=12).map(str.strip))
        for one in form.fields
        if one.kind not in {Kind.CHOICE, Kind.CHOICES}
    }
    opened = modals.modal(form, "context", typed)
    sent = []
    for label in opened.to_components():
        field = label["component"]
        value = {"values": ["mon"]} if field["type"] == 3 else {"value": field.get("value", "")}
        sent.append({"type": 18, "component": {"custom_id": field["custom_id"], **value}})
        assert len(label["label"]) <= 45
    found = modals.values(sent)

    assert {name: found[name] for name in typed} == {
        name: text[: _most(form, name)] for name, text in typed.items()
    }
    assert len(opened.custom_id) <= 100
    assert {one.field for one in problems(form.fields, found)} <= {one.name for one in form.fields}


def _most(form: Form, name: str) -> int:
    (field,) = (one for one in form.fields if one.name == name)
    return {Kind.TIME: 5, Kind.ZONE: 60}.get(field.kind, min(field.high, 4000))


def test_an_address_in_a_sentence() -> None:
    """A channel or thread that a sentence of ours names is a link to it."""
    said = "I can no longer speak in discord:1/22 (deleted), nor in discord:1/22/333."

    assert markdown.body(said) == "I can no longer speak in <#22> (deleted), nor in <#333>."


def test_ids_in_what_people_write() -> None:
    """Nobody is named to a grader by the ids that a client puts into a text."""
    said = "<@123> and <@!4> of <@&5> in <#6> <:party:7> wrote a < b"

    assert words(said) == "@someone and @someone of @someone in #channel :party: wrote a < b"
