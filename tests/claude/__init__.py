"""The Claude grader through the real SDK, against the stand-in on the loopback interface."""
