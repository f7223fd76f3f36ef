"""Slack as a platform, on Bolt for Python."""
