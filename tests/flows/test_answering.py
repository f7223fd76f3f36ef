"""Answers on their way to a grade: what is waited for, joined, taken once, and kept private."""

from bot.messages import Address, Author, Mark, MessagePicked, MessageReceived, MessageRef, UserId
from tests.fakes import CHANNEL, RECEIPT_LOST
from tests.flows.room import MEMORY, PREFILL, REUSE, Room


async def test_a_message_is_seen_then_graded(asked: Room) -> None:
    """An answer is marked as seen at once, and as graded when it has its grade."""
    ref = await asked.says("ana", PREFILL)
    await asked.work()
    seen = asked.marks(ref)
    await asked.advance(seconds=20)

    assert seen == [Mark.SEEN]
    assert asked.marks(ref) == [Mark.SEEN, Mark.GRADED]
    assert await asked.points() == {"ana": 30}


async def test_messages_join(asked: Room) -> None:
    """What is written within the settle window is graded as one answer."""
    await asked.says("ana", PREFILL)
    await asked.advance(seconds=19)
    last = await asked.says("ana", REUSE)
    await asked.advance(seconds=19)
    early = list(asked.grader.history)
    await asked.advance(seconds=1)

    assert early == []
    assert [one.answer for one in asked.grader.history] == [f"{PREFILL}\n\n{REUSE}"]
    assert asked.marks(last) == [Mark.SEEN, Mark.GRADED]
    assert await asked.points() == {"ana": 60}


async def test_answers_of_two_people_do_not_join(asked: Room) -> None:
    """Each person has an answer of their own."""
    await asked.says("ana", PREFILL)
    await asked.says("ben", f"{PREFILL} {REUSE}")
    await asked.advance(seconds=20)

    assert await asked.points() == {"ben": 60, "ana": 30}


async def test_settling_has_a_maximum(asked: Room) -> None:
    """Somebody who keeps typing is graded two minutes after the first message."""
    for _ in range(7):
        await asked.says("ana", PREFILL)
        await asked.advance(seconds=15)
    await asked.says("ana", REUSE)
    await asked.advance(seconds=14)
    early = list(asked.grader.history)
    await asked.advance(seconds=1)

    assert early == []
    assert [one.answer.count("\n\n") for one in asked.grader.history] == [7]


async def test_done_does_not_wait(asked: Room) -> None:
    """`done` lets a waiting answer be graded at once."""
    await asked.says("ana", PREFILL)

    assert "Grading what you have written so far." in await asked.command("ana", "done")
    assert await asked.points() == {"ana": 30}
    assert "No answer of yours is waiting." in await asked.command("ana", "done")


async def test_a_message_while_grading(asked: Room) -> None:
    """A message that comes while its answer is judged joins it, and the stale grade is dropped."""

    async def goes_on() -> None:
        await asked.says("ana", REUSE)

    asked.grader.meanwhile = goes_on
    ref = await asked.answers("ana", PREFILL)
    stale = await asked.points(), asked.marks(ref), asked.said(asked.thread)
    await asked.advance(seconds=20)

    assert stale == ({}, [Mark.SEEN], [])
    assert await asked.points() == {"ana": 60}
    assert len(asked.said(asked.thread)) == 1


async def test_the_same_message_twice(asked: Room) -> None:
    """A message that is delivered again, early or late, changes nothing."""
    ref = await asked.says("ana", PREFILL)
    await asked.says("ana", PREFILL, ref=ref)
    await asked.advance(seconds=20)
    before = asked.rows("SELECT id, state, revision FROM attempt"), len(asked.platform.posts)
    await asked.says("ana", PREFILL, ref=ref)
    await asked.advance(minutes=5)

    assert [one.answer for one in asked.grader.history] == [PREFILL]
    after = asked.rows("SELECT id, state, revision FROM attempt"), len(asked.platform.posts)
    assert after == before


async def test_talk_elsewhere(asked: Room) -> None:
    """A message outside the threads of questions is neither marked nor kept."""
    ref = await asked.says("ana", PREFILL, thread=Address("fake:practice/other"))
    await asked.advance(minutes=5)

    assert asked.marks(ref) == []
    assert asked.rows("SELECT ref FROM message") == []


async def test_messages_before_the_thread_is_known(room: Room) -> None:
    """What is written in a thread before we know that it is open is taken once we know."""
    room.platform.fails("post", RECEIPT_LOST)
    await room.advance(minutes=30)
    thread = Address("fake:practice/t1")
    first = await room.says("ana", PREFILL, thread=thread)
    await room.says("ana", REUSE, thread=thread)
    await room.advance(seconds=1)
    await room.advance(seconds=20)

    assert room.thread == thread
    assert Mark.SEEN in room.marks(first)
    assert await room.points() == {"ana": 60}


async def test_an_early_message_that_was_edited(room: Room) -> None:
    """Of a message that was edited before its thread was known, the new text is graded."""
    room.platform.fails("post", RECEIPT_LOST)
    await room.advance(minutes=30)
    ref = await room.says("ana", "Oops.", thread=Address("fake:practice/t1"))
    await room.edits("ana", ref, PREFILL)
    await room.advance(seconds=1)
    await room.advance(seconds=20)

    assert [one.answer for one in room.grader.history] == [PREFILL]


async def test_talk_elsewhere_while_a_question_is_posted(room: Room) -> None:
    """What was written in other threads while a question was being posted is not kept."""
    room.platform.fails("post", RECEIPT_LOST)
    await room.advance(minutes=30)
    await room.says("ana", "About the summer party.", thread=Address("fake:practice/party"))
    await room.advance(minutes=5)

    assert room.rows("SELECT text FROM message") == []


async def test_a_private_answer_by_form(asked: Room) -> None:
    """An answer by form is graded at once; nobody but its author hears of it."""
    await asked.fills("ana", asked.choice("Answer privately"), PREFILL)

    (feedback,) = asked.told("ana")
    assert "30 of 100 · graded by scripted" in feedback
    assert "What is graded here?" in feedback
    assert asked.said(asked.thread) == []
    assert asked.platform.marks == []
    assert await asked.points() == {"ana": 30}


async def test_the_same_form_twice(asked: Room) -> None:
    """A form that is delivered again is not a second answer."""
    form = await asked.fills("ana", asked.choice("Answer privately"), PREFILL)
    await asked.happens(form)
    await asked.work()

    assert len(asked.told("ana")) == 1
    assert asked.rows("SELECT number FROM attempt") == [(1,)]


async def test_a_private_answer_by_command(asked: Room) -> None:
    """An answer after `answer` is graded at once; nobody but its author hears of it."""
    told = await asked.command("ana", "answer", text=f"{PREFILL} {MEMORY}")

    assert "50 of 100" in told
    assert asked.said(asked.thread) == []
    assert await asked.points() == {"ana": 50}


async def test_a_private_piece_of_a_public_answer(asked: Room) -> None:
    """An answer that is finished by form puts its mark on the message that it began with."""
    ref = await asked.says("ana", PREFILL)
    await asked.fills("ana", asked.choice("Answer privately"), REUSE)

    assert await asked.points() == {"ana": 60}
    assert asked.marks(ref) == [Mark.SEEN, Mark.GRADED]


async def test_a_picked_message(asked: Room) -> None:
    """A message that its author wants graded is not waited for."""
    ana = Author(user=UserId("fake:ana"), name="ana")
    ref, now = MessageRef("fake:picked"), asked.clock.now()
    message = MessageReceived(ref=ref, author=ana, place=asked.place(), text=PREFILL, sent_at=now)
    await asked.happens(MessagePicked(event="pick", message=message, author=ana))
    await asked.work()

    assert await asked.points() == {"ana": 30}


async def test_a_picked_message_of_somebody_else(asked: Room) -> None:
    """Nobody can hand in what somebody else wrote."""
    ana, ben = (Author(user=UserId(f"fake:{name}"), name=name) for name in ("ana", "ben"))
    ref, now = MessageRef("fake:picked"), asked.clock.now()
    message = MessageReceived(ref=ref, author=ana, place=asked.place(), text=PREFILL, sent_at=now)
    await asked.happens(MessagePicked(event="pick", message=message, author=ben))
    await asked.advance(minutes=5)

    assert asked.grader.history == []


async def test_secrets_of_interactions(asked: Room) -> None:
    """A reply handle reaches the platform, but no body that is stored."""
    await asked.fills("ana", asked.choice("Answer privately"), PREFILL)
    await asked.command("ana", "board")
    bodies = asked.rows("SELECT body FROM outbox") + asked.rows("SELECT body FROM message")

    assert any(one.reply and one.reply.token.startswith("SECRET") for one in asked.platform.tells)
    assert [body for (body,) in bodies if "SECRET" in body] == []
    assert asked.rows("SELECT key FROM outbox WHERE reply IS NOT NULL") == []


async def test_secrets_of_messages_that_are_kept(room: Room) -> None:
    """The reply handle of a message that waits for its thread is not stored in the open."""
    room.platform.fails("post", RECEIPT_LOST)
    await room.advance(minutes=30)
    ana = Author(user=UserId("fake:ana"), name="ana")
    message = MessageReceived(
        ref=MessageRef("fake:picked"),
        author=ana,
        place=room.place(Address(f"{CHANNEL}/t1")),
        text=PREFILL,
        sent_at=room.clock.now(),
    )
    picked = MessagePicked(event="pick", message=message, author=ana, reply=room.reply())
    await room.happens(picked)

    assert [row for row in room.rows("SELECT body FROM message") if "SECRET" in row[0]] == []


async def test_a_private_answer_in_the_thread_of_an_older_question(asked: Room) -> None:
    """`answer` in the thread of a question answers that one, also when a newer one is open."""
    first = asked.thread
    await asked.command("boss", "post", question="delta")
    place = asked.place(first)
    told = await asked.command_at(place, "ana", "answer", text=PREFILL)

    assert "30 of 100" in told
    assert asked.rows("SELECT thread FROM asked JOIN attempt ON attempt.asked = asked.id") == [
        (first,)
    ]
