"""Reading a pack of questions from its folder: all of it, or every reason why not.

pack.yaml               what the pack is called, and its concepts
dimensions.yaml         the evaluation dimensions and red flags
framework.yaml          the design framework, common mistakes, behavioural structures
questions/<track>/<id>.yaml
versions.txt            id, version and digest of every question ever published (pack_checks)
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from bot.content import (
    Dimensions,
    Framework,
    Model,
    PackHeader,
    Question,
    Track,
)
from bot.errors import ContentError, Problem

MAX_FILE_BYTES = 64 * 1024
"""A question is a few kilobytes; a file above this is a mistake or an attack."""

MAX_DEPTH = 12
"""How deeply a file may nest; a question needs seven levels."""

OWN_POINTS = range(4, 9)
"""How many key points a question may bring, besides those that its framework adds."""

ModelT = TypeVar("ModelT", bound=Model)
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A pack that was read whole."""

    header: PackHeader
    dimensions: Dimensions
    framework: Framework
    questions: Mapping[str, Question]
    """By id, in order of id."""


class _Loader(yaml.CSafeLoader):
    """Plain YAML, but a key given twice is an error, not the last one wins."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Raw:
    loader.flatten_mapping(node)
    found: Raw = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str) or key in found:
            said = "is given twice" if isinstance(key, str) else "is not a word"
            raise yaml.MarkedYAMLError(problem=f"{key!r} {said}", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _trick(text: str) -> tuple[int, str] | None:
    """Return the line and the problem of a text that grows or nests without end when it is read.

    Events are read one by one, so this costs no more than the length of the text.
    """
    depth = line = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else line
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            return line, "aliases are not allowed"
        if depth > MAX_DEPTH:
            return line, "is nested too deeply"
    return None


def load(folder: Path) -> Bank:
    """Read the pack in `folder`.

    Raises ContentError with every problem of every file; nothing is ever loaded in part.
    """
    if not folder.is_dir():
        said = "is no folder; a pack is a folder with a pack.yaml"
        raise ContentError((Problem(file=str(folder), line=0, field="", problem=said),))
    reader = _Reader(folder)
    header = reader.model(folder / "pack.yaml", PackHeader)
    dimensions = reader.model(folder / "dimensions.yaml", Dimensions)
    framework = reader.model(folder / "framework.yaml", Framework)
    if header is None or dimensions is None or framework is None:
        for path in _files(reader):
            # What the framework adds is not known, so design prompts have to wait.
            if path.parent.name != Track.SYSTEM_DESIGN:
                reader.model(path, Question)
        raise ContentError(tuple(sorted(reader.problems)))
    questions = dict(_questions(reader, header, dimensions, framework))
    if not questions and not reader.problems:
        reader.report(folder / "questions", "", "no question here; add <track>/<id>.yaml")
    if reader.problems:
        raise ContentError(tuple(sorted(reader.problems)))
    return Bank(
        header=header,
        dimensions=dimensions,
        framework=framework,
        questions=MappingProxyType(questions),
    )


def digest(question: Question) -> str:
    """Return a hex digest of all that a person reads or is judged by."""
    text = json.dumps(question.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _questions(
    reader: "_Reader", header: PackHeader, dimensions: Dimensions, framework: Framework
) -> Iterable[tuple[str, Question]]:
    must = [point.model_dump(mode="json") for point in framework.design.must_mention]

    def complete(raw: Raw) -> Raw:
        """Add what every answer to a design prompt has to mention."""
        return _with_points(raw, must) if raw.get("track") == Track.SYSTEM_DESIGN else raw

    known = {
        "concepts": {concept.id for concept in header.concepts},
        "dimensions": {dimension.id for dimension in dimensions.dimensions},
        "flags": {named.id for named in (*dimensions.red_flags, *framework.mistakes)},
        "steps": {step.id for step in framework.design.steps},
        "star": {step.id for structure in framework.behavioral for step in structure.steps},
    }
    seen: dict[str, Path] = {}
    for path in _files(reader):
        question = reader.model(path, Question, complete)
        if question is None:
            continue
        if question.id in seen:
            reader.report(path, "id", f"{question.id} is also in {reader.name(seen[question.id])}")
        seen[question.id] = path
        for field, problem in _misplaced(question, path, known):
            reader.report(path, field, problem)
        yield question.id, question


def _files(reader: "_Reader") -> list[Path]:
    # Ordered by id; files that would be left out are reported.
    folder = reader.folder / "questions"
    known = sorted(folder.glob("*/*.yaml"), key=lambda path: path.stem)
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".yaml", ".yml"} and path not in known:
            reader.report(path, "", "is left out: questions are questions/<track>/<id>.yaml")
    return known


def _with_points(raw: Raw, more: list[Raw]) -> Raw:
    rubric = raw.get("rubric")
    if not isinstance(rubric, dict) or not isinstance(rubric.get("points"), list):
        return raw
    return raw | {"rubric": rubric | {"points": [*rubric["points"], *more]}}


def _misplaced(
    question: Question, path: Path, known: Mapping[str, set[str]]
) -> Iterable[tuple[str, str]]:
    """Yield (field, problem) for whatever does not fit the rest of the pack."""
    if question.id != path.stem:
        yield "id", f"is {question.id}, but the file is called {path.name}"
    if question.track != path.parent.name:
        yield "track", f"is {question.track}, but the folder is called {path.parent.name}"
    own = len(question.rubric.points)
    steps: set[str] = set()
    if question.track == Track.SYSTEM_DESIGN:
        own -= sum(point.id.startswith("must-") for point in question.rubric.points)
        steps = known["steps"]
        if missing := steps - {point.step for point in question.rubric.points}:
            yield "rubric.points", f"no point for the step: {', '.join(sorted(missing))}"
    elif question.track == Track.BEHAVIORAL:
        steps = known["star"]
    if own not in OWN_POINTS:
        yield "rubric.points", f"has {own}; between {OWN_POINTS[0]} and {OWN_POINTS[-1]} are wanted"
    used = {
        "concepts": set(question.concepts) - known["concepts"],
        "rubric.dimensions": set(question.rubric.dimensions) - known["dimensions"],
        "rubric.red_flags": {flag.of for flag in question.rubric.red_flags} - known["flags"],
        "rubric.points": {p.step for p in question.rubric.points if p.step} - steps,
    }
    for field, unknown in used.items():
        if unknown:
            yield field, f"the pack knows no {', '.join(sorted(unknown))}"


class _Reader:
    """Reads files into models and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def report(self, path: Path, field: str, problem: str, line: int = 0) -> None:
        self.problems.append(Problem(file=self.name(path), line=line, field=field, problem=problem))

    def model(
        self, path: Path, kind: type[ModelT], complete: Callable[[Raw], Raw] = lambda raw: raw
    ) -> ModelT | None:
        """Return the file's content as `kind`, or None with its problems reported."""
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                self.report(path, "", f"is larger than {MAX_FILE_BYTES // 1024} KB")
                return None
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self.report(path, "", "is missing")
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.report(path, "", f"cannot be read as text: {error}")
            return None
        try:
            if trick := _trick(text):
                self.report(path, "", trick[1], trick[0])
                return None
            raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a safe loader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.report(path, "", error.problem or "is not YAML", line)
            return None
        except (ValueError, KeyError, AttributeError) as error:
            self.report(path, "", f"holds a value that is not what it looks like: {error}")
            return None
        except (yaml.YAMLError, RecursionError) as error:
            self.report(path, "", f"is not YAML: {str(error).splitlines()[0]}")
            return None
        if not isinstance(raw, dict):
            self.report(path, "", "must be a mapping of fields", 1)
            return None
        try:
            return kind.model_validate(complete(raw))
        except ValidationError as error:
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
            found = error.errors(include_url=False, include_input=False, include_context=False)
            broken = {one["loc"][:depth] for one in found for depth in range(len(one["loc"]))}
            for one in found:
                # pydantic leaves a broken item out, and then finds too few of them.
                if one["type"] == "too_short" and one["loc"] in broken:
                    continue
                self.report(path, _field(one["loc"]), _said(one["msg"]), _line(node, one["loc"]))
            return None


def _field(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


def _line(node: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """Return the line of the deepest part of `loc` that the file has."""
    line = 1
    for part in loc:
        match node:
            case yaml.MappingNode():
                found = [(k, v) for k, v in node.value if k.value == part]
                if not found:
                    # A union's tag is part of pydantic's path, but not of the file.
                    continue
                key, node = found[0]
                line = key.start_mark.line + 1
            case yaml.SequenceNode() if isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            case _:
                break
    return line
