"""Every post that the bot can say, as it was when somebody last looked at it."""

from tests.discord.rendered import FOLDER, snapshots


def test_every_post() -> None:
    """Nothing looks different on Discord without somebody having looked.

    After a change that is meant, `python -m tests.discord.rendered` writes the files; look at the
    difference before you commit it.
    """
    kept = {one.name: one.read_text(encoding="utf-8") for one in FOLDER.iterdir()}

    assert snapshots() == kept
