"""A form that is filled in line by line: pure steps from one line to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.arguments import FieldProblem, problems
from bot.commands import Field, Form, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Every field has its value."""

    form: Form
    context: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form with the values so far, and the lines of the field that is being typed."""

    form: Form
    context: str
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def asked(self) -> Field:
        """The field that the next line belongs to."""
        return self.form.fields[len(self.values)]

    def feed(self, line: str) -> "Step":
        """Take a line: long texts end with an empty one, every other field takes one line."""
        if self.asked.kind is Kind.LONG_TEXT and line:
            return replace(self, lines=(*self.lines, line))
        return self.end_field(line)

    def end_field(self, line: str = "") -> "Step":
        """End the field that is being typed."""
        value = "\n".join((*self.lines, line)).strip()
        if wrong := problems((self.asked,), {self.asked.name: value}):
            return Wrong(problem=wrong[0], filling=replace(self, lines=()))
        values = {**self.values, self.asked.name: value}
        if len(values) == len(self.form.fields):
            return Filled(form=self.form, context=self.context, values=values)
        return replace(self, values=values, lines=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A value cannot be used; its field is asked for again."""

    problem: FieldProblem
    filling: Filling


Step: TypeAlias = Filling | Filled | Wrong
