"""Red flags of commission: their cues, said in order and without rejecting them."""

from collections.abc import Sequence
from functools import lru_cache

from bot.content import Commission, Rubric
from bot.grading import RaisedFlag
from bot.local_grader.sentences import Piece
from bot.local_grader.signs import stem
from bot.words import STOP_WORDS, tokens

SHORT_CUE = 2
"""Content words up to which a red flag's cue has to match in its function words too."""

_REJECTS = frozenset(
    """wrong mistake dangerous danger bad naive tempting avoid myth trap harmful worse instead
    rather never not cannot nobody without but don't doesn't isn't wouldn't shouldn't""".split()
)


def raised_flags(
    rubric: Rubric, parts: Sequence[Piece], injected: frozenset[int]
) -> tuple[RaisedFlag, ...]:
    """Return the red flags one of whose cues was said, in order and without rejecting it."""
    said = [
        (part, [stem(word) for word in part.words])
        for number, part in enumerate(parts)
        if number not in injected
    ]
    raised = []
    for flag in rubric.red_flags:
        if isinstance(flag, Commission):
            for part, stems in said:
                if any(_says(part.words, stems, cue) for cue in flag.cues):
                    raised.append(RaisedFlag(flag=flag.id, quote=part.text.strip()))
                    break
    return tuple(raised)


def _says(words: Sequence[str], stems: Sequence[str], cue: str) -> bool:
    """Return whether the cue's content words stand close together, in order, and are not rejected.

    A short cue also needs its function words: "sums to one" is more than a sum.
    """
    told, wanted = _cue(cue)
    glue = STOP_WORDS.intersection(told) if len(wanted) <= SHORT_CUE else frozenset()
    for at in range(len(words)):
        if wanted and stems[at] == wanted[0]:
            end = at + len(told) + 2
            rest = iter(stems[at:end])
            near = set(words[max(0, at - 5) : end + 4])
            rejected = _REJECTS & (near - set(told))
            if not rejected and glue <= near and all(one in rest for one in wanted):
                return True
    return False


@lru_cache(maxsize=4096)
def _cue(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a cue, and the stems of those that carry its meaning."""
    words = tokens(text)
    return words, tuple(one for word in words if (one := stem(word)))
