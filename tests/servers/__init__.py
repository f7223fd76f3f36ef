"""Loopback stand-ins for services that tests must never reach."""
