"""Text that nobody types by hand: taken as it is, stored as sent, shown without what it hides."""

import pytest

from .sessions import PREFILL, REUSE, UNSAFE, Played, play

LONG = (f"{PREFILL} {REUSE} " * 400)[:50_000]

SENT = {
    "long": LONG.encode(),
    "control": f"\x1b[31mred\x1b]0;title\x07 {PREFILL}\x08\x9b2J".encode(),
    "direction": f"\u202e{PREFILL}\u2066\u200f\u2069".encode(),
    "emoji": "🙃👩‍👩‍👧‍👦🏳️‍🌈".encode(),
    "zerowidth": "\u200b\u200d\u2060\ufeff\u00ad".encode(),
    "notutf8": b"caf\xe9 \xff\xfe " + PREFILL.encode() + b" \xed\xa0\x80",
    "nul": b"before\x00after " + PREFILL.encode(),
    "combining": ("z" + "\u0301" * 200).encode(),
    "markup": f"**{PREFILL}** `x` [a](http://b) <b> | [red]rich[/red] ```".encode(),
}


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, one_question: dict[str, str]) -> Played:
    """Play one session in which each speaker sends one of them, and asks what came of it."""
    lines: list[str | bytes] = []
    for speaker, text in SENT.items():
        lines += [f"/as {speaker}", text, "/feedback"]
    lines += ["/as \x1b[2J\u202eeve", PREFILL, "/b\x1b[2Joard \u202e"]
    return play(tmp_path_factory.mktemp("strange"), *lines, env=one_question, from_file=True)


def test_a_session_survives_it(strange: Played) -> None:
    """Nothing that is typed ends the session, or leaves anything undone."""
    assert (strange.code, strange.err) == (0, "")
    assert strange.rows("SELECT user FROM attempt WHERE state NOT IN ('graded', 'ungraded')") == []
    assert strange.rows("SELECT key FROM outbox WHERE state <> 'sent'") == []


@pytest.mark.parametrize("speaker", SENT)
def test_it_is_stored_as_sent(strange: Played, speaker: str) -> None:
    """What was sent is in the database to the last character; what is no text is replaced."""
    found = strange.rows(f"SELECT text FROM message WHERE user = 'console:{speaker}'")  # noqa: S608
    sent = SENT[speaker].decode("utf-8", "replace")
    stored = [str(text).replace("\ufffd", "\x00") for (text,) in found]

    assert stored == [sent.replace("\ufffd", "\x00")]


def test_nothing_hidden_is_shown(strange: Played) -> None:
    """Neither echo nor feedback has control, direction or zero-width characters."""
    assert UNSAFE.findall(strange.out) == []
    assert "\x1b" not in (strange.data / "transcript.jsonl").read_text(encoding="utf-8")


def test_everybody_is_told(strange: Played) -> None:
    """Each speaker gets an answer, be it that there was nothing to grade."""
    told = [speaker for speaker in SENT if f"(only to {speaker})" in strange.out]

    assert told == list(SENT)
    assert "no words to grade" in " ".join(strange.out.split())


def test_a_long_answer_is_graded_whole(strange: Played) -> None:
    """50,000 characters are one answer with one grade."""
    graded = strange.rows(
        "SELECT length(text), attempt.state, grade.current FROM message "
        "JOIN attempt ON attempt.id = message.attempt JOIN grade ON grade.attempt = attempt.id "
        "WHERE message.user = 'console:long'"
    )

    assert graded == [(50_000, "graded", 1)]
