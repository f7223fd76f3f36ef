"""Painters: the same picture for the same values, and never in the way of words."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from bot import painting
from bot.charts import DARK, LIGHT, draw
from bot.messages import Image
from bot.painting import NoPictures, ThreadPainter
from bot.pictures import Chart

from .samples import board, improvement, radar

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def painter() -> Iterator[ThreadPainter]:
    """Return a painter that waits for a picture as long as a noisy machine may need."""
    made = ThreadPainter(within=60)
    yield made
    made.close()


def test_equal_values_make_equal_bytes() -> None:
    """A picture depends on nothing but its values and theme."""
    assert draw(improvement(), DARK) == draw(improvement(), DARK)
    assert draw(improvement(), DARK).png != draw(improvement(), LIGHT).png


def test_pictures_are_small() -> None:
    """A picture is a PNG of some ten thousand bytes, twice as sharp as it is shown."""
    png = draw(board(), DARK).png

    assert png.startswith(PNG)
    assert int.from_bytes(png[16:20]) == 1040
    assert len(png) < 60_000


async def test_equal_charts_are_painted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart that equals an earlier one has its picture; that one failed is not kept."""
    drawn: list[Chart] = []

    def sketch(chart: Chart) -> Image:
        drawn.append(chart)
        if len(drawn) == 1:
            raise OSError
        return Image(png=PNG, alt=chart.title)

    monkeypatch.setattr(painting, "_draw", sketch)
    other = ThreadPainter(within=60)
    pictures = [await other.paint(chart) for chart in (board(), board(), radar(), board())]
    other.close()

    assert [one and one.alt for one in pictures] == [
        None,
        board().title,
        radar().title,
        board().title,
    ]
    assert drawn == [board(), board(), radar()]


async def test_words_do_not_wait_for_a_slow_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that takes too long is done without, and the loop goes on meanwhile."""
    released = threading.Event()

    def stuck(chart: Chart) -> Image:
        released.wait(60)
        return Image(png=PNG, alt=chart.title)

    monkeypatch.setattr(painting, "_draw", stuck)
    slow = ThreadPainter(within=0.05)
    waiting = asyncio.create_task(slow.paint(board()))
    await asyncio.sleep(0)
    assert not waiting.done()
    try:
        assert await asyncio.wait_for(waiting, 30) is None
    finally:
        released.set()
        slow.close()


async def test_painted_as_drawn(painter: ThreadPainter) -> None:
    """A painter gives the picture of a chart on the dark card; where only words are shown, none."""
    assert await painter.paint(improvement()) == draw(improvement(), DARK)
    assert await NoPictures().paint(improvement()) is None


def test_nothing_is_loaded_before_the_first_picture() -> None:
    """Pillow is not in memory where nothing was painted."""
    code = "import sys, bot.app; print('PIL' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert told.stdout.split() == [b"False"]
