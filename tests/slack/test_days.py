"""A day of a team on Slack: asked, answered, read."""

from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE
from tests.servers.slack_api import ADA, BEN, EVE, PREP, Message, Raw
from tests.slack.room import IN_BOTH_MODES, SlackRoom, words


async def read_feedback(room: SlackRoom, who: str, question: Message) -> str:
    """Press the button under the line that says an answer is graded; return what is told."""
    lines = [one for one in room.slack.posts(PREP) if one.thread_ts == question.ts and one.is_reply]
    before = len(room.slack.ephemerals)
    await room.slack.press(who, lines[-1], "choice-0")
    await room.told(before)
    assert room.slack.ephemerals[-1].user == who
    return words(room.slack.ephemerals[-1])


@IN_BOTH_MODES
async def test_a_day(room: SlackRoom) -> None:
    """A team sets up, is asked, answers in the thread, and reads its feedback privately."""
    question = await room.asked()
    answer = await room.answers(BEN, f"{PREFILL} {REUSE}")
    told = await read_feedback(room, BEN, question)

    assert "so much cheaper" in words(question)
    assert set(room.slack.reactions(answer)) == {"eyes", "white_check_mark"}
    assert PREFILL in told
    assert all(PREFILL not in words(one) for one in room.slack.posts(PREP))


async def test_feedback_of_somebody_else(room: SlackRoom) -> None:
    """Nobody reads how somebody else's answer was graded."""
    question = await room.asked()
    await room.answers(BEN, f"{PREFILL} {REUSE}")

    assert PREFILL not in await read_feedback(room, EVE, question)


async def test_the_close(room: SlackRoom) -> None:
    """At the close the question says so, and the model answer is in its thread."""
    question = await room.asked()
    await room.answers(BEN, PREFILL)
    await room.advance(hours=24)

    (closed,) = [one for one in room.slack.posts(PREP) if one.ts == question.ts]
    thread = "\n".join(words(one) for one in room.slack.replies(PREP, question.ts))
    assert "Closed" in words(closed)
    assert room.slack.buttons(closed) == []
    assert "The model answer to" in thread


async def test_an_edit(room: SlackRoom) -> None:
    """An edit before the grade is what is graded; one after it is offered to be graded again."""
    question = await room.asked()
    answer = await room.says(BEN, PREFILL)
    room.clock.advance(room.second)
    await room.slack.edit(answer, f"{PREFILL} {REUSE}")
    await room.advance(seconds=30)
    first = await read_feedback(room, BEN, question)
    room.clock.advance(room.second)
    await room.slack.edit(answer, f"{PREFILL} {REUSE} {MEMORY}")
    await room.quiet()
    offer = room.slack.posts(await room.slack.dm(BEN))[-1]
    await room.slack.press(BEN, offer, "choice-0")
    await room.done(lambda: len(room.life.grader.history) == 2 or None)
    await room.advance(seconds=30)

    assert REUSE in first
    assert "You changed an answer" in words(offer)
    assert "80 of 100" in await read_feedback(room, BEN, question)
    assert [one.answer for one in room.life.grader.history] == [
        f"{PREFILL} {REUSE}",
        f"{PREFILL} {REUSE} {MEMORY}",
    ]


async def test_what_is_no_answer(room: SlackRoom) -> None:
    """Previews of links, other bots, and what is written outside the thread are graded never."""
    question = await room.asked()
    answer = await room.says(BEN, PREFILL)
    await room.slack.link_preview(answer)
    await room.slack.bot_says(PREP, REUSE, thread_ts=question.ts)
    await room.slack.say(BEN, PREP, MEMORY)
    await room.advance(seconds=30)

    assert [one.answer for one in room.life.grader.history] == [PREFILL]
    assert [one.text for one in room.slack.posts(await room.slack.dm(BEN))] == []


async def test_answers_of_every_kind(room: SlackRoom) -> None:
    """Broadcast replies, snippets and text files are parts of an answer; a picture is not."""
    await room.asked()
    slack = room.slack
    await room.says(BEN, PREFILL, broadcast=True)
    await room.says(BEN, "See:", files=(slack.snippet(REUSE, name="notes.txt"),))
    await room.says(BEN, "And:", files=(slack.picture(b"PNG", name="board.png"),))
    await room.advance(seconds=30)

    (request,) = room.life.grader.history
    assert PREFILL in request.answer
    assert REUSE in request.answer
    assert "PNG" not in request.answer
    assert "board.png" in words(slack.posts(await slack.dm(BEN))[0])


async def test_a_deleted_answer(room: SlackRoom) -> None:
    """An answer that was taken away is not graded."""
    await room.asked()
    answer = await room.says(BEN, PREFILL)
    await room.slack.delete(answer)
    await room.advance(seconds=30)

    assert room.life.grader.history == []


async def test_mentions_in_answers(room: SlackRoom) -> None:
    """Names in an answer become @someone, and escaped signs what they stand for."""
    await room.asked()
    await room.answers(BEN, Raw(f"<@{ADA}> a &lt; b &amp;&amp; c. {BATCH}"))

    (request,) = room.life.grader.history
    assert request.answer == f"@someone a < b && c. {BATCH}"
