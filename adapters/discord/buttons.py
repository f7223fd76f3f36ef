"""Buttons that are found by their custom id alone, so that they work after a restart."""

import re
from typing import Any, Self

import discord
from discord import ui

from adapters.discord.ids import CHOICE, choice_id, read_choice
from bot.messages import Choice

LABEL = 80


class ChoiceButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=CHOICE):
    """A choice of a post; pressing it dispatches the event `choice`."""

    def __init__(self, choice: Choice, custom_id: str, *, main: bool = False) -> None:
        label = " ".join(choice.label.split()) or "…"
        style = discord.ButtonStyle.primary if main else discord.ButtonStyle.secondary
        super().__init__(
            ui.Button(
                label=label if len(label) <= LABEL else f"{label[: LABEL - 1]}…",
                custom_id=custom_id,
                style=style,
            )
        )
        self.choice = choice

    @classmethod
    def of(cls, choice: Choice, mark: str, *, first: bool) -> Self:
        """Return the button of a choice, for the post with that mark.

        What a post offers first stands out where it is a form to fill in.
        """
        return cls(choice, choice_id(choice, mark), main=first and choice.form is not None)

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button of a message anew; raises ValueError where it is none of ours."""
        del interaction, item
        choice = read_choice(match[0])
        if choice is None:
            raise ValueError("no choice")
        return cls(choice, match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the client that somebody took the choice."""
        interaction.client.dispatch("choice", interaction, self.choice)
