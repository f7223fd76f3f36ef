"""Slips in what rounds are about: `check` finds each of them, with its place and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.errors import Problem
from bot.pack_checks import check, record_versions
from bot.packs import load

from .packs_for_tests import Raw
from .test_round_files import BEHAVIORAL, CODING, DESIGN
from .test_round_files import folder as a_folder

folder = a_folder


def slips(folder: Path, name: str, change: Callable[[Raw], object]) -> tuple[Problem, ...]:
    """Publish the pack, change one file of it as its next version, and return what is found."""
    record_versions(load(folder), folder)
    path = folder / name
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["version"] += 1
    change(raw)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    bank = load(folder)
    record_versions(bank, folder)
    return check(bank, folder)


def copies_an_alias(raw: Raw) -> None:
    """Make a key phrase of what the good candidate says."""
    good = raw["exemplars"]["good"]
    said = good.get("answer") or good.get("walkthrough") or next(iter(good["steps"].values()))
    raw["rubric"]["points"][0]["aliases"][0] = " ".join(said.split()[:6])


def states_its_point(raw: Raw) -> None:
    """Let a probe ask for a point by saying it."""
    point = raw["rubric"]["points"][0]
    probe = next(one for one in raw["probes"] if one["point"] == point["id"])
    probe["ask"] = f"Would you say that it {point['says']}?"


@pytest.mark.parametrize("name", [DESIGN, CODING, BEHAVIORAL])
@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        (copies_an_alias, "rubric.points.", "good exemplar; say it in other words"),
        (states_its_point, "probes.", "states the point"),
    ],
)
def test_one_slip(
    folder: Path, name: str, change: Callable[[Raw], None], field: str, said: str
) -> None:
    """A slip in one file is found with that file and its field, and nothing elsewhere."""
    found = slips(folder, name, change)

    assert {one.file for one in found} == {name}
    assert all(one.field.startswith(field) for one in found)
    assert any(said in one.problem for one in found)


@pytest.mark.parametrize("name", [DESIGN, CODING, BEHAVIORAL])
def test_a_change_without_a_new_version(folder: Path, name: str) -> None:
    """Whatever of a published file is changed, a fact of a sheet too, needs a new version."""

    def quietly(raw: Raw) -> None:
        raw["version"] -= 1
        changed = raw["facts"][0] if "facts" in raw else raw
        key = "says" if "facts" in raw else "model_answer"
        changed[key] = f"{changed[key]} And more."

    (slip,) = slips(folder, name, quietly)

    assert (slip.file, slip.field) == (name, "version")
    assert slip.problem.endswith("but the text changed; raise it")
