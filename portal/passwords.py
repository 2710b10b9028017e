"""Passwords: argon2id, one at a time, and the same time for a login that does not exist."""

from __future__ import annotations

import secrets
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

LEAST_LETTERS = 12
MOST_LETTERS = 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on paper
# RFC 9106's second recommendation: 64 MB, three passes. One at a time, so that many logins do not fill the memory.
_HASHER = PasswordHasher()
_ONE = Lock()


@cache
def _nobodys() -> str:
    """What is compared with where there is no account; made once, when first needed."""
    return _HASHER.hash(secrets.token_urlsafe(16))


def new_password() -> str:
    """A password nobody has chosen: four groups of four letters, about 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _ONE:
        return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Whether the password is the one; as slow where nothing is kept, so that nobody learns which logins exist."""
    with _ONE:
        try:
            _HASHER.verify(kept or _nobodys(), password[:MOST_LETTERS])
        except (Argon2Error, InvalidHashError):
            return False
    return kept is not None
