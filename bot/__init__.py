"""The platform-agnostic core."""
