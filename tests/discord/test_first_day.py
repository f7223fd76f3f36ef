"""A first day on Discord, from the setup to the feedback."""

from tests.discord.house import PREFILL, WAIT, House


async def test_from_setup_to_feedback(house: House) -> None:
    """A question comes with its thread; a reply is marked, graded, and told about privately."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer))
        await house.until(lambda: bool(house.said(thread, "your answer is graded")))
        (line,) = house.said(thread, "your answer is graded")
        pressed = await house.pressed(server.bo, line, "My feedback")
        feedback = await pressed.said(WAIT)
        board = await house.told(server.bo, "prep board")

    assert house.marked(answer, "👀")
    assert "Bo" in line.text
    assert "prefill reads the whole prompt" in feedback.text
    assert feedback.ephemeral
    assert "30" in board
    assert len(house.said(server.practice, "Open until")) == 1
    assert server.pings() == set()
