"""Shops as data: which hosts are known, how fast they may be asked, how their pages are read.

A shop is a file ``shops/<id>.yml``; its adapter, where its pages carry no product markup, is ``adapters/<id>.py``
beside it. A host that no file names waits until a person says yes, once; that answer is kept in
``<home>/shops.csv``, which is only ever appended to. See docs/listings.md.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
from collections.abc import Collection
from pathlib import Path
from types import ModuleType

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from connectors.pages.target import BadLinkError, Target, read_target
from doisoat.discovery import files_in
from doisoat.errors import ConfigError, InputLocation
from doisoat.journal import Journal, as_line, of_line
from doisoat.read_yaml import read_yaml
from doisoat.wrong_form import CLOSED, NAME, why

SHIPPED = Path(__file__).parents[1] / "sources" / "ocop_listings" / "shops"
_ADAPTERS = "connectors.sources.ocop_listings.adapters"
_HEADINGS = ("host", "answer", "at")
WAITING, YES, NO = "waiting", "yes", "no"


class Shop(BaseModel):
    """``shops/<id>.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=NAME)
    title: str = Field(min_length=1)
    hosts: tuple[str, ...] = Field(min_length=1)  # of pages; sub-domains are named one by one
    pictures: tuple[str, ...] = ()  # further hosts its pictures come from
    interval: float = Field(default=1.0, ge=0)  # seconds between requests, where robots.txt asks for no more
    product_link: str = ""  # pattern of the path of a product page
    adapter: bool = False
    closed: str = Field(default="", pattern=CLOSED)  # known not to be readable: never fetched
    catalogues: tuple[str, ...] = ()
    max_pages: int = Field(default=5, ge=1, le=50)  # of one catalogue

    @field_validator("product_link")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error:
            raise ValueError("chưa phải một biểu thức chính quy") from None
        return value


class Shops:
    """Known shops, the hosts that were approved, and those that wait."""

    def __init__(self, home: Path, allowed: Collection[str] = (), extra: Path | None = None) -> None:
        self._journal = Journal(home / "shops.csv")
        self._allowed = frozenset(allowed)
        self.shops = load_shops(SHIPPED, extra)
        self._by_host = {host: shop for shop in self.shops for host in shop.hosts}
        self._pictures = {host: shop for shop in self.shops for host in shop.pictures}
        self._answers = _answers(self._journal)

    def of(self, target: Target) -> Shop | None:
        """The shop a link belongs to, or None for a loopback or an approved host without a file."""
        return self._by_host.get(target.host) or self._pictures.get(target.host)

    def admit(self, target: Target) -> bool:
        """Whether the host may be asked at all."""
        if target.pair in self._allowed or self._answers.get(_bare(target.host)) == YES:
            return True
        shop = self.of(target)
        return shop is not None and not (shop.closed and target.host in shop.hosts)

    def interval(self, target: Target) -> float:
        """Seconds between requests; a pair of the settings is our own and sets its pace by robots.txt."""
        shop = self.of(target)
        return shop.interval if shop else 0.0 if target.pair in self._allowed else 1.0

    def note_waiting(self, hosts: Collection[str], now: dt.datetime) -> None:
        """Put hosts on the list a person goes through; those already on it, or answered, stay as they are."""
        for host in sorted({_bare(host) for host in hosts if is_public_name(host)} - set(self._answers)):
            self._append(host, WAITING, now)

    def _append(self, host: str, answer: str, now: dt.datetime) -> None:
        row = (host, answer, now.astimezone(dt.UTC).isoformat(timespec="seconds"))
        self._journal.append([as_line(row)], head=as_line(_HEADINGS))
        self._answers[host] = answer


def load_shops(*folders: Path | None) -> list[Shop]:
    """All shops; a file in a later folder replaces one of the same name. Raises ConfigError."""
    shops = []
    for path in files_in(*folders, suffix=".yml"):
        try:
            shops.append(Shop.model_validate(read_yaml(path.read_text(encoding="utf-8"))))
        except (ValidationError, yaml.YAMLError, UnicodeError) as error:
            raise ConfigError(
                f"tệp mô tả trang bán hàng chưa đúng: {why(error)}",
                spot=InputLocation(file=f"shops/{path.name}"),
                fix="xem cách viết trong docs/listings.md",
            ) from None
    return shops


def adapter_of(shop: Shop | None) -> ModuleType | None:
    """The shop's own readers: ``read_product(page, reading)`` and ``read_catalogue(page)``."""
    return importlib.import_module(f"{_ADAPTERS}.{shop.id}") if shop is not None and shop.adapter else None


def is_public_name(host: str) -> bool:
    """Whether a host is a name a person could say yes to: no bare word, no numeric address."""
    return "." in host and re.fullmatch(r"[0-9.]+|.*:.*", host) is None


def waiting_hosts(home: Path) -> list[str]:
    """Hosts that wait for a person's yes, sorted."""
    return sorted(host for host, answer in _answers(Journal(home / "shops.csv")).items() if answer == WAITING)


def approve_host(home: Path, host: str, now: dt.datetime, *, yes: bool = True) -> str:
    """Record a person's answer about one host, given once; it can be given anew.

    Args:
        home: the working home.
        host: ``shop.vn`` or a whole link to it; ``www.`` makes no difference.
        now: the current time, with a zone.
        yes: False forbids the host.

    Returns:
        The host as recorded.

    Raises:
        ConfigError: the text is no host name, or a numeric address.
    """
    try:
        target = read_target(host)
    except BadLinkError:
        target = None
    if target is None or not is_public_name(target.host):
        raise ConfigError(
            "tên trang chưa đúng dạng", fix="ghi tên trang như trong đường dẫn, ví dụ: doisoat shops approve dacsan.vn"
        )
    bare = _bare(target.host)
    Shops(home)._append(bare, YES if yes else NO, now)
    return bare


def _answers(journal: Journal) -> dict[str, str]:
    """The newest answer about each host; lines that are none are left out."""
    found: dict[str, str] = {}

    def take(line: str) -> None:
        row = of_line(line)
        if len(row) == len(_HEADINGS) and row[1] in (WAITING, YES, NO):
            found[row[0]] = row[1]

    journal.follow(take)
    return found


def _bare(host: str) -> str:
    return host.removeprefix("www.")
