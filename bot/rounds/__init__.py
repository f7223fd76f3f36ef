"""Rounds: timed mock interviews. Values, and pure functions over them; no clock and no I/O."""
