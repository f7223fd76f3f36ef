"""One-time codes that people carry from one place to another."""

import hashlib
import secrets
from datetime import timedelta

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is easily taken for something else: 0, 1, I, L and O."""

LENGTH = 8
"""Characters: 31^8 is 8.5 x 10^11, of which `TRIES` are tried in the time that a code lives."""

LASTS = timedelta(minutes=10)

TRIES = 5
"""Wrong codes that one user may give while a code lives."""


def new_code() -> str:
    """Return a code such as `7KQX-M2PA`."""
    said = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{said[: LENGTH // 2]}-{said[LENGTH // 2 :]}"


def fingerprint(code: str) -> str:
    """Return what is stored of a code, however it was typed."""
    said = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(f"greenroom code {said}".encode(errors="replace")).hexdigest()
