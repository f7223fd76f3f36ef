"""Pictures on Discord, from the values to the attachment."""

from dataclasses import replace

from bot.charts import DARK, draw
from bot.painting import ThreadPainter
from bot.pictures import BoardCard, BoardLine
from tests.discord.house import PREFILL, WAIT, House


async def test_a_board_with_its_card(house: House) -> None:
    """The board comes with the PNG that its values make, described for who cannot see it."""
    server = house.server
    painter = ThreadPainter(within=60)
    async with house.open():
        house.deps = replace(house.deps, painter=painter)
        thread = await house.begun()
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer))
        interaction = await server.slash(server.bo, server.practice, "prep board", {})
        board = await interaction.said(WAIT)
    painter.close()

    (file,) = board.attachments
    title = board.text.splitlines()[0].strip("*# ")
    line = BoardLine(place=1, position=1, name="Bo", value=30, shown="30", me=True)
    assert file.data == draw(BoardCard(title=title, lines=(line,)), DARK).png
    assert file.description == f"{title} 1. Bo (you) 30."
