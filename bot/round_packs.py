"""Reading what rounds are about from its folder: rounds/<track>/<id>.yaml."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.content import Question, Track
from bot.pack_files import Known, Raw, Reader, with_points
from bot.round_content import (
    CODING_STEPS,
    MUST,
    NEEDED_CODING_STEPS,
    NEEDED_STAR_STEPS,
    STAR_STEPS,
    BehavioralPrompt,
    CodingTask,
    DesignPrompt,
    Material,
)

KINDS: Mapping[str, type[Material]] = {
    Track.SYSTEM_DESIGN: DesignPrompt,
    Track.CODING: CodingTask,
    Track.BEHAVIORAL: BehavioralPrompt,
}

OWN_POINTS: Mapping[str, range] = {
    Track.SYSTEM_DESIGN: range(10, 21),
    Track.CODING: range(5, 11),
    Track.BEHAVIORAL: range(6, 11),
}
"""How many key points each may bring, besides those that its framework adds."""


def materials(
    reader: Reader, known: Known, questions: Mapping[str, Question]
) -> Iterable[tuple[str, Material]]:
    """Yield everything that rounds are about, by id, in order of id; report what is wrong."""
    seen = {name: f"questions/{one.track}/{name}.yaml" for name, one in questions.items()}
    for path in _files(reader):
        track = path.parent.name

        def complete(raw: Raw, track: str = track) -> Raw:
            return with_points(raw, known.must) if track == Track.SYSTEM_DESIGN else raw

        one = reader.model(path, KINDS[track], complete)
        if one is None:
            continue
        if one.id in seen:
            reader.report(path, "id", f"{one.id} is also in {seen[one.id]}")
        seen[one.id] = reader.name(path)
        for field, problem in _misplaced(one, path, known):
            reader.report(path, field, problem)
        yield one.id, one


def _files(reader: Reader) -> list[Path]:
    # Ordered by id; files that would be left out are reported.
    folder = reader.folder / "rounds"
    found = [path for track in KINDS for path in folder.glob(f"{track}/*.yaml")]
    known = sorted(found, key=lambda path: path.stem)
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".yaml", ".yml"} and path not in known:
            said = f"is left out: rounds are rounds/<{'|'.join(KINDS)}>/<id>.yaml"
            reader.report(path, "", said)
    return known


def _misplaced(one: Material, path: Path, known: Known) -> Iterable[tuple[str, str]]:
    """Yield (field, problem) for whatever does not fit the rest of the pack."""
    track = path.parent.name
    if one.id != path.stem:
        yield "id", f"is {one.id}, but the file is called {path.name}"
    own = sum(not point.id.startswith(MUST) for point in one.rubric.points)
    if own not in OWN_POINTS[track]:
        wanted = OWN_POINTS[track]
        yield "rubric.points", f"has {own}; between {wanted[0]} and {wanted[-1]} are wanted"
    steps = {
        Track.SYSTEM_DESIGN: (set(known.steps), set(known.steps)),
        Track.CODING: (set(CODING_STEPS), NEEDED_CODING_STEPS),
        Track.BEHAVIORAL: (set(STAR_STEPS), NEEDED_STAR_STEPS),
    }
    allowed, needed = steps[Track(track)]
    if missing := needed - {point.step for point in one.rubric.points}:
        yield "rubric.points", f"no point for the step: {', '.join(sorted(missing))}"
    yield from known.strangers(one.question, allowed)
    if isinstance(one, DesignPrompt):
        yield from _misplaced_design(one, known)


def _misplaced_design(one: DesignPrompt, known: Known) -> Iterable[tuple[str, str]]:
    ids = [fact.id for fact in one.facts]
    if twice := {name for name in ids if ids.count(name) > 1}:
        yield "facts", f"named twice: {', '.join(sorted(twice))}"
    if wrong := set(one.failures) ^ known.families:
        yield "failures", f"one entry a family, but: {', '.join(sorted(wrong))}"
    points = {point.id for point in one.rubric.points}
    named = {point for family in one.failures.values() for point in family}
    if unknown := named - points:
        yield "failures", f"no such point: {', '.join(sorted(unknown))}"
    each = {"good": one.exemplars.good, "partial": one.exemplars.partial, "bad": one.exemplars.bad}
    for name, exemplar in each.items():
        if unknown := set(exemplar.steps) - set(known.steps):
            yield f"exemplars.{name}", f"no such step: {', '.join(sorted(unknown))}"
    if missing := set(known.steps) - set(one.exemplars.good.steps):
        yield "exemplars.good", f"says nothing at: {', '.join(sorted(missing))}"
