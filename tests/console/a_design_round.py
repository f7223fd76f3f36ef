"""`python -m tests.console.a_design_round` prints the design round that docs/rounds.md shows.

The real console is fed through a pipe. At some steps the candidate is thin at first and good when
followed up, so each line depends on what was shown before it.
"""

import sys
import tempfile
from pathlib import Path

from bot.packs import load
from bot.round_content import DesignPrompt
from bot.settings import PACK

from .sessions import environment, play, small_pack

PROMPT = "support-desk-garden-shop"
AROUND = (
    "kv-cache-second-token",
    "rag-irrelevant-passages",
    "first-golden-set",
    "injection-in-retrieved-documents",
    "prompt-cache-layout",
)
AGAIN = "Say “done” again to move on."
THIN = ("deep-dive", "failure-modes")
FIRST = ("/as ana", "/mock system-design mid 45m")


def main() -> None:
    """Print what the console shows."""
    prompt = load(PACK).rounds[PROMPT]
    assert isinstance(prompt, DesignPrompt)
    with tempfile.TemporaryDirectory() as folder:
        pack = small_pack(Path(folder) / "pack", *AROUND, f"rounds/{PROMPT}")
        env = environment(GREENROOM_PACK=str(pack), TZ="Etc/UTC")
        lines, shown = list(FIRST), ""
        for number, (step, good) in enumerate(prompt.exemplars.good.steps.items()):
            asked = shown.count(AGAIN)
            thin = prompt.exemplars.partial.steps.get(step, good) if step in THIN else good
            lines += [" ".join(thin.split()), "/wait 2", "done"]
            shown = _shown(Path(folder) / f"{number}", lines, env)
            if shown.count(AGAIN) > asked:
                lines += [" ".join(good.split()), "/wait 1", "done"]
        shown = _shown(Path(folder) / "all", [*lines, "/rounds"], env)
    sys.stdout.write(shown[shown.index("ana > /mock") :])


def _shown(folder: Path, lines: list[str], env: dict[str, str]) -> str:
    return play(folder, *lines, env=env, patience=60).out


if __name__ == "__main__":
    main()
