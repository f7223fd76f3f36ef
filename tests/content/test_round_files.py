"""Files of rounds that are not fit to be used: every reason, with file and field."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import ContentError
from bot.packs import load
from bot.settings import PACK

DESIGN = "rounds/system-design/answers-from-the-wiki.yaml"
CODING = "rounds/coding/split-a-manual.yaml"
BEHAVIORAL = "rounds/behavioral/the-night-it-broke.yaml"
KEPT = ("pack.yaml", "dimensions.yaml", "framework.yaml")
QUESTION = "questions/fundamentals/kv-cache-second-token.yaml"
Raw = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a pack of one question and one prompt of each kind."""
    for name in (*KEPT, QUESTION, DESIGN, CODING, BEHAVIORAL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACK / name, tmp_path / name)
    return tmp_path


def problems(folder: Path, name: str, change: Callable[[Raw], object]) -> str:
    """Return what is wrong with a pack, one file of which was changed."""
    path = folder / name
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(raw)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder)
    return str(caught.value)


def drop_step(raw: Raw, step: str) -> None:
    """Give all points of a step to the one before it."""
    for point in raw["rubric"]["points"]:
        if point["step"] == step:
            point["step"] = "high-level" if step == "scaling" else "works"


def test_a_pack_that_is_fit(folder: Path) -> None:
    """As they are shipped, they are read, each with the points that the framework adds."""
    bank = load(folder)

    assert len(bank.rounds) == 3
    design = bank.rounds["answers-from-the-wiki"]
    assert "must-cost" in {point.id for point in design.question.rubric.points}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (DESIGN, lambda raw: raw["probes"].__delitem__(slice(0, 4)), "no probe for: "),
        (DESIGN, lambda raw: drop_step(raw, "scaling"), "no point for the step: scaling"),
        (DESIGN, lambda raw: raw["failures"].pop("security"), "failures: one entry a family"),
        (DESIGN, lambda raw: raw["failures"].update(data=["nowhere"]), "no such point: nowhere"),
        (
            DESIGN,
            lambda raw: raw["facts"].append({**raw["facts"][0], "asks": ["abc", "def", "ghi"]}),
            "facts: named twice",
        ),
        (DESIGN, lambda raw: raw["facts"].clear(), "facts"),
        (
            DESIGN,
            lambda raw: raw["exemplars"]["good"]["steps"].pop("clarify"),
            "exemplars.good: says nothing at: clarify",
        ),
        (
            DESIGN,
            lambda raw: raw["exemplars"]["good"]["verdicts"].pop("must-cost"),
            "one verdict a point, but: must-cost",
        ),
        (CODING, lambda raw: drop_step(raw, "edge-cases"), "no point for the step: edge-cases"),
        (CODING, lambda raw: raw.pop("starter"), "starter: Field required"),
        (CODING, lambda raw: raw.update(id="something-else"), "but the file is called"),
        (BEHAVIORAL, lambda raw: raw.update(concepts=["knitting"]), "the pack knows no knitting"),
        (BEHAVIORAL, lambda raw: raw.update(mood="good"), "mood"),
        (BEHAVIORAL, lambda raw: raw.update(id="kv-cache-second-token"), "is also in questions/"),
    ],
)
def test_what_is_refused(
    folder: Path, name: str, change: Callable[[Raw], object], said: str
) -> None:
    """Each mistake is named, with its file."""
    found = problems(folder, name, change)

    assert name in found
    assert said in found


def test_files_that_would_be_left_out(folder: Path) -> None:
    """A file at a place where nobody looks is a mistake, not a file that is ignored."""
    (folder / "rounds" / "poetry").mkdir()
    shutil.copy(folder / CODING, folder / "rounds" / "poetry" / "ode.yaml")
    with pytest.raises(ContentError, match=r"ode\.yaml: is left out: rounds are rounds/"):
        load(folder)
