"""What goes wrong on the way: nothing is lost, graded twice, or asked twice."""

from adapters.slack import ids
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE
from tests.servers.slack_api import (
    BEN,
    EVE,
    PREP,
    TEAM,
    Message,
    Reading,
    lost,
    rate_limited,
    refused,
    server_error,
)
from tests.slack.room import IN_BOTH_MODES, SlackRoom, words


def graded(room: SlackRoom) -> list[str]:
    """Return what was judged, in order of the alphabet."""
    return sorted(request.answer for request in room.life.grader.history)


def questions(room: SlackRoom) -> list[str]:
    """Return the questions in #prep."""
    return [words(one) for one in room.slack.posts(PREP) if "so much cheaper" in words(one)]


def tries(room: SlackRoom) -> int:
    """Return how often we tried to post."""
    return len([one for one in room.slack.calls if one.method == "chat.postMessage"])


@IN_BOTH_MODES
async def test_everything_twice(room: SlackRoom) -> None:
    """Every event of a day is delivered again, and changes nothing."""
    await room.asked()
    await room.answers(BEN, PREFILL)
    before = (len(room.slack.posts(PREP)), len(room.slack.ephemerals))
    for delivery in list(room.slack.deliveries):
        await room.slack.redeliver(delivery)
    await room.advance(seconds=30)

    assert graded(room) == [PREFILL]
    assert len(questions(room)) == 1
    assert (len(room.slack.posts(PREP)), len(room.slack.ephemerals)) == before


@IN_BOTH_MODES
async def test_an_event_that_is_not_stored(room: SlackRoom) -> None:
    """What could not be committed is not acknowledged, and comes again."""
    await room.asked()
    room.slack.ack_within = 0.5
    room.life.flaws.not_stored = 1
    await room.answers(BEN, PREFILL)

    assert room.life.flaws.refused == ["MessageReceived"]
    attempts = [[one.acked for one in delivery.attempts] for delivery in room.slack.deliveries]
    assert [one for one in attempts if len(one) > 1] == [[False, True]]
    assert graded(room) == [PREFILL]


async def test_a_command_that_is_not_stored(room: SlackRoom) -> None:
    """Nobody delivers a command again, so its person is told."""
    await room.asked()
    room.life.flaws.not_stored = 1
    (told,) = await room.slash(BEN, "board", "/prep")

    assert words(told).startswith("That was not stored")


async def test_answers_out_of_order(room: SlackRoom) -> None:
    """An edit that comes before its message changes it all the same."""
    await room.asked()
    room.slack.hold_deliveries()
    answer = await room.slack.say(BEN, PREP, PREFILL, thread_ts=room.question().ts)
    room.clock.advance(room.second)
    await room.slack.edit(answer, REUSE)
    await room.slack.release(reverse=True)
    await room.advance(seconds=30)

    assert graded(room) == [REUSE]


async def test_an_end_in_the_middle(room: SlackRoom) -> None:
    """Answers given while the program was not running are graded once it runs, each once."""
    question = await room.asked()
    await room.says(BEN, PREFILL)
    first = room.life.grader.history

    async def meanwhile() -> None:
        await room.slack.say(EVE, PREP, REUSE, thread_ts=question.ts)
        room.clock.advance(60 * room.second)

    await room.restart(meanwhile)
    await room.advance(seconds=30)

    assert sorted(graded(room) + [one.answer for one in first]) == sorted([PREFILL, REUSE])
    assert len(questions(room)) == 1


@IN_BOTH_MODES
async def test_an_answer_that_slack_gave_up_on(room: SlackRoom) -> None:
    """What was never delivered is read from the thread at the next start."""
    question = await room.asked()

    async def meanwhile() -> None:
        room.slack.retry_after = ()
        said.append(await room.slack.say(BEN, PREP, PREFILL, thread_ts=question.ts))
        await room.slack.settled()

    said: list[Message] = []
    await room.restart(meanwhile)
    await room.done(lambda: room.slack.reactions(said[0]))
    await room.advance(seconds=30)

    assert graded(room) == [PREFILL]


async def test_a_thread_that_may_not_be_read(room: SlackRoom) -> None:
    """Where reading is refused everything else goes on."""
    await room.asked()
    room.slack.reading = Reading.REFUSED
    await room.restart()
    await room.answers(BEN, PREFILL)

    assert graded(room) == [PREFILL]


async def test_a_question_whose_receipt_was_lost(room: SlackRoom) -> None:
    """A question that arrived, but whose answer was cut, is found by its key."""
    await room.set_up()
    room.slack.trouble.add("chat.postMessage", 1, lost())
    await room.advance(minutes=30)
    await room.advance(minutes=5)
    await room.answers(BEN, PREFILL)

    assert len(questions(room)) == 1
    assert graded(room) == [PREFILL]


async def test_a_doubtful_question(room: SlackRoom) -> None:
    """Where reading is refused, a question that may be there is not asked again."""
    await room.set_up()
    room.slack.reading = Reading.REFUSED
    room.slack.trouble.add("chat.postMessage", 1, lost())
    await room.advance(minutes=30)
    await room.advance(minutes=5)

    assert len(questions(room)) == 1
    assert (
        any("may or may not" in words(one) for one in room.slack.posts(PREP))
        or len(room.slack.posts(PREP)) == 2
    )


async def test_feedback_whose_receipt_was_lost(room: SlackRoom) -> None:
    """The line in the thread is there once, though the answer to its post was cut."""
    question = await room.asked()
    await room.says(BEN, PREFILL)
    room.slack.trouble.add("chat.postMessage", 1, lost())
    await room.advance(seconds=20)
    await room.advance(minutes=5)

    lines = [one for one in room.slack.posts(PREP) if one.thread_ts == question.ts and one.is_reply]
    assert len([one for one in lines if "your answer is graded" in words(one)]) == 1


async def test_a_service_in_trouble(room: SlackRoom) -> None:
    """Failures of Slack's own are tried again until everything is said, once."""
    await room.set_up()
    room.slack.trouble.add("chat.postMessage", 2, server_error())
    room.slack.trouble.add("reactions.add", 1, server_error(503))
    await room.advance(minutes=30)
    await room.advance(minutes=5)
    await room.advance(minutes=5)
    answer = await room.answers(BEN, PREFILL)
    await room.advance(minutes=5)

    assert len(questions(room)) == 1
    assert "white_check_mark" in room.slack.reactions(answer)


async def test_a_pause_that_slack_asks_for(room: SlackRoom) -> None:
    """A long pause is kept, and what waited is said at its end."""
    await room.set_up()
    room.slack.trouble.add("chat.postMessage", 1, rate_limited(60))
    await room.advance(minutes=30)
    early = len(questions(room))
    await room.advance(seconds=30)
    calls = tries(room)
    await room.advance(seconds=31)

    assert early == 0
    assert calls == 1
    assert len(questions(room)) == 1


async def test_a_channel_that_is_archived(room: SlackRoom) -> None:
    """Nothing is said in a channel that was archived, and its schedule pauses."""
    await room.set_up()
    await room.slack.archive(PREP)
    await room.advance(minutes=30)
    await room.advance(hours=24)

    assert questions(room) == []
    assert tries(room) == 0


async def test_a_channel_that_we_are_removed_from(room: SlackRoom) -> None:
    """A refusal to post marks the channel as lost, also where no event told of it."""
    await room.set_up()
    room.slack.trouble.add("chat.postMessage", 1, refused("not_in_channel"))
    await room.advance(minutes=30)
    calls = tries(room)
    await room.advance(hours=24)

    assert tries(room) == calls == 1


async def test_tokens_that_are_revoked(room: SlackRoom) -> None:
    """When the app is taken out of a workspace, all its channels are given up."""
    await room.asked()
    await room.slack.uninstall()
    await room.quiet()
    calls = len(room.slack.calls)
    await room.advance(hours=48)

    assert await room.store.teams.channels_in(ids.space(TEAM)) == []
    done = {one.method for one in room.slack.calls[calls:] if one.error is None}
    assert done <= {"apps.connections.open"}


async def test_many_people_at_once(room: SlackRoom) -> None:
    """Answers that come together, some of them delivered twice, are each graded once."""
    await room.asked()
    said = [PREFILL, REUSE, MEMORY, BATCH]
    for number, text in enumerate(said):
        who = (BEN, EVE)[number % 2]
        await room.slack.say(who, PREP, text, thread_ts=room.question().ts)
    for delivery in list(room.slack.deliveries)[-2:]:
        await room.slack.redeliver(delivery)
    await room.advance(seconds=30)

    assert graded(room) == sorted([f"{PREFILL}\n\n{MEMORY}", f"{REUSE}\n\n{BATCH}"])
