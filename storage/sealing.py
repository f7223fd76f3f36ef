"""Encryption of single texts, apart so that only who keeps secrets loads a library for it."""

from cryptography.fernet import Fernet, InvalidToken


class Box:
    """Seals texts with a key, by Fernet: AES and HMAC."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str) -> bytes:
        """Return a text so that nobody without the key can read or change it."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str | None:
        """Return what was sealed; None for what another key sealed."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None
