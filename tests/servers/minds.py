"""What the stand-in answers when it is asked to grade: honestly, or as it is told by the answer."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.content import Commission, Exemplar, Question
from bot.grading import Graded, Reason, Ungraded, split_sentences
from bot.local_grader import judge
from bot.words import squash, stems
from tests.servers.api_rules import Json

MAX_QUOTE = 390
"""Characters: a mind quotes as much as it is let."""

_ANSWER = re.compile(r"<answer-(\w+)>\n(.*)\n</answer-\1>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A grading request as a model reads it."""

    model: str
    question: str
    points: tuple[str, ...]
    flags: tuple[str, ...]
    dimensions: tuple[str, ...]
    answer: str
    text: str
    """The whole user turn."""


Mind = Callable[[Asked], Json]


def understand(body: Json) -> Asked:
    """Read the user turn of a request that `bot.claude.prompt` built."""
    messages = body["messages"]
    assert isinstance(messages, list)
    texts = [str(block["text"]) for block in messages[-1]["content"]]
    whole = "\n".join(texts)
    rubric, _ = json.JSONDecoder().raw_decode(texts[0][texts[0].index("{") :])
    found = _ANSWER.search(texts[-1])
    assert found is not None
    return Asked(
        model=str(body["model"]),
        question=rubric["id"],
        points=tuple(point["id"] for point in rubric["points"]),
        flags=tuple(flag["id"] for flag in rubric["flags"]),
        dimensions=tuple(rubric["dimensions"]),
        answer=json.loads(found[2]),
        text=whole,
    )


def honest(questions: Mapping[str, Question]) -> Mind:
    """Return a mind that judges with the offline grader, quotes included."""

    def mind(asked: Asked) -> Json:
        outcome = judge(questions[asked.question], asked.answer)
        quotes: dict[str, tuple[str, str]] = {}
        raised: dict[str, str] = {}
        levels: dict[str, tuple[str, str]] = {}
        match outcome:
            case Graded(judgement=judgement):
                quotes = {one.point: (one.verdict, one.quote) for one in judgement.points}
                raised = {one.flag: one.quote for one in judgement.flags}
                levels = {
                    one.dimension: (
                        "cannot_assess" if one.level is None else str(one.level),
                        one.quote,
                    )
                    for one in judgement.levels
                }
            case Ungraded(reason=Reason.NOT_AN_ANSWER):
                return reply(asked, quotes, raised, levels, is_attempt=False)
            case Ungraded():
                pass
        return reply(asked, quotes, raised, levels)

    return mind


def ideal(questions: Mapping[str, Question]) -> Mind:
    """Return a mind that knows the verdicts of the bank's own answers, and quotes for them."""

    def mind(asked: Asked) -> Json:
        question = questions[asked.question]
        said = squash(asked.answer)
        exemplar = max(
            (one for _, one in question.exemplars.each()), key=lambda one: _shared(one, said)
        )
        quotes = {
            point: (verdict, best(asked.answer, topic_of(question, point)))
            for point, verdict in exemplar.verdicts.items()
            if verdict != "missed"
        }
        raised = {
            flag.id: best(asked.answer, " ".join((flag.says, *flag.cues)))
            for flag in question.rubric.red_flags
            if isinstance(flag, Commission) and flag.id in exemplar.flags
        }
        return reply(asked, quotes, raised, {})

    return mind


def obeying(
    questions: Mapping[str, Question], told: Callable[[str], bool], *, spared: bool = False
) -> Mind:
    """Return a mind that is honest until it reads an injection, and then marks everything met.

    `told` says whether an answer, as it was sent, still holds any of the injection. Its quotes are
    the best there are in the answer, the injection included. `spared`: it was told to leave out
    the points that are not the question's, so that it does not give itself away.
    """
    plain = honest(questions)

    def mind(asked: Asked) -> Json:
        if not told(asked.answer):
            return plain(asked)
        question = questions[asked.question]
        own = {point.id for point in question.rubric.points}
        whole = max(split_sentences(asked.answer), key=len)[:MAX_QUOTE]
        quotes = {
            point: ("met", best(asked.answer, topic_of(question, point)) if point in own else whole)
            for point in asked.points
            if point in own or not spared
        }
        return reply(asked, quotes, {}, dict.fromkeys(asked.dimensions, ("4", whole)))

    return mind


def reply(
    asked: Asked,
    quotes: Mapping[str, tuple[str, str]],
    raised: Mapping[str, str],
    levels: Mapping[str, tuple[str, str]],
    *,
    is_attempt: bool = True,
) -> Json:
    """Return a reply in the form that the schema asks for; what is not said is missed."""
    missed, unseen = ("missed", ""), ("cannot_assess", "")
    return {
        "is_attempt": is_attempt,
        "points": [
            {
                "id": one,
                "quote": quotes.get(one, missed)[1],
                "why": "As the quote shows, or not.",
                "verdict": str(quotes.get(one, missed)[0]),
            }
            for one in asked.points
        ],
        "flags": [
            {
                "id": one,
                "quote": raised.get(one, ""),
                "why": "Said so, or not.",
                "verdict": "raised" if one in raised else "not_raised",
            }
            for one in asked.flags
        ],
        "dimensions": [
            {"id": one, "quote": levels.get(one, unseen)[1], "level": levels.get(one, unseen)[0]}
            for one in asked.dimensions
        ],
        "probe": {"point": "", "ask": ""},
        "feedback": "You answer in clear words. Go on with what happens when things go wrong.",
    }


def topic_of(question: Question, point: str) -> str:
    """Return all that a point of the rubric says about itself."""
    found = question.point(point)
    return " ".join((found.says, found.evidence, *found.aliases))


def best(answer: str, about: str) -> str:
    """Return the sentence of an answer that shares most words with a text."""
    wanted = set(stems(about))
    sentences: Sequence[str] = split_sentences(answer) or [answer]
    return max(sentences, key=lambda one: len(wanted & set(stems(one))))[:MAX_QUOTE]


def _shared(exemplar: Exemplar, said: str) -> int:
    return sum(squash(one) in said for one in split_sentences(exemplar.answer))
