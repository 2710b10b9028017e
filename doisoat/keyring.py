"""Keys with names, and what is done with them: compare without seeing, and hide what must be shown again.

A secret is written ``NAME:SECRET`` (from the environment only), several joined by a comma, the current one first; older
ones are kept for reading until everything was sealed anew. From each secret a key of its own is derived for every
purpose and column, so that a digest of a phone number says nothing about one of a card number.

A plain or salted hash of a card number is no protection: a province's numbers can be tried in minutes. Hence a keyed
digest (HMAC-SHA-256) for comparison, and AES-SIV bound to the column where the value must be shown again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from doisoat.errors import ConfigError

SEALED = "siv1"
MINIMUM_CHARACTERS = 24  # of a secret; new_secret() gives 43
MAXIMUM_NAME = 40  # characters of a key's name


class MissingKeyError(ConfigError):
    """Something is sealed with a key that is not here."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"thiếu khóa '{name}' để mở dữ liệu đã mã hóa",
            fix=f"thêm lại khóa '{name}' vào biến môi trường DOISOAT_KEYS__…",
        )


class DamagedSealError(ConfigError):
    """Something sealed does not open with the key of its name: it was altered, or the secret was."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"dữ liệu mã hóa bằng khóa '{name}' không mở được: bí mật đã đổi hoặc dữ liệu bị sửa",
            fix="đặt lại đúng bí mật cũ dưới tên đó; khóa mới cần một tên mới",
        )


@dataclass(frozen=True, repr=False)
class Keyring:
    """Named secrets of one purpose; the first seals and digests, the others only open."""

    secrets: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read ``NAME:SECRET[,NAME:SECRET …]``.

        Raises:
            ConfigError: no name of letters and digits, a name twice, or a secret too short to be one. The text is not
                repeated.
        """
        found: dict[str, bytes] = {}
        for part in text.split(","):
            name, colon, secret = part.strip().partition(":")
            named = name.isalnum() and len(name) <= MAXIMUM_NAME and name not in found
            if not colon or not named or len(secret) < MINIMUM_CHARACTERS:
                raise ConfigError(
                    "khóa bí mật không đúng dạng TÊN:BÍ_MẬT, trùng tên hoặc quá ngắn",
                    fix=f"đặt lại biến môi trường DOISOAT_KEYS__…; bí mật cần ít nhất {MINIMUM_CHARACTERS} ký tự",
                )
            found[name] = secret.encode()
        return cls(tuple(found.items()))

    @property
    def current(self) -> str:
        """Name of the key that seals."""
        return self.secrets[0][0]

    def digest(self, column: str, value: str) -> str:
        """``NAME:hex``: equal for equal values of one column under one key, and telling nothing else."""
        name, secret = self.secrets[0]
        return f"{name}:{hmac.new(_derive(secret, 'digest', column), value.encode(), hashlib.sha256).hexdigest()}"

    def seal(self, column: str, value: str) -> str:
        """``siv1:NAME:base64``; equal for equal values, so that an unchanged value is not stored again."""
        name, _ = self.secrets[0]
        return f"{SEALED}:{name}:{base64.b64encode(self._encrypt(column, value.encode())).decode()}"

    def open(self, column: str, sealed: str) -> str:
        """The value again; a text that was never sealed is given back as it is.

        Raises:
            MissingKeyError: the key is not there.
            DamagedSealError: the text was sealed for another column, or altered.
        """
        mark, _, rest = sealed.partition(":")
        name, colon, body = rest.partition(":")
        if mark != SEALED or not colon:
            return sealed
        try:
            data = base64.b64decode(body, validate=True)
        except ValueError:
            raise DamagedSealError(name) from None
        return self._decrypt(name, column, data).decode()

    def file_key(self, name: str, random: bytes) -> bytes:
        """256 bits for one file, from the secret of this name and the file's own random bytes (``sealed_file``).

        Raises:
            MissingKeyError: no secret of this name is here.
        """
        return _derive(self._secret(name), "seal-file", random.hex())[:32]

    def is_current(self, sealed: str) -> bool:
        """Whether a text is sealed with the key that seals now."""
        return sealed.startswith(f"{SEALED}:{self.current}:")

    def _encrypt(self, column: str, data: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # 30 ms that most commands never need

        # A length of zero is refused by the library; one byte in front also keeps "" and "nothing" apart.
        return AESSIV(_derive(self.secrets[0][1], "seal", column)).encrypt(b"\x01" + data, [column.encode()])

    def _decrypt(self, name: str, column: str, data: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        try:
            return AESSIV(_derive(self._secret(name), "seal", column)).decrypt(data, [column.encode()])[1:]
        except InvalidTag:
            raise DamagedSealError(name) from None

    def _secret(self, name: str) -> bytes:
        for known, secret in self.secrets:
            if known == name:
                return secret
        raise MissingKeyError(name)


def new_secret() -> str:
    """A secret of 256 bits to put after a name."""
    return secrets.token_urlsafe(32)


def _derive(secret: bytes, purpose: str, column: str) -> bytes:
    """64 bytes of a key for one purpose and column."""
    return hmac.new(secret, f"doisoat\0{purpose}\0{column}".encode(), hashlib.sha512).digest()
