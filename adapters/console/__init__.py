"""A practice room in the terminal."""
