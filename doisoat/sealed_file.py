"""Whole files under authenticated encryption, a piece at a time, so that 200 MB cost 10 MB of memory.

    doisoat-sealed-file-1⏎  NAME of the key⏎  32 random bytes  piece 0  piece 1 …  last piece

Every file has an AES-256-GCM key of its own, derived from the secret and the random bytes; a piece's nonce is its
number and whether it is the last (the STREAM construction), and the head is bound to every piece. So a piece that was
changed, left out, moved or taken from another file does not open, and neither does a file whose end is missing. Which
file it is, is not bound here: the vault compares the SHA-256 of what comes out with the object's name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO

from doisoat.keyring import MAXIMUM_NAME, DamagedSealError, Keyring

MAGIC = b"doisoat-sealed-file-1\n"
_PIECE = 2**20
_TAG = 16
_RANDOM = 32
_LONGEST_NAME = 4 * MAXIMUM_NAME + 1  # bytes of a key's name in UTF-8, and the line's end


class Sealer:
    """Turns the bytes of one file, given in parts of any size, into sealed bytes to be written one after the other."""

    def __init__(self, keys: Keyring) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 30 ms that most commands never need

        random = os.urandom(_RANDOM)
        self._head = MAGIC + keys.current.encode() + b"\n" + random
        self._cipher = AESGCM(keys.file_key(keys.current, random))
        self._number = 0
        self._waiting = bytearray()  # the last piece is known as such only when the file ends

    def add(self, part: bytes) -> bytes:
        """The sealed bytes that are ready after this part; often none."""
        self._waiting += part
        ready = bytearray()
        while len(self._waiting) > _PIECE:
            ready += self._sealed(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return bytes(ready)

    def end(self) -> bytes:
        """The rest, after all parts were added."""
        return self._sealed(bytes(self._waiting), last=True)

    def _sealed(self, piece: bytes, *, last: bool) -> bytes:
        nonce = _nonce(self._number, last=last)
        head = self._head if self._number == 0 else b""
        self._number += 1
        return head + self._cipher.encrypt(nonce, piece, self._head)


def key_of(file: IO[bytes]) -> str | None:
    """The name of the key a file is sealed with, or None where it does not look sealed; leaves it at its beginning."""
    try:
        if file.read(len(MAGIC)) != MAGIC:
            return None
        name = file.readline(_LONGEST_NAME).removesuffix(b"\n").decode(errors="replace")
        return name if name.isalnum() else None
    finally:
        file.seek(0)


def opened(file: IO[bytes], keys: Keyring) -> Iterator[bytes]:
    """The plain pieces of a sealed file, each of them verified; the whole is so only when the last one has come.

    Args:
        file: at its beginning, sealed (``key_of`` gives a name).
        keys: must hold the key it was sealed with.

    Raises:
        MissingKeyError: they do not.
        DamagedSealError: the file was changed or cut, or the secret under this name is another one now.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    name = key_of(file) or ""
    head = file.read(len(MAGIC) + len(name.encode()) + 1 + _RANDOM)
    cipher = AESGCM(keys.file_key(name, head[-_RANDOM:]))
    number, sealed = 0, file.read(_PIECE + _TAG)
    while True:
        following = file.read(_PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), sealed, head)
        except InvalidTag:
            raise DamagedSealError(name) from None
        if not following:
            return
        number, sealed = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    """11 bytes of the piece's number and one that says whether it is the last."""
    return number.to_bytes(11, "big") + bytes([last])
