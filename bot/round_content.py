"""What rounds are made of: design prompts, coding tasks and behavioral prompts.

Each is judged like a question of the bank, so each can be turned into one; what it has beyond that
is what an interviewer needs to hold the round. docs/content.md shows them in examples.
"""

from abc import abstractmethod
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from bot.content import (
    Difficulty,
    Exemplar,
    Exemplars,
    Line,
    Model,
    Probe,
    Question,
    Rubric,
    Slug,
    Source,
    Text,
    Track,
)

Code = Annotated[str, StringConstraints(min_length=10, max_length=4000)]
"""Lines of code; white space counts."""

Part = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=2000)]
"""What somebody says at one step; all steps of an answer together are a `Text`."""

Grade = Literal["met", "partial", "missed"]

MUST = "must-"
"""Begins the ids of the points that the framework adds to every design prompt."""

CODING_STEPS = ("works", "edge-cases", "clarity", "reasoning")
"""What the points of a coding task are about."""

NEEDED_CODING_STEPS = frozenset({"edge-cases", "clarity", "reasoning"})

STAR_STEPS = ("situation", "task", "action", "result", "learning", "specificity", "ownership")
"""What the points of a behavioral prompt are about."""

NEEDED_STAR_STEPS = frozenset(STAR_STEPS) - {"learning"}


class Material(Model):
    """What a round, or a part of one, is about."""

    id: Slug
    version: Annotated[int, Field(ge=1)]
    """Raised with every change of the text."""
    concepts: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=4)]
    difficulty: Difficulty
    title: Annotated[str, StringConstraints(min_length=5, max_length=90)]
    prompt: Text
    """What is asked, in full; a design prompt is as vague as an interviewer's."""
    rubric: Rubric
    probes: Annotated[tuple[Probe, ...], Field(min_length=4)]
    """At least one for each point of the file; two for the heaviest."""
    model_answer: Text
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @property
    @abstractmethod
    def question(self) -> Question:
        """Return it as graders know it."""

    def _question(self, track: Track, exemplars: Exemplars) -> Question:
        return Question(
            id=self.id,
            version=self.version,
            track=track,
            concepts=self.concepts,
            difficulty=self.difficulty,
            minutes=20,
            title=self.title,
            prompt=self.prompt,
            rubric=self.rubric,
            probes=self.probes,
            model_answer=self.model_answer,
            exemplars=exemplars,
            sources=self.sources,
        )

    @model_validator(mode="after")
    def _is_a_question(self) -> Self:
        """Refuse what a question of the bank would be refused for, and points without a probe."""
        try:
            probed = {probe.point for probe in self.question.probes}
        except ValidationError as error:
            said = error.errors(include_url=False, include_input=False, include_context=False)
            raise ValueError("; ".join(one["msg"] for one in said)) from None
        own = {point.id for point in self.rubric.points if not point.id.startswith(MUST)}
        if unasked := own - probed:
            raise ValueError(f"no probe for: {', '.join(sorted(unasked))}")
        return self


# --- system design


class SheetFact(Model):
    """Something that a clarifying question brings to light; what is on no sheet is assumed."""

    id: Slug
    topic: Annotated[str, StringConstraints(min_length=3, max_length=40)]
    """What it is about, in a word or two: `scale`, `latency`, `budget`, `data`, `users`."""
    asks: Annotated[tuple[Line, ...], Field(min_length=3, max_length=16)]
    """Words or short phrases by which a question asks for it."""
    says: Line
    """The answer, word for word as the interviewer gives it."""


class Steps(Model):
    """An answer of known quality, step by step."""

    steps: dict[Slug, Part]
    verdicts: dict[Slug, Grade]
    flags: tuple[Slug, ...] = ()

    def exemplar(self) -> Exemplar:
        """Return it as one answer."""
        whole = "\n\n".join(self.steps.values())
        return Exemplar(answer=whole, verdicts=self.verdicts, flags=self.flags)


class DesignExemplars(Model):
    """Three candidates."""

    good: Steps
    partial: Steps
    bad: Steps


class DesignPrompt(Material):
    """A vague product prompt, with all that an interviewer knows about it."""

    facts: Annotated[tuple[SheetFact, ...], Field(min_length=6, max_length=16)]
    failures: dict[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]]
    """For each failure family of the framework the points that show it."""
    exemplars: DesignExemplars

    @cached_property
    def question(self) -> Question:
        """Return it as graders know it."""
        one = self.exemplars
        good, partial, bad = (each.exemplar() for each in (one.good, one.partial, one.bad))
        exemplars = Exemplars(good=good, partial=partial, bad=bad)
        return self._question(Track.SYSTEM_DESIGN, exemplars)


# --- coding


class Solution(Model):
    """A solution of known quality, with what its author says about it."""

    code: Code
    walkthrough: Part
    verdicts: dict[Slug, Grade]
    flags: tuple[Slug, ...] = ()

    def exemplar(self) -> Exemplar:
        """Return it as one answer."""
        whole = f"{self.code}\n\n{self.walkthrough}"
        return Exemplar(answer=whole, verdicts=self.verdicts, flags=self.flags)


class CodingExemplars(Model):
    """Three candidates."""

    good: Solution
    partial: Solution
    bad: Solution


class CodingTask(Material):
    """Something to be written in twenty minutes, then explained."""

    starter: Code
    """Signatures and what they may be called with; no hint at an edge case."""
    walkthrough: Line
    """What is asked once the code is there; names no edge case."""
    exemplars: CodingExemplars

    @cached_property
    def question(self) -> Question:
        """Return it as graders know it."""
        one = self.exemplars
        good, partial, bad = (each.exemplar() for each in (one.good, one.partial, one.bad))
        exemplars = Exemplars(good=good, partial=partial, bad=bad)
        return self._question(Track.CODING, exemplars)


# --- behavioral


class BehavioralPrompt(Material):
    """A question about the candidate's own work."""

    exemplars: Exemplars

    @cached_property
    def question(self) -> Question:
        """Return it as graders know it."""
        return self._question(Track.BEHAVIORAL, self.exemplars)
