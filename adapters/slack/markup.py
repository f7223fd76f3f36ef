"""CommonMark as rich text of Slack, whose text is literal: it never pings and never formats.

Rich text (docs.slack.dev/reference/block-kit/blocks/rich-text-block) is made of elements, not of
markup, so that nothing in it has to be escaped. Only a message's top-level text is mrkdwn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

Json: TypeAlias = dict[str, object]

_READER = MarkdownIt("commonmark").disable(
    ["link", "image", "autolink", "reference", "html_block", "html_inline", "code", "lheading"]
)
"""What a body of ours does not use stays as it was typed."""

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_STYLES = {"strong_open": "bold", "em_open": "italic"}
_ENDS = {"strong_close": "bold", "em_close": "italic"}


def escape(text: str) -> str:
    """Return a text that mrkdwn shows as it is (docs.slack.dev/messaging/formatting-message-text).

    Without `<` no mention, special mention or link can be formed.
    """
    return "".join(_ESCAPES.get(character, character) for character in text)


def rich(body: str) -> list[Json]:
    """Return a body as elements of a rich text block; none where it says nothing."""
    writer = _Writer()
    for token in _READER.parse(body):
        writer.take(token)
    return writer.end()


def flat(elements: Sequence[Json]) -> str:
    """Return what rich text says, without any style."""
    return "\n".join(_lines(elements)).strip("\n")


def _lines(elements: Sequence[Json]) -> Iterator[str]:
    for element in elements:
        inner = element["elements"]
        if not isinstance(inner, list):
            continue
        match element["type"]:
            case "rich_text_list":
                first = element.get("offset", 0)
                start = first + 1 if isinstance(first, int) else 1
                for number, item in enumerate(inner, start):
                    sign = "•" if element["style"] == "bullet" else f"{number}."
                    yield f"{sign} {_said(item['elements'])}"
            case "rich_text_quote":
                yield from (f"| {line}" for line in _said(inner).splitlines())
            case _:
                yield _said(inner)


def _said(inline: Sequence[Mapping[str, object]]) -> str:
    return "".join(str(one["text"]) for one in inline)


@dataclass
class _Writer:
    """Takes tokens in order, and keeps the elements that they make."""

    done: list[Json] = field(default_factory=list)
    inline: list[Json] = field(default_factory=list)
    """The paragraphs that are being written, as one section, quote or item."""
    items: list[Json] = field(default_factory=list)
    lists: list[tuple[str, int]] = field(default_factory=list)
    """Kinds of the lists that are open, with the number of their next item."""
    quotes: int = 0

    def take(self, token: Token) -> None:
        """Add a block, or the text in it."""
        match token.type:
            case "inline":
                self._paragraph(_inline(token.children or []))
            case "fence":
                self._preformatted(token.content.rstrip("\n"))
            case "hr":
                self._paragraph([_text("———", frozenset())])
            case "heading_open":
                self._end_section()
            case "heading_close":
                for one in self.inline:
                    one["style"] = {"bold": True}
                self._end_section()
            case "bullet_list_open" | "ordered_list_open":
                self._end_list() if self.lists else self._end_section()
                style = "bullet" if token.type.startswith("bullet") else "ordered"
                self.lists.append((style, int(token.attrGet("start") or 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._end_list()
                self.lists.pop()
            case "list_item_close":
                self._end_item()
            case "blockquote_open":
                self._end_section()
                self.quotes += 1
            case "blockquote_close":
                self._end_section()
                self.quotes -= 1
            case _:
                pass

    def end(self) -> list[Json]:
        """Return everything."""
        self._end_section()
        return self.done

    def _paragraph(self, inline: list[Json]) -> None:
        if inline and self.inline:
            self.inline.append(_text("\n" if self.lists else "\n\n", frozenset()))
        self.inline += inline

    def _preformatted(self, code: str) -> None:
        if not code.strip():
            return
        if self.lists:
            # A list holds sections only, so code in an item is marked as code there.
            self._paragraph([_text(code, frozenset({"code"}))])
            return
        self._end_section()
        self.done.append({"type": "rich_text_preformatted", "elements": [_plain(code)]})

    def _end_section(self) -> None:
        if self.lists:
            return
        if self.inline:
            kind = "rich_text_quote" if self.quotes else "rich_text_section"
            self.done.append({"type": kind, "elements": self.inline})
            self.inline = []

    def _end_item(self) -> None:
        if self.inline:
            self.items.append({"type": "rich_text_section", "elements": self.inline})
            self.inline = []

    def _end_list(self) -> None:
        """End what is listed so far; a list inside an item is a list of its own, indented."""
        self._end_item()
        if not self.items:
            return
        style, number = self.lists[-1]
        self.done.append(
            {
                "type": "rich_text_list",
                "style": style,
                "indent": min(len(self.lists) - 1, 8),
                "elements": self.items,
            }
            | ({"offset": number - 1} if style == "ordered" and number > 1 else {})
        )
        self.lists[-1] = (style, number + len(self.items))
        self.items = []


def _inline(tokens: Sequence[Token]) -> list[Json]:
    found: list[Json] = []
    styles: set[str] = set()
    for token in tokens:
        if token.type in _STYLES:
            styles.add(_STYLES[token.type])
        elif token.type in _ENDS:
            styles.discard(_ENDS[token.type])
        elif token.type in {"softbreak", "hardbreak"}:
            found.append(_text(" " if token.type == "softbreak" else "\n", frozenset()))
        elif token.type == "code_inline" and token.content:
            found.append(_text(token.content, frozenset(styles | {"code"})))
        elif token.content:
            found.append(_text(token.content, frozenset(styles)))
    return found


def _text(text: str, styles: frozenset[str]) -> Json:
    return _plain(text) | ({"style": dict.fromkeys(sorted(styles), True)} if styles else {})


def _plain(text: str) -> Json:
    return {"type": "text", "text": text}
