"""What `greenroom check` asks of a pack beyond being readable.

These are slips that a schema cannot see: a key phrase copied from an example answer, a probe that
states its point, two questions that ask the same, a text changed without a new version.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from bot.content import Commission, Point, Question
from bot.errors import Problem
from bot.leaks import gives_away
from bot.packs import Bank, digest
from bot.round_content import Material
from bot.words import runs, similarity, stems

SHARED_RUN = 4
"""An alias that shares this many words in a row with an exemplar was copied from it."""

SAME_PROMPT = 0.7
SAME_POINT = 0.6
"""Above these Jaccard similarities of content stems, two texts cannot be told apart."""

VERSIONS = "versions.txt"
_LINE = re.compile(r"(\S+) (\d+) (\S+)")


def check(bank: Bank, folder: Path) -> tuple[Problem, ...]:
    """Return every slip in the pack, in file order."""
    rounds = bank.rounds.values()
    questions = (*bank.questions.values(), *(one.question for one in rounds))
    found = [
        Problem(file=_file(bank, question), line=0, field=field, problem=problem)
        for question in questions
        for field, problem in _question_slips(question)
    ]
    for one, other in combinations(questions, 2):
        if similarity(one.prompt, other.prompt) > SAME_PROMPT:
            said = f"asks almost the same as {other.id}"
            found.append(Problem(file=_file(bank, one), line=0, field="prompt", problem=said))
    found += _broken_lines(folder)
    found += _version_slips(bank, read_versions(folder))
    return tuple(sorted(found))


def read_versions(folder: Path) -> Mapping[tuple[str, int], str]:
    """Return the digest of every published (id, version), as `versions.txt` records them."""
    path = folder / VERSIONS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = (row for line in lines if (row := _LINE.fullmatch(line)))
    return {(row[1], int(row[2])): row[3] for row in rows}


def _broken_lines(folder: Path) -> Iterable[Problem]:
    path = folder / VERSIONS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#") and not _LINE.fullmatch(line):
            yield Problem(file=VERSIONS, line=number, field="", problem="is not: id version digest")


def record_versions(bank: Bank, folder: Path) -> None:
    """Write `versions.txt` anew: what was published stays, new versions are added."""
    published = dict(read_versions(folder))
    for one in _all(bank):
        published.setdefault((one.id, one.version), digest(one))
    lines = [f"{name} {version} {text}" for (name, version), text in sorted(published.items())]
    head = "# id, version, digest; written by `greenroom check --record`"
    (folder / VERSIONS).write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def _question_slips(question: Question) -> Iterable[tuple[str, str]]:
    yield from _copied(question)
    points = {point.id: point for point in question.rubric.points}
    for at, probe in enumerate(question.probes):
        if gives_away(probe.ask, points[probe.point], question.prompt):
            yield f"probes.{at}.ask", f"states the point {probe.point} that it asks for"
    for point in question.rubric.points:
        if gives_away(point.about, point, question.prompt):
            yield f"rubric.points.{point.id}.about", "gives the point away"
    for one, other in combinations(question.rubric.points, 2):
        yield from _same(one, other)


def _copied(question: Question) -> Iterable[tuple[str, str]]:
    """Yield the phrases that the offline grader would only find because they were copied."""
    phrases = [
        (f"rubric.points.{point.id}.aliases", alias)
        for point in question.rubric.points
        for alias in point.aliases
    ]
    phrases += [
        (f"rubric.red_flags.{flag.id}.cues", cue)
        for flag in question.rubric.red_flags
        if isinstance(flag, Commission)
        for cue in flag.cues
    ]
    for name, exemplar in question.exemplars.each():
        said = runs(exemplar.answer, SHARED_RUN)
        for field, phrase in phrases:
            if shared := runs(phrase, SHARED_RUN) & said:
                words = " ".join(min(shared))
                yield field, f'shares "{words}" with the {name} exemplar; say it in other words'


def _same(one: Point, other: Point) -> Iterable[tuple[str, str]]:
    field = f"rubric.points.{other.id}"
    if similarity(one.says, other.says) > SAME_POINT:
        yield f"{field}.says", f"cannot be told apart from {one.id}"
    twice = {stems(alias) for alias in one.aliases} & {stems(alias) for alias in other.aliases}
    if twice:
        yield f"{field}.aliases", f'"{" ".join(min(twice))}" is also an alias of {one.id}'


def _version_slips(bank: Bank, published: Mapping[tuple[str, int], str]) -> Iterable[Problem]:
    for one in _all(bank):
        newest = max((v for name, v in published if name == one.id), default=0)
        recorded = published.get((one.id, one.version))
        if recorded is None and one.version <= newest:
            said = f"is {one.version}, but {newest} was published; raise it above that"
        elif recorded is None:
            said = "is new; run `greenroom check --record` to publish it"
        elif recorded != digest(one):
            said = f"is still {one.version}, but the text changed; raise it"
        else:
            continue
        question = one if isinstance(one, Question) else one.question
        yield Problem(file=_file(bank, question), line=0, field="version", problem=said)


def _all(bank: Bank) -> list[Question | Material]:
    return [*bank.questions.values(), *bank.rounds.values()]


def _file(bank: Bank, question: Question) -> str:
    folder = "rounds" if question.id in bank.rounds else "questions"
    return f"{folder}/{question.track}/{question.id}.yaml"
