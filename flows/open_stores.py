"""Doors that need a key: the warehouse with its personal columns readable, and the comparison of persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from doisoat.errors import ConfigError
from doisoat.keyring import Keyring
from doisoat.settings import Settings
from warehouse.condition import missing_file
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from connectors.vault.store import Vault


def keyring(secret: SecretStr | None) -> Keyring | None:
    """The keys of one purpose, or None where none are set.

    Raises:
        ConfigError: they are not written ``NAME:SECRET``.
    """
    return Keyring.parse(secret.get_secret_value()) if secret else None


def open_warehouse(settings: Settings) -> Warehouse:
    """The warehouse of the settings, made where there is none; without a key its personal columns stay sealed."""
    return Warehouse.open(settings.warehouse_url, keyring(settings.keys.store))


def open_existing(settings: Settings) -> Warehouse:
    """The same for who only asks or cleans up: a mistyped name must not pass for an empty warehouse.

    Raises:
        ConfigError: there is no such file; none is made.
    """
    if missing := missing_file(settings.warehouse_url):
        raise ConfigError(
            f"chưa có kho dữ liệu {missing}",
            fix="xem lại --warehouse hoặc DOISOAT_WAREHOUSE; nếu chưa đối soát lần nào, chạy: doisoat run",
        )
    return open_warehouse(settings)


def open_vault(settings: Settings) -> Vault:
    """The raw vault of the settings; with a key new files are sealed, without one sealed files cannot be opened."""
    from connectors.vault.store import Vault

    return Vault(settings.home, keyring(settings.keys.vault))
