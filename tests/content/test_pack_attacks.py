"""Files that want to hurt whoever reads them: refused within two seconds and little memory."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from .packs_for_tests import put_text, questions, write

SECONDS = 2
MEGABYTES = 200
"""What reading may take on top of what the program takes anyway."""

READER = """
import json, resource, sys, time
from pathlib import Path
from bot.errors import ContentError
from bot.packs import load

resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.monotonic()
try:
    load(Path(sys.argv[1]))
    ended = "loaded"
except ContentError as error:
    ended, size = "refused", len(str(error))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([ended, size, time.monotonic() - started, (after - before) / 1024]))
"""


def levels(first: str, make: str, count: int) -> list[str]:
    """Return anchored values, each holding the one before ten times over."""
    names = [f"a{number}" for number in range(count)]
    rest = [f"&{name} {make % ', '.join([f'*{before}'] * 10)}" for before, name in pairwise(names)]
    return [f"&a0 {first}", *rest]


def listed(values: list[str]) -> str:
    """Return values as the items of a list."""
    return "".join(f"  - {value}\n" for value in values)


LISTS = levels("[x, x, x, x, x, x, x, x, x, x]", "[%s]", 9)
ATTACKS = {
    "aliases": f"title:\n{listed(LISTS)}",
    "aliases-as-prompt": f"id: broken\nprompt:\n{listed(LISTS)}version: *a8\n",
    "aliases-as-key": f"title:\n{listed(LISTS)}? *a8\n: 1\n",
    "aliases-as-merges": f"<<:\n{listed(levels('{k: v}', '{<<: [%s]}', 9))}",
    "itself": "title: &a [*a]\n",
    "deep-lists": f"title: {'[' * 10_000}{']' * 10_000}\n",
    "deep-mappings": f"title: {'{a: ' * 10_000}x{'}' * 10_000}\n",
    "deep-and-open": f"title: {'[' * 60_000}\n",
    "deep-dashes": f"title:\n  {'- ' * 30_000}x\n",
    "long-key": f"? {'k' * 60_000}\n: 1\n",
    "many-keys": "".join(f"k{number}: 1\n" for number in range(8_000)),
    "huge": f"title: {'huge ' * 10_000_000}\n",
    "command": "title: !!python/object/apply:os.system ['touch PWNED']\n",
    "new-object": "!!python/object/new:subprocess.Popen [['touch', 'PWNED']]\n",
    "module": "title: !!python/name:os.system\n",
    "own-tag": "title: !include /etc/passwd\n",
}


@pytest.mark.parametrize(
    "file",
    [
        "questions/coding/broken.yaml",
        pytest.param("rounds/coding/broken.yaml", marks=pytest.mark.slow),
        pytest.param("pack.yaml", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused(tmp_path: Path, attack: str, file: str) -> None:
    """It ends in ContentError, soon, in little memory, with a short message, and runs nothing."""
    write(tmp_path, *questions())
    put_text(tmp_path / file, ATTACKS[attack])

    read = subprocess.run(
        [sys.executable, "-c", READER, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=6,
        check=False,
    )

    assert read.returncode == 0, read.stderr[-300:]
    ended, size, seconds, megabytes = json.loads(read.stdout)
    assert ended == "refused"
    assert size < 2_000_000
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert not list(tmp_path.rglob("PWNED"))
