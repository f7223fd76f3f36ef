"""What cannot be judged by matching words: nothing, another language, an echo, small talk."""

import re
from collections.abc import Sequence

from bot.grading import Reason
from bot.local_grader.sentences import Piece
from bot.local_grader.signs import stem
from bot.local_grader.topic import RUN, Topic

ECHOED, ECHO_NEW = 0.6, 6
"""An echo has that share of its runs of words from the question, and fewer new stems."""

FOREIGN, ENGLISH = 0.15, 0.05
"""Shares of function words from which a text is foreign, and below which it is not English."""

CHAT_LINES = 4
"""Sentences of small talk that are no attempt; who writes more wants to be judged."""

_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_LATIN = re.compile(r"[a-z\u00c0-\u024f]")

_ENGLISH = frozenset(
    """the a an of to and in is it that for on with as are be this by or at from we you i not can so
    which if then but has will its they when because would there more than each no do does how what
    my our into only one after before all""".split()
)

_FOREIGN = frozenset(
    """der das und ist nicht ein eine einen mit auf werden wird dass dem sich auch oder aber bei
    wenn ich wir sind noch nur zum zur im als durch kann man er sie es les des est une un que qui
    dans pour pas sur avec par plus ce cette sont ne se du au aux le la il elle nous vous et ou el
    los las y en una por para con del lo como su pero di che non per della sono gli nel o os um uma
    com em het een van niet dat zijn wordt met voor je jest nie na ze w z i ve bir bu ile och att
    det som av""".split()
)

_CHAT = re.compile(
    r"(?:(?:ok(?:ay)?|sorry|hm+|oh|ah|yes|no|thanks|hi|hey|hello)[,.! ]+)*"
    r"(?:(?:many )?(?:thanks?|thank you|thx|cheers)\b.{0,40}|sorry|lol|rofl|lmao|(?:ha){2,}h?|h+m+"
    r"|(?:great|good|nice|cool|hard|tough|interesting) (?:question|one)\b.{0,30}|ok(?:ay)?|cool|wow"
    r"|yes|no|yep|nope|sure|brb|bye|(?:hi|hey|hello|good (?:morning|evening|night))(?: \w+)?|\+1"
    r"|test|skip|pass|next|not (?:now|today)|wait"
    r"|(?:one|a|give me an?) ?(?:sec|moment|minute)\b.{0,20}"
    r"|(?:(?:i|we)(?:['\u2019]ll| will|['\u2019]m going to)|let me|gonna)\b.{0,40}"
    r"\b(?:later|tomorrow|tonight|soon|back|think about it|in a (?:bit|minute|moment))\b.{0,30}"
    r"|(?:what|who|where|when|which|why|how|(?:can|could|do|may|should|are) (?:you|i|we)"
    r"|is (?:there|this))\b.{0,90}\?)[\s.!?,)(:;]*",
    re.IGNORECASE | re.DOTALL,
)


def unfit(topic: Topic, words: Sequence[str]) -> Reason | None:
    """Return why words cannot be judged, or None where they can."""
    if not words:
        return Reason.EMPTY
    if _is_foreign(words):
        return Reason.LANGUAGE
    said = {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    new = {one for word in words if (one := stem(word))} - topic.known
    if said and len(said & topic.asked) >= ECHOED * len(said) and len(new) < ECHO_NEW:
        return Reason.ECHO
    return None


def _is_foreign(words: Sequence[str]) -> bool:
    """Return whether most of the words are of another language than English."""
    latin = [word for word in words if _LATIN.match(word)]
    other = [word for word in words if not _LATIN.match(word) and not word.isdigit()]
    # Where no spaces divide words, two characters are about one.
    if sum(max(1, len(_DENSE.findall(word)) / 2) for word in other) > len(latin):
        return True
    size = max(8, len(latin))
    english = sum(word in _ENGLISH for word in latin)
    foreign = sum(word in _FOREIGN for word in latin)
    accented = sum(not word.isascii() for word in latin)
    return foreign > max(FOREIGN * size, english) or (
        accented > FOREIGN * size and english <= max(1, ENGLISH * size)
    )


def is_chat(parts: Sequence[Piece]) -> bool:
    """Return whether an answer is small talk and nothing else."""
    return len(parts) <= CHAT_LINES and all(_CHAT.fullmatch(part.text) for part in parts)
