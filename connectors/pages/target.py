"""A link taken apart once, strictly, so that what is checked is what is connected to.

Two parsers that read one link differently are how a check is talked around; here the parts that were checked are the
only thing the client ever sees.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
_LONGEST = 4096
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\<>\"\u0080-\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_SEVERAL = re.compile(r"\s|[;,]https?:|\.\.\.|\u2026")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


class BadLinkError(ValueError):
    """A link that is not followed; ``code`` says why and is a key of ``connectors.pages.words.TROUBLE``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """Where one request goes. ``host`` is lower case ASCII, an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int
    path: str  # with the query, percent-encoded, beginning with "/"

    @property
    def pair(self) -> str:
        """``host:port``, as ``DOISOAT_SCRAPE__ALLOW_HOSTS`` writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def site(self) -> str:
        """Whom politeness is owed to: the host, whatever the scheme; an unusual port is a site of its own."""
        return self.host if self.port in _PORTS.values() else self.pair

    @property
    def authority(self) -> str:
        """The ``Host`` header: the port only where it is not the scheme's own."""
        bare = f"[{self.host}]" if ":" in self.host else self.host
        return bare if self.port == _PORTS[self.scheme] else self.pair

    @property
    def url(self) -> str:
        """The link in its one normal form."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def bare_path(self) -> str:
        """The path without the query."""
        return self.path.partition("?")[0]


def read_target(link: str, allowed: Collection[str] = ()) -> Target:
    """Take a link apart.

    Args:
        link: as a person or a page wrote it; spaces and stops around it are dropped, accented paths are encoded.
        allowed: ``host:port`` pairs that may use any port.

    Raises:
        BadLinkError: ``link_broken``, ``link_scheme``, ``link_userinfo``, ``link_port`` or ``link_host``.
    """
    link = unicodedata.normalize("NFC", link.strip())
    if not link or len(link) > _LONGEST or _SEVERAL.search(link):
        # Two links in one cell, a remark after one, a link cut short: opening half of it would find a page that is
        # missing, and speak against a village that only typed carelessly.
        raise BadLinkError("link_broken")
    link = link.rstrip(".,;")
    if re.match(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#]|$)", link, re.IGNORECASE):
        link = f"https://{link}"  # people leave the scheme out
    if _FORBIDDEN.search(link):
        raise BadLinkError("link_broken")
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        raise BadLinkError("link_broken") from None
    if parts.scheme not in _PORTS:
        raise BadLinkError("link_scheme")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise BadLinkError("link_userinfo")
    host = _host(parts)
    target = Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, _path(parts))
    if target.port != _PORTS[target.scheme] and target.pair not in allowed:
        raise BadLinkError("link_port")
    return target


def follow(base: Target, location: str, allowed: Collection[str] = ()) -> Target:
    """Where a redirect leads. Raises BadLinkError as ``read_target`` does."""
    # Servers send raw UTF-8 in this header, which http.client hands over as Latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    location = location.strip().replace(" ", "%20")
    if _FORBIDDEN.search(location):
        raise BadLinkError("link_broken")
    try:
        joined = urljoin(base.url, location)
    except ValueError:
        raise BadLinkError("link_broken") from None
    return read_target(joined, allowed)


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        try:
            return ipaddress.IPv6Address(name).compressed
        except ValueError:
            raise BadLinkError("link_host") from None
    try:
        name = name.encode("idna").decode("ascii").lower() if not name.isascii() else name.lower()
    except UnicodeError:
        raise BadLinkError("link_host") from None
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadLinkError("link_host")
    if _NUMBER.fullmatch(labels[-1]):
        # A resolver would read 2130706433, 0177.1 or 0x7f.1 as an address: only the plain form is one.
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise BadLinkError("link_host") from None
    return name


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = quote(parts.query, safe=_PATH_SAFE + "?/[]")
    return f"{path}?{query}" if query else path
