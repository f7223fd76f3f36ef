"""What the console shows, as whole screens: plain, aligned, and with nothing hidden in it."""

from textwrap import dedent, indent

from adapters.console.lines import WIDTH
from adapters.console.render import render, render_edit
from bot.messages import Choice, Fact, Image, Post

from .sessions import UNSAFE


def screen(post: Post, audience: str = "") -> str:
    """Return a post as it comes out of a pipe, at the margin."""
    shown = render(post, width=WIDTH, colour=False, audience=audience)
    assert all(len(line) <= WIDTH for line in shown.splitlines())
    return dedent(shown)


def expected(text: str) -> str:
    """Return a screen as it stands in a test."""
    return dedent(text).removeprefix("\n")


def test_a_question() -> None:
    """A question has its title and facts in one line, and numbered choices below."""
    post = Post(
        title="KV cache: why is the second token so cheap?",
        body="Your service streams a 300-token answer over a 6,000-token prompt. The first token\n"
        "takes 1.9 s, each later one 25 ms.\n\nExplain the difference.",
        facts=(
            Fact(label="Track", value="fundamentals"),
            Fact(label="Level", value="mid"),
            Fact(label="Time", value="8 min"),
        ),
        choices=(
            Choice(action="answer", value="a", label="Answer privately", form="answer"),
            Choice(action="graded", value="a", label="What is graded here?"),
        ),
        footer="Open until Mon 23 Nov, 09:00. Answer in the thread.",
    )

    assert screen(post) == expected("""
        KV cache: why is the second token so cheap?                 fundamentals · mid · 8 min
        Your service streams a 300-token answer over a 6,000-token prompt. The first token
        takes 1.9 s, each later one 25 ms.

        Explain the difference.
        Open until Mon 23 Nov, 09:00. Answer in the thread.
        1 Answer privately    2 What is graded here?
        """)


def test_feedback() -> None:
    """Feedback says whom it is for, quotes below what they earned, and what comes next."""
    post = Post(
        title="◆◆◇◇  about half · offline estimate: coverage, not correctness",
        body="**met** prefill runs over the whole prompt\n> the prompt goes through once\n\n"
        "**open** 2 more points, about memory; and limits\n\n**next** What does it cost?",
        choices=(Choice(action="graded", value="a", label="What is graded here?"),),
        footer="Answer 1 of 3; the best one counts.",
    )

    assert screen(post, "ana") == expected("""
        (only to ana)
        ◆◆◇◇  about half · offline estimate: coverage, not correctness
        met prefill runs over the whole prompt

        ▌ the prompt goes through once

        open 2 more points, about memory; and limits

        next What does it cost?
        Answer 1 of 3; the best one counts.
        1 What is graded here?
        """)


def test_a_board() -> None:
    """A board keeps its columns."""
    post = Post(
        title="This week · demo team",
        body="```\n  1  ana     50~ 1 answer\n  2  bo      25  2 answers\n```\n\nYou are 1st of 2.",
        footer="Updated 10:02.",
    )

    assert [line for line in screen(post).splitlines() if line.strip()] == [
        "This week · demo team",
        "   1  ana     50~ 1 answer",
        "   2  bo      25  2 answers",
        "You are 1st of 2.",
        "Updated 10:02.",
    ]


def test_a_list_and_a_picture() -> None:
    """Lists have bullets, facts stand alone without a title, and a picture is its words."""
    post = Post(
        body="- one\n- two `code`\n",
        facts=(Fact(label="Answered", value="3"),),
        image=Image(png=b"", alt="A line that rises."),
    )

    assert screen(post) == expected("""
        3

         • one
         • two code
        A line that rises.
        """)


def test_an_edit_is_one_line() -> None:
    """A changed post is not repeated."""
    post = Post(title="KV cache", body="long\n\ntext", footer="Closed Mon 23 Nov, 09:00.")

    assert render_edit(post, width=WIDTH, colour=False) == (
        "  KV cache · Closed Mon 23 Nov, 09:00.\n"
    )


def test_nothing_hidden_gets_out() -> None:
    """No part of a post can move the cursor, turn text around, or colour a pipe."""
    nasty = "a\x1b[31mb\u202ec\u200bd\x07\x9b"
    post = Post(
        title=nasty,
        body=f"**{nasty}** `{nasty}`\n\n```\n{nasty}\n```",
        facts=(Fact(label=nasty, value=nasty),),
        choices=(Choice(action="x", value="x", label=nasty),),
        image=Image(png=b"", alt=nasty),
        footer=nasty,
    )

    assert UNSAFE.findall(screen(post, nasty) + render_edit(post, width=40, colour=False)) == []


def test_every_line_is_indented() -> None:
    """What the room says stands two columns to the right of what people type."""
    shown = render(Post(title="T", body="one\n\ntwo", footer="F"), width=40, colour=False)

    assert shown == indent("T\none\n\ntwo\nF\n", "  ")
