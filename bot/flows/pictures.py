"""Pictures beside words, which never wait for them long."""

from dataclasses import replace

from bot.flows.deps import Deps
from bot.messages import Post
from bot.pictures import Chart


async def pictured(deps: Deps, post: Post, chart: Chart | None) -> Post:
    """Return a post with its picture; without one where there is none to be had."""
    if chart is None:
        return post
    return replace(post, image=await deps.painter.paint(chart))
