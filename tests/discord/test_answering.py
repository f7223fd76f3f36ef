"""Answers on Discord: in the thread, edited, from files, in private, picked, appealed."""

import pytest

from adapters.discord import desk
from tests.discord.house import PREFILL, WAIT, House
from tests.flows.room import MEMORY, REUSE
from tests.servers.discord_api import NotOffered


async def test_an_answer_of_several_messages_and_an_edit(house: House) -> None:
    """Messages of one person are one answer; an edit is graded as it then reads."""
    server = house.server
    async with house.open():
        thread = await house.begun(settle=20)
        first = await server.say(server.bo, thread, PREFILL)
        await server.say(server.bo, thread, "The rest I do not know.")
        await house.until(lambda: house.marked(first, "👀"))
        await server.preview(first)
        await server.edit(first, f"{PREFILL} {REUSE}")
        await house.until(lambda: bool(house.rows("SELECT 1 FROM attempt WHERE revision = 3")))
        await house.passes(seconds=30)
        await house.until(lambda: bool(house.said(thread, "is graded")))

    assert house.rows("SELECT score FROM grade") == [(60,)]


async def test_a_preview_is_no_edit(house: House) -> None:
    """Discord reports a link preview as a change; nothing was changed by anybody."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: bool(house.said(thread, "is graded")))
        await server.preview(answer)
        await server.say(server.ada, thread, MEMORY)
        await house.until(lambda: len(house.said(thread, "is graded")) == 2)

    assert sorted(house.rows("SELECT revision FROM attempt")) == [(1,), (1,)]


async def test_a_withdrawn_answer(house: House) -> None:
    """An answer whose messages are deleted is withdrawn, and its author is told so alone."""
    server = house.server
    async with house.open():
        thread = await house.begun(settle=20)
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer, "👀"))
        await server.delete(answer)
        await house.until(lambda: bool(server.messages(server.dm(server.bo))))

    assert house.rows("SELECT state FROM attempt") == [("withdrawn",)]
    assert len(house.said(thread, "withdrawn")) == 0


async def test_a_long_paste(house: House) -> None:
    """Text that the client made a file of is read; any other file is named to its author."""
    server = house.server
    files = (("message.txt", f"{PREFILL} {REUSE}".encode()), ("sketch.png", b"\x89PNG"))
    async with house.open():
        thread = await house.begun()
        await server.say(server.bo, thread, "See below.", files=files)
        await house.until(lambda: bool(server.messages(server.dm(server.bo))))
        await house.until(lambda: bool(house.said(thread, "is graded")))

    (told,) = server.messages(server.dm(server.bo))
    assert "sketch.png" in told.text
    assert house.rows("SELECT score FROM grade") == [(60,)]


async def test_a_private_answer(house: House) -> None:
    """An answer in a modal is seen by nobody else, nor is its feedback."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        (question,) = house.said(server.practice, "Open until")
        opened = await house.pressed(server.bo, question, "Answer privately")
        assert opened.modal is not None
        sent = await server.submit(server.bo, opened.modal, {"text": PREFILL})
        feedback = await sent.said(WAIT)

    assert feedback.ephemeral
    assert "prefill reads the whole prompt" in feedback.text
    assert house.said(thread, "graded") == []
    assert [one for one in server.messages(thread) if PREFILL in one.text] == []


async def test_a_modal_from_before_a_restart(house: House) -> None:
    """What is sent in after a restart counts, and buttons from before it work."""
    server = house.server
    async with house.open():
        await house.begun()
        (question,) = house.said(server.practice, "Open until")
        opened = await house.pressed(server.bo, question, "Answer privately")
        assert opened.modal is not None
    async with house.open():
        sent = await server.submit(server.bo, opened.modal, {"text": PREFILL})
        feedback = await sent.said(WAIT)
        pressed = await house.pressed(server.bo, question, "What is graded here?")
        graded = await pressed.said(WAIT)

    assert "prefill reads the whole prompt" in feedback.text
    assert "4 key points" in graded.text


async def test_a_form_with_a_mistake(house: House) -> None:
    """A mistake is named, what was typed is kept, and the form opens again with it."""
    server = house.server
    async with house.open():
        asked = await server.slash(server.ada, server.practice, "prep-admin setup")
        assert asked.modal is not None
        typed = {"time": "9", "zone": "Berlin", "days": ["mon", "fri"]}
        sent = await server.submit(server.ada, asked.modal, typed)
        told = await sent.said(WAIT)
        again = await house.pressed(server.ada, told, "Correct it")
        assert again.modal is not None
        fields = again.modal.fields
        right = {"time": "09:00", "zone": "Europe/Berlin", "days": ["mon", "fri"]}
        done = await server.submit(server.ada, again.modal, right)
        confirmed = await done.said(WAIT)

    assert told.ephemeral
    assert "Did you mean Europe/Berlin" in told.text
    assert "is not a time" in told.text
    assert fields["zone"]["value"] == "Berlin"
    assert [one["value"] for one in fields["days"]["options"] if one["default"]] == ["mon", "fri"]
    assert "09:00 Europe/Berlin on mon, fri" in confirmed.text


async def test_a_picked_message(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One's own message in the thread is graded when it is picked; others are not."""
    monkeypatch.setattr(desk, "SOON", 0.05)
    server = house.server
    async with house.open():
        thread = await house.begun(settle=120)
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer, "👀"))
        foreign = await server.pick(server.ada, answer, "Grade this message")
        refused = await foreign.said(WAIT)
        other = await server.say(server.bo, thread, REUSE)
        picked = await server.pick(server.bo, other, "Grade this message")
        told = await picked.said(WAIT)

        await house.until(lambda: bool(house.said(thread, "is graded")))

    assert "message of your own" in refused.text
    assert told.ephemeral
    assert "Got it, and kept." in told.text


async def test_an_appeal(house: House) -> None:
    """Appeal opens a form under the feedback; what came of it is told to that person alone."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        await server.say(server.bo, thread, f"{PREFILL} So it reads everything beforehand.")
        await house.until(lambda: bool(house.said(thread, "is graded")))
        pressed = await house.pressed(server.bo, house.said(thread, "is graded")[0], "My feedback")
        feedback = await pressed.said(WAIT)
        opened = await house.pressed(server.bo, feedback, "Appeal")
        assert opened.modal is not None
        values = {"point": "direction reuse", "sentence": "So it reads everything beforehand."}
        sent = await server.submit(server.bo, opened.modal, values)
        told = await sent.said(WAIT)

    assert told.ephemeral
    assert house.rows("SELECT count(*) FROM appeal") == [(1,)]


async def test_who_is_an_admin(house: House) -> None:
    """Discord hides the commands for admins; where a server shows them, we ask all the same."""
    server = house.server
    async with house.open():
        with pytest.raises(NotOffered):
            await house.told(server.bo, "prep-admin pause")
        for command in server.commands():
            command["default_member_permissions"] = None
        refused = await house.told(server.bo, "prep-admin pause")

    assert "Only admins can do that here." in refused


async def test_what_is_suggested(house: House) -> None:
    """Zones and questions are suggested while they are typed."""
    server = house.server
    async with house.open():
        admin = server.ada, server.practice
        zones = await server.autocomplete(*admin, "prep-admin setup", "zone", "berl", {})
        questions = await server.autocomplete(*admin, "prep-admin queue", "question", "al", {})

    assert zones[0]["value"] == "Europe/Berlin"
    assert questions[0]["value"] == "alpha"
