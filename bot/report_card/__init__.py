"""The grader's report card: how far a grader agrees with labels, and what fools it."""
