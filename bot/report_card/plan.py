"""What has to be judged for a card: every answer, again, attacked, and rewritten."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.content import Question
from bot.packs import digest
from bot.report_card.changes import Change, Kind
from bot.report_card.labelled import Band, Labelled

TARGETS = {Kind.ATTACK: (Band.BAD, Band.PARTIAL), Kind.BENIGN: (Band.GOOD, Band.PARTIAL)}
"""Which answers are changed: attackers have something to win, honest people something to lose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One judgement to be had."""

    base: Labelled
    text: str
    """The answer as it is judged."""
    key: str
    base_key: str
    """Key of the unchanged answer; the same as `key` where nothing was changed."""
    change: Change | None = None
    repeat: int = 0


def plan(
    labelled: Sequence[Labelled], *, grader: str, repeats: int, changes: Sequence[Change]
) -> tuple[Task, ...]:
    """Return the tasks in the order in which they matter: first looks, changes, further looks.

    Within each of these they are in the order of their keys, which is none: a run that stops early
    has measured a fair sample, and the answers to one question do not come all at once, so that a
    paid grader's cache of the question is filled by the first of them.
    """
    digests = {id(question): digest(question) for question in _questions(labelled)}

    def key(one: Labelled, text: str) -> str:
        parts = json.dumps([digests[id(one.question)], text, grader])
        return hashlib.sha256(parts.encode()).hexdigest()[:32]

    looks = sorted(
        (
            Task(base=one, text=one.answer, key=found, base_key=found)
            for one in labelled
            for found in [key(one, one.answer)]
        ),
        key=_by_key,
    )
    others = _others(labelled)
    changed = []
    for change in changes:
        for one in _targets(labelled, change.kind):
            other = others.get(one.question.id)
            if other is None and change.needs_other:
                continue
            text = change.apply(one.question, one.answer, other or one.question)
            base_key = key(one, one.answer)
            changed.append(
                Task(base=one, text=text, key=key(one, text), base_key=base_key, change=change)
            )
    again = [
        Task(base=one.base, text=one.text, key=one.key, base_key=one.key, repeat=repeat)
        for repeat in range(1, repeats)
        for one in looks
    ]
    return (*looks, *sorted(changed, key=_by_key), *again)


def _by_key(task: Task) -> str:
    return task.key


def _questions(labelled: Sequence[Labelled]) -> Iterable[Question]:
    return {id(one.question): one.question for one in labelled}.values()


def _targets(labelled: Sequence[Labelled], kind: Kind) -> Iterable[Labelled]:
    """Return the first answer of each band of each question: one is as good as ten here."""
    found: dict[tuple[str, Band], Labelled] = {}
    for one in labelled:
        if one.band in TARGETS[kind]:
            found.setdefault((one.question.id, one.band), one)
    return found.values()


def _others(labelled: Sequence[Labelled]) -> dict[str, Question]:
    """Return another question for each, far off in the bank; none where there is only one."""
    questions = list({one.question.id: one.question for one in labelled}.values())
    half = len(questions) // 2
    return {
        one.id: other
        for one, other in zip(questions, questions[half:] + questions[:half], strict=True)
        if other.id != one.id
    }
