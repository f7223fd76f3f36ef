"""Reading a pack of questions from its folder: all of it, or every reason why not.

pack.yaml               what the pack is called, and its concepts
dimensions.yaml         the evaluation dimensions and red flags
framework.yaml          the design framework, common mistakes, behavioural structures
questions/<track>/<id>.yaml
rounds/<track>/<id>.yaml        prompts and tasks for rounds; the framework adds to them as well
versions.txt            id, version and digest of every question ever published (pack_checks)
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.content import Dimensions, Framework, Model, PackHeader, Question, Track
from bot.errors import ContentError, Problem
from bot.pack_files import Known, Raw, Reader, with_points
from bot.round_content import MUST, Material
from bot.round_packs import materials

OWN_POINTS = range(4, 9)
"""How many key points a question may bring, besides those that its framework adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A pack that was read whole."""

    header: PackHeader
    dimensions: Dimensions
    framework: Framework
    questions: Mapping[str, Question]
    """By id, in order of id."""
    rounds: Mapping[str, Material] = field(default_factory=lambda: MappingProxyType({}))
    """What design, coding and behavioral rounds are about; by id, in order of id."""


def load(folder: Path) -> Bank:
    """Read the pack in `folder`.

    Raises ContentError with every problem of every file; nothing is ever loaded in part.
    """
    if not folder.is_dir():
        said = "is no folder; a pack is a folder with a pack.yaml"
        raise ContentError((Problem(file=str(folder), line=0, field="", problem=said),))
    reader = Reader(folder)
    header = reader.model(folder / "pack.yaml", PackHeader)
    dimensions = reader.model(folder / "dimensions.yaml", Dimensions)
    framework = reader.model(folder / "framework.yaml", Framework)
    if header is None or dimensions is None or framework is None:
        for path in _files(reader):
            # What the framework adds is not known, so design prompts have to wait.
            if path.parent.name != Track.SYSTEM_DESIGN:
                reader.model(path, Question)
        raise ContentError(tuple(sorted(reader.problems)))
    known = Known(
        concepts={concept.id for concept in header.concepts},
        dimensions={dimension.id for dimension in dimensions.dimensions},
        flags={named.id for named in (*dimensions.red_flags, *framework.mistakes)},
        steps=tuple(step.id for step in framework.design.steps),
        star={step.id for structure in framework.behavioral for step in structure.steps},
        families={family.id for family in framework.design.failure_families},
        must=tuple(point.model_dump(mode="json") for point in framework.design.must_mention),
    )
    questions = dict(_questions(reader, known))
    rounds = dict(materials(reader, known, questions))
    if not questions and not reader.problems:
        reader.report(folder / "questions", "", "no question here; add <track>/<id>.yaml")
    if reader.problems:
        raise ContentError(tuple(sorted(reader.problems)))
    return Bank(
        header=header,
        dimensions=dimensions,
        framework=framework,
        questions=MappingProxyType(questions),
        rounds=MappingProxyType(rounds),
    )


def digest(question: Model) -> str:
    """Return a hex digest of all that a person reads or is judged by."""
    text = json.dumps(question.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _questions(reader: Reader, known: Known) -> Iterable[tuple[str, Question]]:
    def complete(raw: Raw) -> Raw:
        """Add what every answer to a design prompt has to mention."""
        return with_points(raw, known.must) if raw.get("track") == Track.SYSTEM_DESIGN else raw

    seen: dict[str, Path] = {}
    for path in _files(reader):
        question = reader.model(path, Question, complete)
        if question is None:
            continue
        if question.id in seen:
            reader.report(path, "id", f"{question.id} is also in {reader.name(seen[question.id])}")
        seen[question.id] = path
        for where, problem in _misplaced(question, path, known):
            reader.report(path, where, problem)
        yield question.id, question


def _files(reader: Reader) -> list[Path]:
    # Ordered by id; files that would be left out are reported.
    folder = reader.folder / "questions"
    known = sorted(folder.glob("*/*.yaml"), key=lambda path: path.stem)
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".yaml", ".yml"} and path not in known:
            reader.report(path, "", "is left out: questions are questions/<track>/<id>.yaml")
    return known


def _misplaced(question: Question, path: Path, known: Known) -> Iterable[tuple[str, str]]:
    """Yield (field, problem) for whatever does not fit the rest of the pack."""
    if question.id != path.stem:
        yield "id", f"is {question.id}, but the file is called {path.name}"
    if question.track != path.parent.name:
        yield "track", f"is {question.track}, but the folder is called {path.parent.name}"
    own = len(question.rubric.points)
    steps: set[str] = set()
    if question.track == Track.SYSTEM_DESIGN:
        own -= sum(point.id.startswith(MUST) for point in question.rubric.points)
        steps = set(known.steps)
        if missing := steps - {point.step for point in question.rubric.points}:
            yield "rubric.points", f"no point for the step: {', '.join(sorted(missing))}"
    elif question.track == Track.BEHAVIORAL:
        steps = set(known.star)
    if own not in OWN_POINTS:
        yield "rubric.points", f"has {own}; between {OWN_POINTS[0]} and {OWN_POINTS[-1]} are wanted"
    yield from known.strangers(question, steps)
