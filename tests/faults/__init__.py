"""What is left after the process was killed, again and again."""
