"""What every platform, grader, store and loop of wakes has to do."""
