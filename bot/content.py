"""What a pack of questions is made of: pydantic models, frozen, with nothing left undeclared.

A pack is written by people who do not read this code, so each model says what its fields mean;
docs/content.md shows the same in an example. Reading files is `bot.packs`.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""Lower-case words joined by hyphens."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
"""One sentence or less, without a line break of meaning."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=6000)]
"""Several sentences; the CommonMark subset of `messages.Post` is allowed."""


class Track(StrEnum):
    """The module's five interview types."""

    FUNDAMENTALS = "fundamentals"
    APPLIED = "applied"
    SYSTEM_DESIGN = "system-design"
    CODING = "coding"
    BEHAVIORAL = "behavioral"


class Difficulty(StrEnum):
    """Whom a question would be asked of."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


class Verdict(StrEnum):
    """What a grader may say of one key point; only the first three are ordered."""

    MET = "met"
    PARTIAL = "partial"
    MISSED = "missed"
    CANNOT_ASSESS = "cannot_assess"


class Model(BaseModel):
    """Frozen, and closed to fields that nobody declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Point(Model):
    """A key point: something a good answer says, told apart from its neighbours."""

    id: Slug
    says: Line
    """The point itself, a statement; shown with a verdict once earned, or after the close."""
    about: Annotated[str, StringConstraints(min_length=3, max_length=60)]
    """A direction that gives nothing away: completes "one more point, about ..."."""
    weight: Annotated[int, Field(ge=1, le=5)]
    dimension: Slug
    """The evaluation dimension that this point shows."""
    step: Slug | None = None
    """The step of the track's framework that it belongs to, where the track has one."""
    evidence: Line
    """What in an answer counts as having made the point."""
    aliases: Annotated[tuple[Line, ...], Field(min_length=2, max_length=12)]
    """Short phrases that people use for it; what the offline grader looks for."""


class Commission(Model):
    """A red flag for something that was said."""

    kind: Literal["commission"]
    id: Slug
    of: Slug
    """The red flag or common mistake of the module that it is a case of."""
    says: Line
    cues: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    """Phrases in which it is usually said."""


class Omission(Model):
    """A red flag for what was left out; computed, never judged."""

    kind: Literal["omission"]
    id: Slug
    of: Slug
    says: Line
    points: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """It is raised when every one of these points was missed."""


RedFlag = Annotated[Commission | Omission, Field(discriminator="kind")]


class Rubric(Model):
    """By what an answer is judged."""

    points: Annotated[tuple[Point, ...], Field(min_length=4)]
    red_flags: tuple[RedFlag, ...]
    dimensions: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The evaluation dimensions that this question can show at all."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        points = _unique("point", [point.id for point in self.points])
        _unique("red flag", [flag.id for flag in self.red_flags])
        for point in self.points:
            if point.dimension not in self.dimensions:
                raise ValueError(f"point {point.id} shows {point.dimension}, not in dimensions")
        for flag in self.red_flags:
            if isinstance(flag, Omission) and (unknown := set(flag.points) - points):
                raise ValueError(f"red flag {flag.id} names no such point: {_listed(unknown)}")
        return self


class Probe(Model):
    """A follow-up question aimed at one point, which it never states."""

    point: Slug
    ask: Line


class Exemplar(Model):
    """An answer of known quality, with the verdict that each point deserves."""

    answer: Text
    verdicts: dict[Slug, Literal["met", "partial", "missed"]]
    flags: tuple[Slug, ...] = ()
    """The commission flags that this answer raises."""


class Exemplars(Model):
    """Three answers; the offline grader has to put them in this order."""

    good: Exemplar
    partial: Exemplar
    bad: Exemplar

    def each(self) -> tuple[tuple[str, Exemplar], ...]:
        """Return the three with their names, best first."""
        return ("good", self.good), ("partial", self.partial), ("bad", self.bad)


class Source(Model):
    """Where a fact in the model answer can be checked."""

    title: Line
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None


class Question(Model):
    """An entry of the bank."""

    id: Slug
    version: Annotated[int, Field(ge=1)]
    """Raised with every change of the text, so that a grade says what it was a grade of."""
    track: Track
    concepts: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=4)]
    difficulty: Difficulty
    minutes: Annotated[int, Field(ge=2, le=60)]
    title: Annotated[str, StringConstraints(min_length=5, max_length=90)]
    prompt: Text
    rubric: Rubric
    probes: Annotated[tuple[Probe, ...], Field(min_length=2)]
    model_answer: Text
    exemplars: Exemplars
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        points = {point.id for point in self.rubric.points}
        commissions = {f.id for f in self.rubric.red_flags if isinstance(f, Commission)}
        if unknown := {probe.point for probe in self.probes} - points:
            raise ValueError(f"a probe names no such point: {_listed(unknown)}")
        for name, exemplar in self.exemplars.each():
            if wrong := set(exemplar.verdicts) ^ points:
                raise ValueError(f"exemplar {name}: one verdict a point, but: {_listed(wrong)}")
            if unknown := set(exemplar.flags) - commissions:
                raise ValueError(f"exemplar {name}: no such commission: {_listed(unknown)}")
        return self

    def point(self, point_id: str) -> Point:
        """Return the point of that id; raises KeyError for any other."""
        return {point.id: point for point in self.rubric.points}[point_id]


class Named(Model):
    """Something that has a name and is explained in a sentence or two."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=2, max_length=60)]
    says: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=600)]


class Dimension(Named):
    """An evaluation dimension with its written anchors for the levels 0 to 4."""

    anchors: Annotated[tuple[Line, ...], Field(min_length=5, max_length=5)]
    offline: bool
    """Whether evidence matching can say anything about it."""


class Dimensions(Model):
    """`dimensions.yaml`: the five dimensions and the six red flags."""

    dimensions: tuple[Dimension, ...]
    red_flags: tuple[Named, ...]


class Step(Named):
    """A step of the design framework, with the minutes that it deserves of a full round."""

    minutes: tuple[int, int]


class DesignFramework(Model):
    """How a design prompt is answered, and what every answer has to mention."""

    steps: tuple[Step, ...]
    must_mention: tuple[Point, ...]
    """Added to the rubric of every design prompt."""
    failure_families: tuple[Named, ...]


class Structure(Named):
    """A structure for a behavioural answer."""

    steps: tuple[Named, ...]


class Framework(Model):
    """`framework.yaml`: the design framework, common mistakes, behavioural structures."""

    design: DesignFramework
    mistakes: tuple[Named, ...]
    behavioral: tuple[Structure, ...]


class PackHeader(Model):
    """`pack.yaml`: what the pack calls itself, and the concepts that it teaches."""

    id: Slug
    name: Line
    license: Line
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    concepts: Annotated[tuple[Named, ...], Field(min_length=1)]


def _unique(what: str, ids: Sequence[str]) -> set[str]:
    if twice := {one for one in ids if ids.count(one) > 1}:
        raise ValueError(f"{what} named twice: {_listed(twice)}")
    return set(ids)


def _listed(ids: set[str]) -> str:
    return ", ".join(sorted(ids))
