"""One settings class, read once, at the door.

Sources, strongest first: ``DOISOAT_…`` environment variables (``__`` separates levels), then ``doisoat.toml`` in the
current folder, where that is one's own (``doisoat.ownership``). Secrets come from the environment only.
"""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyAddress,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from doisoat.errors import ConfigError, InputLocation
from doisoat.ownership import make_sure_only_owner_writes
from doisoat.wrong_form import HEADER, describe_validation_error


def _absolute(path: object) -> Path:
    """An absolute path with ``~`` replaced by the user's folder."""
    return Path(str(path)).expanduser().absolute()


Folder = Annotated[Path, BeforeValidator(_absolute)]


class SourceSettings(BaseModel):
    """What a user may say about one source, over its card: ``DOISOAT_SOURCES__VNPT__COMPLETE=true``."""

    model_config = ConfigDict(extra="forbid")
    complete: bool | None = None
    published_on: str | None = None
    max_rows: int | None = Field(default=None, gt=0)


class ReaderLimits(BaseModel):
    """Bounds on one child process that reads one file; a file beyond them is refused with its reason.

    Separated text and Parquet are read in pieces and may be larger: ``max_list_mb`` and ``max_list_cells``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    cpu_seconds: int = Field(default=20, gt=0)
    memory_mb: int = Field(default=512, gt=63)
    max_file_mb: int = Field(default=200, gt=0)
    max_list_mb: int = Field(default=1_000, gt=0)
    max_cells: int = Field(default=20_000_000, gt=0)
    max_list_cells: int = Field(default=100_000_000, gt=0)
    max_columns: int = Field(default=1_000, gt=0)
    max_sheets: int = Field(default=200, gt=0)

    def most_mb(self, *, is_list: bool) -> int:
        """How large a file may be."""
        return self.max_list_mb if is_list else self.max_file_mb


def is_called_list(name: str) -> bool:
    """Whether a file is separated text or Parquet by its name, where nobody has looked at what it is."""
    return name.lower().endswith((".csv", ".tsv", ".txt", ".parquet"))


class ScrapeSettings(BaseModel):
    """Fetching of shop pages.

    ``allow_hosts`` lists host:port pairs that may be fetched although not public; ``contact`` (an address or a page)
    stands in the user agent; a host is asked at most every ``interval_seconds``, a page seen within ``refresh_days`` is
    not asked for again, and a night's collection ends after ``budget_seconds``.
    """

    model_config = ConfigDict(extra="forbid")
    allow_hosts: list[str] = []
    contact: str = ""
    interval_seconds: float = Field(default=1.0, ge=0)
    refresh_days: int = Field(default=7, ge=0)
    budget_seconds: float = Field(default=3600, gt=0)


class MailSettings(BaseModel):
    """The mail server and what guards against mistakes: nothing goes to a domain that is not in ``allow_domains``.

    ``operators`` are the technical people who get the health mail after each night.
    """

    model_config = ConfigDict(extra="forbid")
    host: str = ""
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: SecretStr = SecretStr("")
    ca_file: str | None = None
    sender: str = "doi-soat@localhost.localdomain"
    reply_to: str = ""
    allow_domains: list[str] = []
    message_domain: str = ""
    operators: list[str] = []


class ReportSettings(BaseModel):
    """Names, titles and habits of the office that sends the reports."""

    model_config = ConfigDict(extra="forbid")
    organization: str = "Sở Khoa học và Công nghệ"
    parent_organization: str = "UBND tỉnh Lạng Sơn"
    subject_prefix: str = "[Đối soát]"
    signer_title: str = ""
    signer_name: str = ""
    contact: str = ""
    answer_days: int = Field(default=10, gt=0)
    body_villages: int = Field(default=5, gt=0)


class PortalSettings(BaseModel):
    """The officers' pages. ``secure`` says that they are reached through TLS alone: cookies then go no other way.

    A session ends after ``idle_minutes`` without a look and after ``absolute_hours`` in any case; a file that is handed
    in may have ``upload_mb``. ``proxies`` are the addresses whose word about the visitor's address is believed.
    """

    model_config = ConfigDict(extra="forbid")
    secure: bool = False
    idle_minutes: int = Field(default=30, gt=0)
    absolute_hours: int = Field(default=12, gt=0)
    upload_mb: int = Field(default=20, gt=0)
    proxies: list[str] = ["127.0.0.1"]
    login_header: str = Field(default="", pattern=HEADER)
    login_proxies: list[IPvAnyAddress] = []

    @model_validator(mode="after")
    def _header_of_a_named_proxy(self) -> Self:
        if bool(self.login_header) != bool(self.login_proxies):
            raise ValueError("login_header và login_proxies cần đi cùng nhau: tên tiêu đề, và địa chỉ của proxy ghi nó")
        return self


class KeySettings(BaseModel):
    """Secrets; from the environment only (``DOISOAT_KEYS__HMAC``, see ``doisoat.keyring``).

    ``hmac`` compares persons, ``store`` seals personal columns of the warehouse, ``vault`` seals the raw files.
    """

    model_config = ConfigDict(extra="forbid")
    hmac: SecretStr | None = None
    store: SecretStr | None = None
    vault: SecretStr | None = None


class _OwnToml(TomlConfigSettingsSource):
    """``doisoat.toml`` of the current folder, which must be nobody else's."""

    def _read_file(self, file_path: Path | Traversable) -> dict[str, Any]:
        named = Path(str(file_path)).absolute()
        real = named.resolve()
        make_sure_only_owner_writes(named.parent, real.parent, real)
        return super()._read_file(file_path)


class Settings(BaseSettings):
    """All that a user can set. See FORMATS: ``DOISOAT_HOME`` holds the raw vault and the default warehouse."""

    model_config = SettingsConfigDict(
        env_prefix="DOISOAT_",
        env_nested_delimiter="__",
        toml_file="doisoat.toml",
        extra="forbid",
        env_ignore_empty=True,
    )

    home: Folder = Field(default=Path("~/.doisoat"), validate_default=True)
    inbox: Folder = Field(default=Path("inbox"), validate_default=True)
    warehouse: str = ""
    sources_dir: Folder | None = None
    criteria_dir: Folder | None = None
    editions_dir: Folder | None = None
    reports_dir: Folder | None = None
    boundaries: Folder | None = None
    # Luật An ninh mạng 116/2025: system logs are kept for 12 months at least.
    log_days: int = Field(default=400, gt=0)
    log_to_stderr: bool = False
    # Where claims are judged (flows.engine); how many processes, where not as many as cores; the Dask scheduler.
    engine: Literal["plain", "processes", "dask"] = "plain"
    workers: int | None = Field(default=None, gt=0)
    scheduler: str = ""
    sources: dict[str, SourceSettings] = {}
    reader: ReaderLimits = ReaderLimits()
    scrape: ScrapeSettings = ScrapeSettings()
    mail: MailSettings = MailSettings()
    report: ReportSettings = ReportSettings()
    portal: PortalSettings = PortalSettings()
    keys: KeySettings = KeySettings()

    @property
    def warehouse_url(self) -> str:
        """The SQLAlchemy URL of the warehouse: the setting, else a SQLite file in the working home."""
        return self.warehouse or f"sqlite:///{self.home / 'doisoat.sqlite'}"

    @property
    def warehouse_shown(self) -> str:
        """The same for people to see: without user, password and options, each of which may hold the password."""
        scheme, _, rest = self.warehouse_url.partition("://")
        return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over the environment over ``doisoat.toml``."""
        return init_settings, env_settings, _OwnToml(settings_cls)


def read_settings() -> Settings:
    """Read the settings.

    Raises:
        ConfigError: a value or ``doisoat.toml`` has the wrong form, or names what does not exist; or the file or its
            folder is somebody else's, or may be written by others.
    """
    try:
        written = _OwnToml(Settings).toml_data
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError(
            "không đọc được tệp thiết lập như TOML",
            spot=InputLocation(file="doisoat.toml"),
            fix="đặt chữ trong dấu nháy, lưu tệp dạng UTF-8; cách viết có trong docs/settings.md",
        ) from None
    if "keys" in written or "password" in written.get("mail", {}):
        raise ConfigError(
            "doisoat.toml chứa khóa hoặc mật khẩu; bí mật không được nằm trong tệp",
            spot=InputLocation(file="doisoat.toml"),
            fix="xóa mục [keys] và password của [mail], đặt chúng bằng biến môi trường DOISOAT_…",
        )
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError(
            f"thiết lập không hợp lệ: {describe_validation_error(error)}",
            spot=InputLocation(file="doisoat.toml hoặc biến môi trường DOISOAT_…"),
            fix="sửa lại thiết lập được nêu tên rồi chạy lại; danh sách thiết lập có trong docs/settings.md",
        ) from None
    except SettingsError:
        raise ConfigError(
            "một biến môi trường DOISOAT_… có nhiều giá trị nhưng chưa viết dạng JSON",
            fix='viết danh sách dạng ["a", "b"]; danh sách thiết lập có trong docs/settings.md',
        ) from None
