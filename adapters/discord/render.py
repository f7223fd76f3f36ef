"""A `Post` as messages of Discord's components, each within Discord's limits.

A message holds 4,000 characters of text and 40 components; a longer post is split into several,
never inside a code block. Choices, the picture and files come with the last one.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import ui

from adapters.discord import markdown
from adapters.discord.buttons import ChoiceButton
from adapters.discord.ids import Stamp, stamp
from bot.messages import File, Image, OutboxKey, Post
from bot.splitting import split

TEXT = 4000
"""Characters of text in a message of components."""
FRAME = 1000
"""Characters that a title, facts and a footer may have to be repeated by no split; longer ones are
split like the body."""
ALT = 256
"""Characters of a picture's description."""
IN_ROW = 5
MOST_CHOICES = 25
"""Five rows: more than any post offers, and fewer than 40 components with all the rest."""
PICTURE = "picture.png"
ACCENT = 0x2E8B57
"""The stripe beside what the bot says: the green of a greenroom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a post."""

    view: ui.LayoutView
    stamp: Stamp
    image: Image | None = None
    attached: tuple[File, ...] = ()

    @property
    def files(self) -> Sequence[discord.File]:
        """The picture and the files, anew for every try: a file can be read once."""
        found = [discord.File(io.BytesIO(one.data), filename=one.name) for one in self.attached]
        if self.image is not None:
            alt = cut(self.image.alt, ALT)
            picture = io.BytesIO(self.image.png)
            found.append(discord.File(picture, filename=PICTURE, description=alt))
        return found

    @property
    def text(self) -> str:
        """All that the part says."""
        return said(self.view)


def render(
    post: Post, channel: int, key: OutboxKey, *, at_most: int | None = None
) -> tuple[Part, ...]:
    """Return the messages of a post, in order; there is at least one.

    The body is shortened where it would need more than `at_most` of them.
    """
    head, foot = _head(post), _foot(post)
    text = markdown.body(post.body)
    if len(head) + len(foot) > FRAME:
        text, head, foot = "\n".join(filter(None, (head, text, foot))), "", ""
    bodies = split(text, TEXT - len(head) - len(foot)) or ("",)
    while at_most is not None and len(bodies) > at_most:
        text = cut(text, len(text) - TEXT // 10)
        bodies = split(text, TEXT - len(head) - len(foot))
    last = len(bodies) - 1
    parts = []
    for number, one in enumerate(bodies):
        stamped = stamp(channel, key, number)
        texts = (head if number == 0 else "", one)
        container = _container(texts, post, foot, stamped, last=number == last)
        view = ui.LayoutView(timeout=None).add_item(container)
        # The library keeps a running view for every message; a stopped one it forgets at once.
        view.stop()
        image, files = (post.image, post.files) if number == last else (None, ())
        parts.append(Part(view=view, stamp=stamped, image=image, attached=files))
    return tuple(parts)


def said(view: ui.LayoutView) -> str:
    """Return the text of a message of components."""
    shown = (one.content for one in view.walk_children() if isinstance(one, ui.TextDisplay))
    return "\n".join(shown)


def cut(text: str, limit: int) -> str:
    """Return a text that is shortened where it is too long."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _container(
    texts: Sequence[str], post: Post, foot: str, stamped: Stamp, *, last: bool
) -> ui.Container[ui.LayoutView]:
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=ACCENT, id=stamped.number)
    for text in filter(None, texts):
        container.add_item(ui.TextDisplay(text))
    if last and post.image:
        item = discord.MediaGalleryItem(
            f"attachment://{PICTURE}", description=cut(post.image.alt, ALT)
        )
        container.add_item(ui.MediaGallery(item))
    for file in post.files if last else ():
        container.add_item(ui.File(f"attachment://{file.name}"))
    if last and foot:
        container.add_item(ui.TextDisplay(foot))
    if not container.children:
        container.add_item(ui.TextDisplay("…"))
    choices = post.choices[:MOST_CHOICES] if last else ()
    for start in range(0, len(choices), IN_ROW):
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for choice in choices[start : start + IN_ROW]:
            first = choice is choices[0]
            row.add_item(ChoiceButton.of(choice, stamped.mark, first=first))
        container.add_item(row)
    return container


def _head(post: Post) -> str:
    lines = [f"### {markdown.literal(post.title)}"] if post.title.strip() else []
    if post.facts:
        facts = (f"{fact.label}: {fact.value}" for fact in post.facts)
        lines.append(f"-# {markdown.literal(' · '.join(facts))}")
    return "\n".join(lines)


def _foot(post: Post) -> str:
    return f"-# {markdown.literal(post.footer)}" if post.footer.strip() else ""
