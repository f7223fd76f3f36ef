"""Every way in which the service fails: a reason, or GraderDown with a time; never a zero."""

import pytest
import structlog
from anthropic import AsyncAnthropic

from bot.claude import ClaudeGrader, connect
from bot.grading import Graded, Reason, Ungraded
from bot.packs import Bank
from tests.claude.asking import PRIVATE, fails, judged
from tests.claude.conftest import make
from tests.servers.api_rules import Json
from tests.servers.messages_api import KEY, MessagesApi, Turn


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait a second after a hiccup."""
    monkeypatch.setattr("bot.claude.calls.HICCUP", 0.01)


def drop(body: Json) -> None:
    """Leave a point out."""
    points = body["points"]
    assert isinstance(points, list)
    points.pop()


def invent(body: Json) -> None:
    """Judge a point that nobody asked about."""
    points = body["points"]
    assert isinstance(points, list)
    points[0]["id"] = "invented"


def double(body: Json) -> None:
    """Judge a point twice."""
    points = body["points"]
    assert isinstance(points, list)
    points.append(points[0])


def shrug(body: Json) -> None:
    """Assess the first point alone."""
    points = body["points"]
    assert isinstance(points, list)
    for point in points[2:]:
        point["verdict"] = "cannot_assess"


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (Turn(stop="refusal"), Reason.REFUSED),
        (Turn(stop="max_tokens"), Reason.TRUNCATED),
        (Turn(stop="model_context_window_exceeded"), Reason.TRUNCATED),
        (Turn(stop="pause_turn"), Reason.MALFORMED),
        (Turn(text="I would give this answer 9 points of 10."), Reason.MALFORMED),
        (Turn(text='{"is_attempt": true}'), Reason.MALFORMED),
        (Turn(text=""), Reason.MALFORMED),
        (Turn(change=drop), Reason.MALFORMED),
        (Turn(change=invent), Reason.MALFORMED),
        (Turn(change=double), Reason.MALFORMED),
        (Turn(change=shrug), Reason.MALFORMED),
        (Turn(status=400, error="invalid_request_error"), Reason.MALFORMED),
        (Turn(status=413, error="request_too_large"), Reason.MALFORMED),
    ],
)
async def test_failure_of_one_answer_is_a_reason(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank, turn: Turn, reason: Reason
) -> None:
    """Refusal, truncation, prose, a wrong id or a 400 is Ungraded, paid for where it was billed."""
    api.script.append(turn)

    found = await judged(grader, bank)

    assert found.outcome == Ungraded(reason=reason, grader="claude haiku-5-5")
    assert len(found.spent) == (turn.status == 200)
    assert api.attempts == 1


@pytest.mark.parametrize(
    "turn",
    [
        Turn(status=529, error="overloaded_error"),
        Turn(status=500, error="api_error"),
        Turn(status=503, error="api_error"),
        Turn(cut=True),
        Turn(page="<html>gateway</html>"),
    ],
    ids=["529", "500", "503", "cut", "page"],
)
async def test_a_hiccup_is_repeated_once(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank, turn: Turn
) -> None:
    """One fault of the service or of the network is not noticed; two are GraderDown."""
    api.script.append(turn)
    assert isinstance((await judged(grader, bank)).outcome, Graded)

    api.script.extend([turn, turn])
    down = await fails(grader, bank)
    assert not down.operator
    assert api.attempts == 4


async def test_a_slow_model_times_out(client: AsyncAnthropic, api: MessagesApi, bank: Bank) -> None:
    """Past its time a call is GraderDown, with what it may have cost, marked as an estimate."""
    api.script.append(Turn(delay=5))
    grader = make(client, bank, timeout=0.2)

    down = await fails(grader, bank)

    assert down.reason == "timeout"
    assert down.spent[0].estimated
    assert down.spent[0].micro_dollars > 0


async def test_a_service_that_is_not_there_is_down(bank: Bank) -> None:
    """Nobody listening is GraderDown, not a stack trace of the SDK."""
    async with connect(KEY, "http://127.0.0.1:9") as nowhere:
        assert (await fails(make(nowhere, bank), bank)).reason == "no connection"


async def test_a_second_call_that_fails_keeps_the_first(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """Once something was paid for it is settled: the first look stands, with less confidence."""

    def invented(body: Json) -> None:
        points = body["points"]
        assert isinstance(points, list)
        gradient = next(point for point in points if point["id"] == "gradient")
        gradient["quote"] = "not in the answer at all, softmax"

    api.script.extend([Turn(change=invented), *[Turn(status=529, error="overloaded_error")] * 4])

    found = await judged(grader, bank)

    assert isinstance(found.outcome, Graded)
    assert len(found.unfound) == 1
    assert found.outcome.confidence == 0.5
    assert len(found.spent) == 1


async def test_logs_hold_no_answer_and_no_key(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """Whatever happens, logs have request ids and numbers, never text."""
    api.script.extend(
        [
            Turn(),
            Turn(text=f"prose about {PRIVATE}"),
            Turn(status=400, error="invalid_request_error", message=f"bad {PRIVATE}"),
            Turn(stop="refusal"),
        ]
    )
    with structlog.testing.capture_logs() as logs:
        for _ in range(4):
            await judged(grader, bank)

    text = str(logs)
    assert "req_000001" in text
    assert PRIVATE not in text
    assert KEY not in text


async def test_no_test_can_reach_a_paid_api(bank: Bank) -> None:
    """A client without a loopback address is stopped before it sends anything."""
    async with connect(KEY, "https://api.anthropic.com") as paid:
        with pytest.raises(AssertionError, match=r"would have called api\.anthropic\.com"):
            await judged(make(paid, bank), bank)
