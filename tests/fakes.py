"""Doubles of what the core needs from outside: a platform, a grader and a clock that obey tests."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.content import Question, Verdict
from bot.errors import PlatformDown
from bot.grading import (
    Graded,
    GradeOutcome,
    Judgement,
    PointVerdict,
    RaisedFlag,
    score,
    split_sentences,
    with_evidence,
)
from bot.messages import (
    Address,
    Author,
    Doubtful,
    Image,
    Inbound,
    Mark,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Place,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    SpaceKey,
    UserId,
)
from bot.pictures import Chart
from bot.ports import GradeRequest, Handle, Judged, OpenThreads, Sentences, Suggest
from bot.wording.pictures import alt
from bot.words import stems

SPACE = SpaceKey("fake:space")
CHANNEL = Address("fake:practice")
ADMINS = Address("fake:admins")
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""08:30 in Berlin."""
US = UserId("fake:greenroom")


class SketchBook:
    """A painter that only notes what it should paint."""

    def __init__(self) -> None:
        self.charts: list[Chart] = []
        self.empty_handed = False
        """Whether it has no picture to give."""

    async def paint(self, chart: Chart) -> Image | None:
        """Return a picture without a dot of paint."""
        self.charts.append(chart)
        return None if self.empty_handed else Image(png=b"", alt=alt(chart))


class FixedClock:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the present."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by


RECEIPT_LOST = PlatformDown("the connection broke after sending")
"""The post arrived, but not the answer that it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something that people can see: a public post, or what one person was told."""

    key: OutboxKey
    post: Post
    receipt: Receipt
    user: UserId | None = None
    reply: ReplyHandle | None = None


def text(post: Post) -> str:
    """Return everything that a post says."""
    facts = [f"{fact.label}: {fact.value}" for fact in post.facts]
    labels = [choice.label for choice in post.choices]
    return "\n".join([post.title, post.body, *facts, post.footer, *labels])


@dataclass
class FakePlatform:
    """A chat platform in a few lists; `fails` makes the next calls of a verb go wrong."""

    name: str = "fake"
    posts: list[Shown] = field(default_factory=list)
    tells: list[Shown] = field(default_factory=list)
    edits: list[tuple[Receipt, Post]] = field(default_factory=list)
    marks: list[tuple[MessageRef, Mark]] = field(default_factory=list)
    threads: dict[MessageRef, Address] = field(default_factory=dict)
    rooms: list[tuple[Address, UserId, str]] = field(default_factory=list)
    online: bool = True
    incoming: list[Inbound] = field(default_factory=list)
    """What a connection would report: what people do, and our own posts."""
    forgetful: bool = False
    """Whether it cannot find out what was said before."""
    _faults: defaultdict[str, deque[Exception]] = field(default_factory=lambda: defaultdict(deque))

    def fails(self, verb: str, *errors: Exception) -> None:
        """Let the next calls of a verb raise these; with RECEIPT_LOST it is done all the same."""
        self._faults[verb].extend(errors)

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Deliver what is incoming, but for our own messages."""
        del suggest, open_threads, sentences
        for event in self.incoming:
            if isinstance(event, MessageReceived) and event.author.user == US:
                continue
            await handle(event)

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Keep a public post."""
        return self._show("post", self.posts, address, post, key, again=again)

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Keep what one person is told."""
        room = Address(f"{self.name}:dm/{user}")
        return self._show("tell", self.tells, room, post, key, user, reply, again=again)

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Keep the new text of a post."""
        self._check("edit")
        self.edits.append((receipt, post))

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post."""
        del title
        self._check("open_thread")
        number = len(self.threads) + 1
        return self.threads.setdefault(receipt.refs[0], Address(f"{receipt.address}/t{number}"))

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a private place."""
        self._check("open_room")
        room = (near, user, title)
        if room not in self.rooms:
            self.rooms.append(room)
        return Address(f"{self.name}:room/{user}")

    def hears(self, address: Address) -> bool:
        """Return whether it is connected."""
        del address
        return self.online

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a mark on a message, once."""
        self._check("mark")
        if (message, mark) not in self.marks:
            self.marks.append((message, mark))

    def _show(  # noqa: PLR0913, PLR0917 - both kinds of showing at once
        self,
        verb: str,
        shown: list[Shown],
        address: Address,
        post: Post,
        key: OutboxKey,
        user: UserId | None = None,
        reply: ReplyHandle | None = None,
        *,
        again: bool,
    ) -> Sent | Doubtful:
        lost = self._check(verb)
        if again and self.forgetful:
            return Doubtful()
        if again and (known := next((one for one in shown if one.key == key), None)):
            return Sent(receipt=known.receipt)
        ref = MessageRef(f"{self.name}:{verb}{len(shown) + 1}")
        receipt = Receipt(address=address, refs=(ref,))
        shown.append(Shown(key=key, post=post, receipt=receipt, user=user, reply=reply))
        if user is None:
            us, here = Author(user=US, name="Us"), Place(space=SPACE, channel=address)
            seen = MessageReceived(ref=ref, author=us, place=here, text="", sent_at=MONDAY)
            self.incoming.append(seen)
        if lost:
            raise lost
        return Sent(receipt=receipt)

    def _check(self, verb: str) -> Exception | None:
        """Raise what is the matter, or return it where the call arrives all the same."""
        fault = self._faults[verb].popleft() if self._faults[verb] else None
        if fault is not None and fault is not RECEIPT_LOST:
            raise fault
        return fault


class ScriptedGrader:
    """Answers with what was enqueued; else a point is met by an answer with one of its aliases."""

    name = "scripted"
    model = "scripted"
    fingerprint = "scripted"
    price = 0
    """Micro-dollars that judging may cost."""

    def __init__(self) -> None:
        self.history: list[GradeRequest] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        """Something that happens once, while an answer is judged."""
        self._queue: deque[GradeOutcome | Judged | Exception | Mapping[str, Verdict]] = deque()

    def enqueue(self, *outcomes: GradeOutcome | Judged | Exception | Mapping[str, Verdict]) -> None:
        """Say how the next answers are judged."""
        self._queue += outcomes

    def estimate(self, request: GradeRequest) -> int:
        """Return the same for every answer."""
        del request
        return self.price

    async def judge(self, request: GradeRequest) -> Judged:
        """Return the next outcome, or raise it."""
        self.history.append(request)
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        match self._queue.popleft() if self._queue else _by_alias(request):
            case Exception() as error:
                raise error
            case Mapping() as verdicts:
                return Judged(outcome=graded(request.question, request.answer, verdicts))
            case Judged() as judged:
                return judged
            case outcome:
                return Judged(outcome=outcome)


def graded(question: Question, answer: str, verdicts: Mapping[str, Verdict]) -> Graded:
    """Return the grade that these verdicts give; points that are not named are missed."""
    points = []
    for point in question.rubric.points:
        topic = set(stems(" ".join((point.says, point.evidence, *point.aliases))))
        quote = next((one for one in split_sentences(answer) if topic & set(stems(one))), "")
        verdict = verdicts.get(point.id, Verdict.MISSED)
        points.append(PointVerdict(point=point.id, verdict=verdict, quote=quote))
    flags = [
        RaisedFlag(flag=flag.id, quote=sentence)
        for flag in question.rubric.red_flags
        for sentence in split_sentences(answer)
        if flag.kind == "commission" and any(cue in sentence.casefold() for cue in flag.cues)
    ]
    judgement = Judgement(points=tuple(points), flags=tuple(flags))
    checked, _ = with_evidence(judgement, question, answer)
    return Graded(
        score=score(question.rubric, checked) or 0,
        judgement=checked,
        grader="scripted",
        estimate=False,
        confidence=1.0,
    )


def _by_alias(request: GradeRequest) -> dict[str, Verdict]:
    said = request.answer.casefold()
    return {
        point.id: Verdict.MET
        for point in request.question.rubric.points
        if any(alias.casefold() in said for alias in point.aliases)
    }
