"""A day of a team on Slack, from setting up to feedback."""

from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE
from tests.servers.slack_api import ADA, BEN, PREP
from tests.slack.room import SlackRoom, words


async def test_a_day(room: SlackRoom) -> None:
    """A team sets up, is asked, answers in the thread, and reads its feedback privately."""
    question = await room.asked()
    answer = await room.answers(BEN, f"{PREFILL} {REUSE}")

    thread = room.slack.replies(PREP, question.ts)
    (line,) = [one for one in thread if one.user not in {ADA, BEN}]
    before = len(room.slack.ephemerals)
    await room.slack.press(BEN, line, "choice-0")
    await room.told(before)

    assert "cheaper" in words(question)
    assert set(room.slack.reactions(answer)) == {"eyes", "white_check_mark"}
    assert "your answer is graded" in words(line)
    told = room.slack.ephemerals[-1]
    assert told.user == BEN
    assert PREFILL in words(told)
