"""Reading one file of a pack into its model, or every reason why not."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from bot.content import Model, Question
from bot.errors import Problem

MAX_FILE_BYTES = 64 * 1024
"""A question is a few kilobytes; a file above this is a mistake or an attack."""

MAX_DEPTH = 12
"""How deeply a file may nest; a question needs seven levels."""

ModelT = TypeVar("ModelT", bound=Model)
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the pack defines, by which its questions and prompts are checked."""

    concepts: AbstractSet[str]
    dimensions: AbstractSet[str]
    flags: AbstractSet[str]
    steps: tuple[str, ...]
    """Of the design framework, in order."""
    star: AbstractSet[str]
    families: AbstractSet[str]
    must: tuple[Raw, ...]
    """The points that every design prompt gets."""

    def strangers(self, one: Question, steps: AbstractSet[str]) -> Iterable[tuple[str, str]]:
        """Yield (field, problem) for each id that the pack, or one of `steps`, does not know."""
        used = {
            "concepts": set(one.concepts) - self.concepts,
            "rubric.dimensions": set(one.rubric.dimensions) - self.dimensions,
            "rubric.red_flags": {flag.of for flag in one.rubric.red_flags} - self.flags,
            "rubric.points": {point.step for point in one.rubric.points if point.step} - steps,
        }
        for field, unknown in used.items():
            if unknown:
                yield field, f"the pack knows no {', '.join(sorted(unknown))}"


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


def with_points(raw: Raw, more: Sequence[Raw]) -> Raw:
    """Return the fields of a file with these points added to its rubric."""
    rubric = raw.get("rubric")
    if not isinstance(rubric, dict) or not isinstance(rubric.get("points"), list):
        return raw
    return raw | {"rubric": rubric | {"points": [*rubric["points"], *more]}}


class Reader:
    """Reads files into models and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def name(self, path: Path) -> str:
        """Return a file's name within the pack."""
        return path.relative_to(self.folder).as_posix()

    def report(self, path: Path, field: str, problem: str, line: int = 0) -> None:
        """Add a problem."""
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
