"""The transcript: what was shown, found again after any crash."""

import asyncio
from pathlib import Path

import pytest

from adapters.console.transcript import Entry, Transcript
from bot.messages import Choice

ASK = Entry(
    kind="post",
    key="ask/a1",
    address="console:practice",
    text="  KV cache\n\x85  why?\u2028\n",
    choices=(Choice(action="answer", value="a1", label="Answer", form="answer"),),
)
TELL = Entry(kind="tell", key="feedback/b/1", who="ana", text="  (only to ana)\n")


def written(path: Path) -> bytes:
    """Write two entries; returns the bytes of the file."""
    transcript = Transcript(path)
    transcript.load()
    asyncio.run(transcript.append(ASK))
    asyncio.run(transcript.append(TELL))
    return path.read_bytes()


def reloaded(path: Path) -> Transcript:
    """Return the transcript as the next process finds it."""
    transcript = Transcript(path)
    transcript.load()
    return transcript


def test_entries_are_found_after_a_reload(tmp_path: Path) -> None:
    """What one process wrote, the next one finds by kind and key, to the last character."""
    path = tmp_path / "room" / "transcript.jsonl"
    written(path)
    transcript = reloaded(path)

    assert transcript.entries == [ASK, TELL]
    assert transcript.find("post", "ask/a1") == ASK
    assert transcript.find("tell", "ask/a1") is None
    assert transcript.find("post", "ask/a2") is None


@pytest.mark.parametrize("cut", [1, 2, 20, 60])
def test_a_torn_last_line_is_cut(cut: int, tmp_path: Path) -> None:
    """A last line without its end was never shown: it is gone, and the next one is whole."""
    path = tmp_path / "transcript.jsonl"
    whole = written(path)
    path.write_bytes(whole[:-cut])
    transcript = reloaded(path)
    assert transcript.entries == [ASK]
    assert transcript.find("tell", TELL.key) is None

    asyncio.run(transcript.append(TELL))
    assert path.read_bytes() == whole


def test_a_file_that_is_one_torn_line(tmp_path: Path) -> None:
    """A crash in the middle of the very first line leaves an empty transcript."""
    path = tmp_path / "transcript.jsonl"
    path.write_bytes((written(path))[:30])

    assert reloaded(path).entries == []
    assert path.read_bytes() == b""


def test_no_file_is_an_empty_transcript(tmp_path: Path) -> None:
    """A new room has said nothing, and reading that makes no file."""
    assert reloaded(tmp_path / "transcript.jsonl").entries == []
    assert list(tmp_path.iterdir()) == []
