"""Rounds: the pure machine, plans, the sheet, scorecards."""
