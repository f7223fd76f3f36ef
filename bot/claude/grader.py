"""The grader that asks Claude: one call for most answers, a second look where it matters."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog
from anthropic import AsyncAnthropic

from bot.claude.answers import Prepared, prepare
from bot.claude.calls import Caller, Effort
from bot.claude.controls import Control, control
from bot.claude.failures import ClaudeDown
from bot.claude.judging import Look, again, is_close, look, safe_feedback
from bot.claude.prompt import MAX_OUTPUT, PROMPT, answer_text, build, question_text, system_text
from bot.claude.rules import canonical
from bot.claude.schema import Breach, schema
from bot.content import Dimensions
from bot.grading import Graded, Reason, Ungraded
from bot.ports import GradeRequest, Judged
from bot.prices import Prices
from bot.probes import choose
from bot.spend import Spent

SURE, UNSEEN = 0.85, 0.5
"""Confidence in a single look, and in one whose evidence failed and that nobody looked at again."""

AGREED, POINTS_TO_DOUBT = 0.95, 40
"""Confidence in two looks that agree, and the distance (of 100) that takes all of it away."""

STEERED = "steers the grader"
"""The tripwire of an answer whose reader credited a point that no answer makes."""

CLAUDE = "claude-"

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class _Run:
    """What is known while one request is judged."""

    request: GradeRequest
    prepared: Prepared
    decoy: Control
    question: str
    user: str
    spent: list[Spent] = field(default_factory=list)


class ClaudeGrader:
    """Grades with Claude. `client` needs an explicit `api_key`; its own retries are not used."""

    def __init__(  # noqa: PLR0913 - all of it is named
        self,
        client: AsyncAnthropic,
        *,
        dimensions: Dimensions,
        prices: Prices,
        salt: bytes,
        model: str = "claude-haiku-5-5",
        review_model: str = "claude-sonnet-5-5",
        timeout: float = 60.0,
        nonce: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self.name = f"claude {model.removeprefix(CLAUDE)}"
        self.model = model
        self.review_model = review_model
        self._caller = Caller(client, prices, timeout=timeout)
        self._prices = prices
        self._salt = salt
        self._nonce = nonce
        self._system = system_text(dimensions)
        frozen = canonical([PROMPT, model, review_model, self._system, schema()])
        self.fingerprint = hashlib.sha256(frozen.encode()).hexdigest()[:32]
        """Names all that is the same for every answer; part of what makes a grade the same."""

    def estimate(self, request: GradeRequest) -> int:
        """Return the most micro-dollars that judging can cost: two calls and a review."""
        text = self._system + self._question(request) + request.answer
        once = self._prices.estimate(self.model, text, MAX_OUTPUT)
        return 2 * once + self._prices.estimate(self.review_model, text, MAX_OUTPUT)

    async def judge(self, request: GradeRequest) -> Judged:
        """Judge an answer; raises ClaudeDown when asking again later may help."""
        prepared = await asyncio.to_thread(prepare, request.question, request.answer)
        run = _Run(
            request=request,
            prepared=prepared,
            decoy=control(request.question, self._salt),
            question=self._question(request),
            user=self._user(request.person),
        )
        if prepared.unfit is not None:
            return self._ungraded(run, prepared.unfit)
        first = await self._look(run, self.model, "low")
        if isinstance(first, Look) and first.steered:
            return await self._steered(run)
        if isinstance(first, Reason):
            return self._ungraded(run, first)
        if first.unfound:
            first = await self._asked_again(run, first)
        review = await self._review(run) if is_close(first) else None
        return self._judged(run, first, review)

    async def _look(
        self, run: _Run, model: str, effort: Effort, unfound: tuple[str, ...] = ()
    ) -> Look | Reason:
        """Make one call and return what it is worth, or why it is worth nothing."""
        answer = answer_text(run.prepared.text, self._nonce(), unfound)
        prompt = build(self._system, run.question, answer)
        said = await self._caller.call(model, prompt, effort=effort, user=run.user)
        run.spent += said.spent
        if said.failure is not None:
            return said.failure
        question = run.request.question
        try:
            found = await asyncio.to_thread(look, question, run.prepared, run.decoy, said.text)
        except Breach as breach:
            log.warning("reply breaks the schema", model=model, problem=breach.problem)
            return Reason.MALFORMED
        if found.steered:
            log.warning("the grader was steered", model=model, question=question.id)
            return found
        return found if found.is_attempt else Reason.NOT_AN_ANSWER

    async def _steered(self, run: _Run) -> Judged:
        """Judge by the review model alone what led the first one to credit a made-up point.

        Where that is led as well, there is no grade: a person has to look.
        """
        run.prepared = replace(run.prepared, tripwires=(*run.prepared.tripwires, STEERED))
        found = await self._review(run)
        if found is None:
            return self._ungraded(run, Reason.MALFORMED)
        return self._judged(run, found, None)

    async def _asked_again(self, run: _Run, first: Look) -> Look:
        """Return the look after its lost quotes were asked for once more; itself if that fails."""
        try:
            second = await self._look(run, self.model, "low", first.unfound)
        except ClaudeDown as down:
            run.spent += down.spent
            return first
        if isinstance(second, Reason) or second.steered:
            return first
        return again(run.request.question, first, second)

    async def _review(self, run: _Run) -> Look | None:
        """Return a look by the review model, which sees nothing of the first one."""
        try:
            found = await self._look(run, self.review_model, "medium")
        except ClaudeDown as down:
            run.spent += down.spent
            return None
        return None if isinstance(found, Reason) or found.steered else found

    def _judged(self, run: _Run, first: Look, review: Look | None) -> Judged:
        shown, total, spread = first, first.score, None
        steered = STEERED in run.prepared.tripwires
        confidence = UNSEEN if first.unfound or steered else SURE
        if review is not None:
            # The better reader's verdicts are shown; the mean is what two looks agree on best.
            shown = review
            low, high = sorted((first.score, review.score))
            total = (low + high + 1) // 2
            spread = (low, high) if low < high else None
            confidence = max(0.0, AGREED - (high - low) / POINTS_TO_DOUBT)
        question = run.request.question
        probe = choose(question, shown.judgement, shown.probe if run.prepared.english else None)
        return Judged(
            outcome=Graded(
                score=total,
                judgement=replace(shown.judgement, probe=probe),
                grader=self.name,
                estimate=False,
                confidence=round(confidence, 2),
            ),
            spent=tuple(run.spent),
            spread=spread,
            unfound=shown.unfound,
            feedback=safe_feedback(question, shown.judgement, shown.feedback),
            tripwires=run.prepared.tripwires,
            cut=run.prepared.cut,
        )

    def _ungraded(self, run: _Run, reason: Reason) -> Judged:
        return Judged(
            outcome=Ungraded(reason=reason, grader=self.name),
            spent=tuple(run.spent),
            tripwires=run.prepared.tripwires,
            cut=run.prepared.cut,
        )

    def _question(self, request: GradeRequest) -> str:
        question = request.question
        return question_text(question, control(question, self._salt), request.rulings)

    def _user(self, person: str) -> str:
        """Return a name for a person that tells the service nothing, and nothing to us either."""
        if not person:
            return ""
        return hmac.new(self._salt, f"person/{person}".encode(), hashlib.sha256).hexdigest()[:32]
