"""A pack that is as small as a valid one can be, to be broken one way at a time."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import ContentError, Problem
from bot.pack_checks import record_versions
from bot.packs import Bank, load

Raw = dict[str, Any]


def named(name: str) -> Raw:
    """Return something that has a name and an explanation."""
    return {"id": name, "name": name.title(), "says": f"Explains what {name} is about."}


def point(name: str, says: str, about: str, *aliases: str) -> Raw:
    """Return a key point about depth."""
    return {
        "id": name,
        "says": says,
        "about": about,
        "weight": 2,
        "dimension": "depth",
        "evidence": f"Says in other words that {says}.",
        "aliases": list(aliases),
    }


POINTS = [
    point(
        "burst",
        "a buffer absorbs traffic peaks",
        "busy evenings",
        "smooths spikes",
        "takes up load",
    ),
    point(
        "twice",
        "messages can arrive again",
        "what reaches the worker",
        "at least once",
        "duplicates",
    ),
    point(
        "crash", "unfinished jobs survive a restart", "power cuts", "work is retried", "durable log"
    ),
    point(
        "watch",
        "its length is the signal to alert on",
        "operations",
        "backlog alarm",
        "consumer lag",
    ),
]
MUST = point(
    "must-cost", "a figure in dollars for the month", "money", "monthly bill", "price per call"
)
GOOD = (
    "The line soaks up a rush hour. The same parcel may come two times. "
    "Nothing is gone after power loss. I watch how long it grows."
)
PARTIAL = "At a rush hour people wait in the line, and that is all I know about it."
BAD = "The program is quick enough already, I believe, so leave it alone."

PACK: Raw = {
    "id": "tiny",
    "name": "A tiny pack",
    "license": "MIT",
    "language": "en",
    "concepts": [named("queues"), named("caches")],
}
DIMENSIONS: Raw = {
    "dimensions": [
        named("depth")
        | {"offline": True, "anchors": ["Nothing.", "A little.", "Half.", "Most.", "All of it."]}
    ],
    "red_flags": [named("magic-box"), named("failure-blind")],
}
FRAMEWORK: Raw = {
    "design": {
        "steps": [named("clarify") | {"minutes": [2, 3]}, named("deep-dive") | {"minutes": [9, 9]}],
        "must_mention": [MUST],
        "failure_families": [named("data")],
    },
    "mistakes": [named("over-engineering")],
    "behavioral": [named("star") | {"steps": [named("situation"), named("result")]}],
}


def question(
    name: str = "queue-first", track: str = "fundamentals", *changes: tuple[str, Any]
) -> Raw:
    """Return a valid question; each change is a dotted path and the value to put there."""
    points = deepcopy(POINTS)
    verdicts = {one["id"]: "missed" for one in points}
    if track == "system-design":
        points[0]["step"], points[1]["step"] = "clarify", "deep-dive"
        verdicts["must-cost"] = "missed"
    raw: Raw = {
        "id": name,
        "version": 1,
        "track": track,
        "concepts": ["queues"],
        "difficulty": "mid",
        "minutes": 8,
        "title": f"About {name}",
        "prompt": f"A shop ({name}) stores each order at once. Somebody proposes a queue. Discuss.",
        "rubric": {
            "points": points,
            "red_flags": [
                {
                    "kind": "commission",
                    "id": "never-fails",
                    "of": "magic-box",
                    "says": "claims that it cannot break",
                    "cues": ["that never breaks"],
                },
                {
                    "kind": "omission",
                    "id": "no-failure",
                    "of": "failure-blind",
                    "says": "names no failure",
                    "points": ["twice", "crash"],
                },
            ],
            "dimensions": ["depth"],
        },
        "probes": [
            {"point": "burst", "ask": "What happens on Friday at eight?"},
            {"point": "crash", "ask": "And when somebody pulls the plug?"},
        ],
        "model_answer": "Peaks wait in line, so the shop stays quick while the worker catches up.",
        "exemplars": {
            "good": {"answer": GOOD, "verdicts": dict.fromkeys(verdicts, "met")},
            "partial": {"answer": PARTIAL, "verdicts": verdicts | {"burst": "partial"}},
            "bad": {"answer": BAD, "verdicts": dict(verdicts), "flags": ["never-fails"]},
        },
        "sources": [{"title": "A book about queues"}],
    }
    for path, value in changes:
        put(raw, path, value)
    return raw


def put(raw: Raw, path: str, value: object) -> None:
    """Set the field at a dotted path; numbers are places in a list, and None takes it out."""
    *way, last = path.split(".")
    here: Any = raw
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if value is None:
        del here[last]
    elif isinstance(here, list):
        here[int(last)] = value
    else:
        here[last] = value


def questions() -> tuple[Raw, ...]:
    """Return one question of each kind of track."""
    return (
        question(),
        question(
            "cart-design", "system-design", ("prompt", "Design the cart of a large web store.")
        ),
        question("slow-day", "behavioral", ("prompt", "Tell about a release which took too long.")),
    )


def write(folder: Path, *asked: Raw, **files: Raw) -> Path:
    """Write a pack with these questions; `pack`, `dimensions` and `framework` replace ours."""
    heads = {"pack": PACK, "dimensions": DIMENSIONS, "framework": FRAMEWORK} | files
    for name, raw in heads.items():
        put_text(folder / f"{name}.yaml", dump(raw))
    for raw in asked:
        put_text(folder / "questions" / str(raw["track"]) / f"{raw['id']}.yaml", dump(raw))
    return folder


def published(folder: Path, *asked: Raw) -> Bank:
    """Write a pack, publish all of it and return it."""
    bank = load(write(folder, *asked))
    record_versions(bank, folder)
    return bank


def dump(raw: Raw) -> str:
    """Return YAML with the fields in the order in which they were given, without aliases."""
    return yaml.dump(deepcopy(raw), Dumper=_NoAliases, sort_keys=False, allow_unicode=True)


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: an author would."""
        del data
        return True


def put_text(path: Path, text: str | bytes) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def refused(folder: Path) -> list[Problem]:
    """Return what is wrong with a pack; one that is loaded fails the test."""
    with pytest.raises(ContentError) as caught:
        load(folder)
    problems = list(caught.value.problems)
    assert problems
    assert problems == sorted(problems)
    return problems


def line_of(path: Path, start: str, nth: int = 1) -> int:
    """Return the number of the nth line that begins with this text, indents and dashes aside."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [at for at, line in enumerate(lines, 1) if line.lstrip(" -").startswith(start)]
    return found[nth - 1]
