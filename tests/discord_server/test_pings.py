"""Whom a message notifies."""

from tests.discord_server.bodies import V2, text
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi, Json

NOBODY: Json = {"parse": []}


async def test_who_is_named_is_notified_unless_told_otherwise(raw: Raw, server: DiscordApi) -> None:
    """`allowed_mentions` decides; @everyone also needs a permission."""
    everybody = f"<@{server.ada.id}> <@{server.bo.id}> @everyone"
    named = {server.ada.id, server.bo.id}
    quiet = await raw.said(server.practice, content=everybody, allowed_mentions=NOBODY)
    assert quiet.pinged == server.pings() == set()
    one = {"parse": [], "users": [server.bo.id]}
    chosen = await raw.said(server.practice, content=everybody, allowed_mentions=one)
    assert chosen.pinged == {server.bo.id}
    assert (await raw.said(server.practice, content=everybody)).pinged == named
    await server.grant(server.team, mention_everyone=True)
    assert (await raw.said(server.practice, content=everybody)).pinged == {*named, "everyone"}


async def test_a_reply_notifies_its_author_unless_told_otherwise(
    raw: Raw, server: DiscordApi
) -> None:
    """`replied_user` decides where `allowed_mentions` is given."""
    asked = await server.say(server.bo, server.practice, "question")
    reference = {"message_id": asked.id}
    loud = await raw.said(server.practice, content="a", message_reference=reference)
    quiet = await raw.said(
        server.practice, content="b", message_reference=reference, allowed_mentions=NOBODY
    )
    assert (loud.pinged, quiet.pinged) == ({server.bo.id}, set())


async def test_words_in_text_displays_notify_too(raw: Raw, server: DiscordApi) -> None:
    """Components do not escape `allowed_mentions`."""
    components = [text(f"<@{server.bo.id}>")]
    message = await raw.said(server.practice, flags=V2, components=components)
    assert message.pinged == {server.bo.id}
