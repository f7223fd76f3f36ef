"""Pictures for the documents, in Discord's look, made of the components that Discord gets.

`python -m tests.discord.pictures` writes them; it needs Chromium. They are labelled as renderings.
"""

import base64
import html
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from adapters.discord.render import render
from bot.consequences import AskedId
from bot.grading import Graded
from bot.local_grader import judge
from bot.messages import OutboxKey, Post
from bot.packs import load
from bot.settings import PACK
from bot.wording import feedback, questions
from tests.discord.rendered import components
from tests.properties.rows import a_view, about
from tests.properties.sayings import a_board

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
CLOSES = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANSWER = (
    "The whole prompt goes through the model once before anything comes out. "
    "After that it reuses the keys and values it has stored, so a step is one new token."
)
LABEL = "A rendering of Greenroom's own components in Discord's look, not a screenshot of Discord"

STYLE = """
body { margin: 0; background: #313338; color: #dbdee1; width: 720px;
       font: 16px/1.375 'Noto Sans', 'DejaVu Sans', Helvetica, Arial, sans-serif; }
main { padding: 20px 20px 8px; } .row { display: flex; gap: 16px; margin-bottom: 18px; }
.face { width: 40px; height: 40px; border-radius: 50%; flex: none; color: #fff;
        display: grid; place-items: center; font-weight: 600; }
.who { font-weight: 600; color: #f2f3f5; } .who small { color: #949ba4; font-weight: 400; }
.app { background: #5865f2; border-radius: 4px; color: #fff; font-size: 11px; padding: 1px 5px; }
.box { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid ACCENT;
       border-radius: 8px; padding: 12px 16px; margin-top: 4px; }
h3 { margin: 0 0 2px; font-size: 18px; color: #f2f3f5; } p { margin: 6px 0; }
.sub { color: #949ba4; font-size: 13px; margin: 2px 0; } ul { margin: 4px 0; padding-left: 22px; }
blockquote { margin: 4px 0; padding-left: 12px; border-left: 4px solid #4e5058; }
code { background: #1e1f22; border-radius: 4px; padding: 1px 4px; font-size: 14px; }
pre { background: #1e1f22; border: 1px solid #3f4147; border-radius: 4px; padding: 8px; }
pre code { padding: 0; } .buttons { display: flex; gap: 8px; margin-top: 10px; }
.b { background: #4e5058; color: #fff; border-radius: 8px; padding: 6px 14px; font-size: 14px; }
.b.main { background: #5865f2; } .mark { display: inline-block; background: #2b2d31;
border: 1px solid #3f4147; border-radius: 8px; padding: 1px 7px; margin: 4px 4px 0 0; }
.only { color: #949ba4; font-size: 13px; margin-top: 6px; }
.thread { border-left: 2px solid #4e5058; margin: 0 0 18px 20px; padding-left: 36px; }
footer { color: #80848e; font-size: 12px; padding: 6px 20px 10px; border-top: 1px solid #3f4147; }
"""


def text(content: str) -> str:
    """Return a text display as HTML."""
    shown = MarkdownIt("commonmark", {"breaks": True, "html": False})
    parts = re.split(r"(?m)^(-# .*)$", content)
    return "".join(
        f'<div class="sub">{shown.renderInline(part[3:])}</div>'
        if part.startswith("-# ")
        else shown.render(part)
        for part in parts
    )


def component(one: Mapping[str, Any]) -> str:
    """Return a component as HTML."""
    match one["type"]:
        case 17:
            inner = "".join(map(component, one["components"]))
            colour = f"border-left-color:#{one['accent_color']:06x}"
            return f'<div class="box" style="{colour}">{inner}</div>'
        case 10:
            return text(one["content"])
        case 1:
            return f'<div class="buttons">{"".join(map(component, one["components"]))}</div>'
        case 2:
            kind = " main" if one["style"] == 1 else ""
            return f'<span class="b{kind}">{html.escape(one["label"])}</span>'
        case 12:
            return "".join(f"<p>{html.escape(item['description'])}</p>" for item in one["items"])
        case kind:
            raise ValueError(kind)


def ours(post: Post, at: str, *, private: bool = False) -> str:
    """Return a post of the bot's as HTML."""
    made = (one for part in render(post, 1, OutboxKey("picture")) for one in components(part))
    body = "".join(map(component, made))
    only = '<div class="only">👁 Only you can see this</div>' if private else ""
    name = f'Greenroom <span class="app">APP</span> <small>Today at {at}</small>'
    return _row("#2e8b57", "G", name, body + only)


def theirs(name: str, said: str, *marks: str) -> str:
    """Return a message of a person's as HTML."""
    shown = "".join(f'<span class="mark">{mark} 1</span>' for mark in marks)
    who = f"{name} <small>Today at 09:12</small>"
    return _row("#b5651d", name[0], who, f"<div>{html.escape(said)}</div>{shown}")


def _row(colour: str, letter: str, who: str, body: str) -> str:
    face = f'<div class="face" style="background:{colour}">{letter}</div>'
    return f'<div class="row">{face}<div><div class="who">{who}</div>{body}</div></div>'


def scenes() -> Iterator[tuple[str, str, int]]:
    """Yield the name, the HTML and the height of each picture."""
    asked = load(PACK).questions["kv-cache-second-token"]
    question = questions.question(asked, AskedId("a"), CLOSES, "UTC")
    view = a_view(name="Ana", asked=replace(about(), question=asked))
    outcome = judge(asked, ANSWER)
    assert isinstance(outcome, Graded)
    thread = theirs("Ana", ANSWER, "👀", "✅") + ours(feedback.one_line(view), "09:13")
    yield "discord-question", ours(question, "09:00") + f'<div class="thread">{thread}</div>', 585
    told = feedback.feedback(view, outcome, is_open=True)
    yield "discord-feedback", ours(told, "09:14", private=True), 565
    yield "discord-board", ours(a_board(["Ben", "Cy", "Ana"]), "13:00", private=True), 350


def photograph(name: str, page: str, height: int) -> None:
    """Write a page as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        source = base64.b64encode(page.encode()).decode()
        subprocess.run(
            _command(folder, FOLDER / f"{name}.png", height, f"data:text/html;base64,{source}"),
            check=True,
            capture_output=True,
            timeout=120,
        )


def _command(folder: str, target: Path, height: int, url: str) -> Sequence[str]:
    return (
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--force-device-scale-factor=2",
        f"--user-data-dir={folder}",
        f"--window-size=720,{height}",
        f"--screenshot={target}",
        url,
    )


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for scene, content, tall in scenes():
        style = STYLE.replace("ACCENT", "#2e8b57")
        page = (
            f'<!doctype html><meta charset="utf-8"><style>{style}</style>'
            f"<main>{content}</main><footer>{LABEL}</footer>"
        )
        photograph(scene, page, tall)
