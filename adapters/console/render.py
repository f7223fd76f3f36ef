"""A `Post` as text for a terminal, or for a pipe."""

from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.messages import Mark, Post
from bot.words import visible

MARKS = {Mark.SEEN: "👀", Mark.GRADED: "✅", Mark.PENDING: "⏳"}


def render(post: Post, *, width: int, colour: bool, audience: str = "") -> str:
    """Return a post as lines of at most `width` cells; choices are numbered from 1.

    A post for one person alone says so. Control and direction characters are left out.
    """
    parts: list[RenderableType] = []
    if audience:
        parts.append(Text(f"(only to {visible(audience)})", style="dim"))
    if post.title:
        parts.append(_head(post))
    elif post.facts:
        parts.append(Text(_facts(post), style="dim"))
    if post.body:
        parts.append(Markdown(visible(post.body), code_theme="ansi_dark"))
    if post.image:
        parts.append(Text(visible(post.image.alt)))
    if post.footer:
        parts.append(Text(visible(post.footer), style="dim"))
    if post.choices:
        labels = "    ".join(
            f"{number} {visible(choice.label)}" for number, choice in enumerate(post.choices, 1)
        )
        parts.append(Text(labels, style="cyan"))
    return _text(Padding(Group(*parts), (0, 0, 0, 2)), width, colour=colour)


def render_edit(post: Post, *, width: int, colour: bool) -> str:
    """Return the one line that says how a post above has changed."""
    parts = (visible(post.title or post.body), visible(post.footer))
    line = " · ".join(part for part in parts if part)
    return _text(Padding(Text(line, style="dim"), (0, 0, 0, 2)), width, colour=colour)


def _head(post: Post) -> RenderableType:
    title = Text(visible(post.title), style="bold")
    if not post.facts:
        return title
    grid = Table.grid(expand=True, padding=(0, 2))
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(title, Text(_facts(post), style="dim"))
    return grid


def _facts(post: Post) -> str:
    return " · ".join(visible(fact.value) for fact in post.facts)


def _text(what: RenderableType, width: int, *, colour: bool) -> str:
    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(what)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
