"""Wrong settings, packs and commands: said in words that name what to mend."""

from pathlib import Path

import pytest

from .conftest import KV
from .operator import Said, console, contents, greenroom, pack_of

DAMAGE = {
    "difficulty: mid": "difficulty: impossible",
    "minutes: 8": "minutes: eight",
    "concepts: [kv-cache, attention]": "concepts: [kv-cache, telepathy]",
}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Return a pack with mistakes in two files."""
    pack = pack_of(tmp_path / "pack", KV)
    text = (pack / KV).read_text(encoding="utf-8")
    for right, wrong in list(DAMAGE.items())[:2]:
        assert right in text
        text = text.replace(right, wrong)
    (pack / KV).write_text(text, encoding="utf-8")
    other = pack / KV.replace("kv-cache", "other")
    other.write_text("id: other-second-token\n", encoding="utf-8")
    return pack


def has_no_traceback(said: Said) -> bool:
    """Return whether an error was said in words."""
    return "Traceback" not in said.err and "File " not in said.err


def test_a_broken_pack_is_refused_with_every_problem(broken: Path, tmp_path: Path) -> None:
    """The console does not start, and names the problems of all files at once."""
    said = console(tmp_path / "room", {"GREENROOM_PACK": str(broken)})

    assert (said.code, said.out) == (2, "")
    assert has_no_traceback(said)
    assert f"{KV}:5: difficulty: " in said.err
    assert f"{KV}:6: minutes: " in said.err
    assert "questions/fundamentals/other-second-token.yaml:1: version: " in said.err
    assert contents(tmp_path / "room") == {}


def test_check_names_every_problem(broken: Path, tmp_path: Path) -> None:
    """`greenroom check` says file, line, field and problem, one a line, and changes nothing."""
    before = contents(broken)
    said = greenroom("check", "--pack", str(broken), cwd=tmp_path)

    assert (said.code, said.out) == (1, "")
    assert has_no_traceback(said)
    assert f"{KV}:5: difficulty: " in said.err
    assert f"{KV}:6: minutes: " in said.err
    assert all(line.count(": ") >= 2 for line in said.err.splitlines())
    assert contents(broken) == before


def test_check_finds_slips_in_a_readable_pack(tmp_path: Path) -> None:
    """A concept that the pack does not know is a problem too, and `--record` mends versions."""
    pack = pack_of(tmp_path / "pack", KV)
    new = greenroom("check", "--pack", str(pack), cwd=tmp_path)
    recorded = greenroom("check", "--pack", str(pack), "--record", cwd=tmp_path)
    text = (pack / KV).read_text(encoding="utf-8")
    right, wrong = list(DAMAGE.items())[2]
    (pack / KV).write_text(text.replace(right, wrong), encoding="utf-8")
    unknown = greenroom("check", "--pack", str(pack), cwd=tmp_path)

    assert (new.code, new.sentence.startswith(f"{KV}: version: is new")) == (1, True)
    assert (recorded.code, recorded.err) == (0, "")
    assert "1 question" in recorded.out
    assert (unknown.code, "concepts: the pack knows no telepathy" in unknown.sentence) == (1, True)


def test_an_unknown_pack_folder_is_named(tmp_path: Path) -> None:
    """A pack that is not there is called by the name of its folder, in one sentence."""
    said = console(tmp_path / "room", {"GREENROOM_PACK": str(tmp_path / "nowhere")})

    assert (said.code, said.out) == (2, "")
    assert has_no_traceback(said)
    assert str(tmp_path / "nowhere") in said.sentence
    assert contents(tmp_path / "room") == {}


def test_run_without_a_platform_is_refused(tmp_path: Path) -> None:
    """The service needs a platform, and says that the console needs none."""
    said = greenroom("run", cwd=tmp_path)

    assert (said.code, said.out) == (2, "")
    assert "platform is configured" in said.sentence
    assert "greenroom console" in said.sentence
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GREENROOM_TICK_SECONDS", "soon"),
        ("GREENROOM_TICK_SECONDS", "0"),
        ("GREENROOM_LOG_LEVEL", "loud"),
        ("GREENROOM_HEALTH_PORT", "99999"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str, tmp_path: Path) -> None:
    """A setting that cannot be used is named with what is wrong, before anything is made."""
    said = console(tmp_path / "room", {variable: value})

    assert (said.code, said.out) == (2, "")
    assert said.sentence.startswith(f"{variable}: ")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("words", [("nope",), ("console", "--dat", "x"), ("console", "extra")])
def test_an_unknown_command_is_named(words: tuple[str, ...], tmp_path: Path) -> None:
    """What the command line does not know is said, with where help is."""
    said = greenroom(*words, cwd=tmp_path)

    assert (said.code, said.out) == (2, "")
    assert has_no_traceback(said)
    assert words[-1] in said.err or words[1] in said.err
    assert "--help" in said.err
    assert contents(tmp_path) == {}
