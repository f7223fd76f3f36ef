"""What these tests share: the shipped bank, the stand-in, and a client that can reach no other."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from anthropic import AsyncAnthropic

from bot.claude import ClaudeGrader, connect
from bot.content import Question
from bot.grading import Graded
from bot.packs import Bank, load
from bot.ports import GradeRequest, Judged
from bot.prices import list_prices
from tests.servers.messages_api import KEY, MessagesApi
from tests.servers.minds import honest

PACK = Path(__file__).parents[2] / "content" / "ai-engineering"


@pytest.fixture(autouse=True)
def nothing_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the keys out of the environment, and refuse every client that leaves this machine."""
    for name in ("API_KEY", "AUTH_TOKEN", "BASE_URL", "PROFILE", "CUSTOM_HEADERS"):
        monkeypatch.delenv(f"ANTHROPIC_{name}", raising=False)
    send = AsyncAnthropic._prepare_request  # noqa: SLF001 - where every request passes

    async def guarded(self: AsyncAnthropic, request: httpx2.Request) -> None:
        assert request.url.host == "127.0.0.1", f"a test would have called {request.url.host}"
        await send(self, request)

    monkeypatch.setattr(AsyncAnthropic, "_prepare_request", guarded)


@pytest.fixture(scope="session")
def bank() -> Bank:
    """Return the pack that is shipped."""
    return load(PACK)


@pytest.fixture
async def api(bank: Bank) -> AsyncIterator[MessagesApi]:
    """Serve an honest model."""
    async with MessagesApi(mind=honest(bank.questions)).serving() as server:
        yield server


@pytest.fixture
async def client(api: MessagesApi) -> AsyncIterator[AsyncAnthropic]:
    """Connect the real SDK to the stand-in."""
    async with connect(KEY, api.url) as client:
        yield client


@pytest.fixture
def grader(client: AsyncAnthropic, bank: Bank) -> ClaudeGrader:
    """Grade with the default models."""
    return make(client, bank)


def make(client: AsyncAnthropic, bank: Bank, *, timeout: float = 10.0) -> ClaudeGrader:
    """Return a grader on the default models."""
    return ClaudeGrader(
        client,
        dimensions=bank.dimensions,
        prices=list_prices(),
        salt=b"a salt for tests",
        timeout=timeout,
    )


def about(question: Question, answer: str, *rulings: str) -> GradeRequest:
    """Return a request of one person."""
    return GradeRequest(question=question, answer=answer, person="ana", rulings=rulings)


def graded(judged: Judged) -> Graded:
    """Return the grade, which there has to be."""
    assert isinstance(judged.outcome, Graded)
    return judged.outcome
