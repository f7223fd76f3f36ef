"""The grader that needs no network: looks for each key point's words in the answer's sentences.

It estimates coverage, not correctness. What cannot be judged that way is said to be ungraded, and
an answer without evidence gets no points at all.
"""

from bot.local_grader.grader import LocalGrader, judge

__all__ = ["LocalGrader", "judge"]
