"""A `Post` as messages of Block Kit, each within Slack's limits.

Limits: docs.slack.dev/reference/block-kit/blocks. Blocks of one message together are kept far below
the 12,000 characters from which on messages were seen refused (slackapi/bolt-js#2509), and the
top-level text below the 4,000 that an update takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.slack.buttons import clip, rows
from adapters.slack.markup import Json, escape, flat, rich
from bot.messages import Fact, Post
from bot.splitting import SHORTEST, split
from bot.words import visible

TEXT = 4000
"""Characters of a top-level text."""
TITLE = 150
"""Characters of a header."""
ALT = 2000
"""Characters of the words for a picture."""
BODY = 2400
LINE = 390
"""Characters of a body, and of each line around it, as mrkdwn: together less than a text holds."""
ELEMENTS = 80
"""Most elements of rich text in a message; none is known, so this stays moderate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message."""

    text: str
    """All of it in words, as mrkdwn: for notifications and screen readers."""
    blocks: tuple[Json, ...]


def render(post: Post, picture: str | None = None) -> tuple[Part, ...]:
    """Return a post as one message or more; `picture` is the id of its uploaded image.

    How many depends on the body alone, so that an edit has as many.
    """
    bodies = _bodies(visible(post.body))
    last = len(bodies) - 1
    return tuple(
        _part(post, body, picture, first=number == 0, last=number == last)
        for number, body in enumerate(bodies)
    )


def blocks_of(post: Post) -> tuple[Json, ...]:
    """Return a post as blocks of a page, which holds twice as many as a message."""
    return tuple(block for part in render(post) for block in part.blocks)[:100]


def _part(post: Post, body: list[Json], picture: str | None, *, first: bool, last: bool) -> Part:
    texts: list[str] = []
    blocks: list[Json] = []
    title = _line(post.title)
    if first and title:
        blocks.append({"type": "header", "text": _plain(clip(title, TITLE))})
        texts.append(fit(clip(title, TITLE), LINE))
    if first and (facts := _facts(post.facts)):
        blocks.append(_context(facts))
        texts.append(fit(facts, LINE))
    if body:
        blocks.append({"type": "rich_text", "elements": body})
        texts.append(fit(flat(body), BODY))
    if last:
        blocks += _end(post, picture)
        said = [_line(post.image.alt) if post.image else "", _line(post.footer)]
        texts += [fit(one, LINE) for one in said if one]
    return Part(text="\n".join(texts) or "…", blocks=tuple(blocks))


def _end(post: Post, picture: str | None) -> Iterator[Json]:
    if post.image and (alt := _line(post.image.alt)) and not picture:
        yield _context(clip(alt, ALT))
    if post.image and picture:
        alt = clip(_line(post.image.alt) or "…", ALT)
        yield {"type": "image", "slack_file": {"id": picture}, "alt_text": alt}
    if footer := _line(post.footer):
        yield _context(clip(footer, ALT))
    yield from rows(post.choices)


def _bodies(body: str, limit: int = BODY) -> list[list[Json]]:
    """Return a body as rich text, in pieces whose words fit a text once they are escaped."""
    pieces = [(part, rich(part)) for part in split(body, limit)]
    found: list[list[Json]] = []
    for part, elements in pieces:
        # Unescaped words are measured where elements are: what is escaped gets longer.
        fits = len(escape(flat(elements))) <= BODY and _count(elements) <= ELEMENTS
        if fits or limit // 2 < SHORTEST:
            found.append(elements)
        else:
            found += _bodies(part, limit // 2)
    return found or [[]]


def _count(elements: Sequence[Json]) -> int:
    inner = (element["elements"] for element in elements)
    return sum(len(one) for one in inner if isinstance(one, list))


def fit(text: str, most: int) -> str:
    """Return a text escaped, cut so that it then has at most `most` characters."""
    if len(escaped := escape(text)) <= most:
        return escaped
    room = most - 1
    kept = ""
    for character in text:
        one = escape(character)
        room -= len(one)
        if room < 0:
            break
        kept += one
    return kept + "…"


def _facts(facts: Sequence[Fact]) -> str:
    return clip(" · ".join(_line(f"{fact.label}: {fact.value}") for fact in facts), ALT)


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def _context(text: str) -> Json:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def sentence(text: str) -> Part:
    """Return a sentence that quotes what someone typed, in which nothing is markup."""
    shown = clip(visible(text), BODY)
    block: Json = {"type": "section", "text": _plain(shown)}
    return Part(text=fit(shown, BODY), blocks=(block,))


def words_alone(part: Part) -> Part:
    """Return a message as its words, for where Slack does not take its blocks."""
    return Part(text=part.text, blocks=())
