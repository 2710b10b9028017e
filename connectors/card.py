"""Source cards: ``source.yml`` says what a source looks like; which parser reads it; which folder it comes from.

A source is found by its folder (``connectors/sources/<id>/source.yml``, or the same below the user's sources folder).
A card may take the headings of its shared parser as they are and only add its own. See docs/add-a-source.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import importlib.util
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from connectors.contract import FieldCard, FieldMeaning, Parse, SourceCard
from connectors.tables.lexicon.words import lexicon
from connectors.tables.meanings import SENSES
from doisoat.discovery import folders_with
from doisoat.errors import ConfigError, InputLocation, describe_fault
from doisoat.ownership import make_sure_only_owner_writes
from doisoat.read_yaml import read_yaml
from doisoat.settings import SourceSettings
from doisoat.text.compare import clean
from doisoat.wrong_form import FOLDER, NAME, describe_validation_error, not_yaml

CLAIMS = "village_claims"  # what units declare about themselves; all others publish about units
_T = TypeVar("_T", bound=BaseModel)
_SHIPPED = Path(__file__).parent / "sources"
_PARSERS = Path(__file__).parent / "parsers"


class _FieldYaml(BaseModel):
    """A field of a card: headings as they are written, or what they mean, and whether it is needed."""

    model_config = ConfigDict(extra="forbid")
    headings: list[str] = []
    required: bool = False
    means: list[str] = []
    maybe: list[str] = []
    allow: list[str] = []
    sensed: bool | list[str] = False
    beside: dict[str, str] = {}
    every_word: bool = False

    @field_validator("means", "maybe", "allow")
    @classmethod
    def _known(cls, forms: list[str]) -> list[str]:
        unknown = {word for form in forms for word in form.split()} - lexicon().examples.keys()
        if unknown:
            raise ValueError(f"không có nghĩa {', '.join(sorted(unknown))} trong bộ từ")
        return forms

    @model_validator(mode="after")
    def _says_something(self) -> _FieldYaml:
        if not self.headings and not self.means and not self.maybe:
            raise ValueError("trường không có tên cột nào")
        return self

    @property
    def meaning(self) -> FieldMeaning | None:
        """What the heading says, where the card tells it by meanings."""
        if not self.means and not self.maybe:
            return None
        senses = SENSES if self.sensed is True else frozenset(self.sensed or ())
        forms = [tuple(frozenset(form.split()) for form in forms) for forms in (self.means, self.maybe)]
        beside = tuple((name, frozenset(form.split())) for name, form in self.beside.items())
        return FieldMeaning(forms[0], forms[1], frozenset(self.allow), senses, beside, self.every_word)


def _fields(raw: object) -> object:
    """``name: [headings]`` is short for ``name: {headings: [...]}``."""
    if not isinstance(raw, dict):
        return raw
    return {name: {"headings": value} if isinstance(value, list) else value for name, value in raw.items()}


class _FieldsYaml(BaseModel):
    """The headings a shared parser brings along (``connectors/parsers/<name>.yml``)."""

    model_config = ConfigDict(extra="forbid")
    fields: dict[str, _FieldYaml] = {}
    options: dict[str, Any] = {}

    @field_validator("fields", mode="before")
    @classmethod
    def _short_fields(cls, raw: object) -> object:
        return _fields(raw)


class _CardYaml(_FieldsYaml):
    """``source.yml``."""

    id: str = Field(pattern=NAME)
    title: str = Field(min_length=1)
    inbox: str = Field(pattern=FOLDER)
    parser: str = Field(pattern=NAME)
    needs_date: bool = False
    complete: bool = False
    fresh_days: int | None = Field(default=None, gt=0)
    min_rows: int = Field(default=1, ge=0)
    max_rows: int = Field(default=1_000_000, gt=0)
    max_drop: float | None = Field(default=0.3, gt=0, lt=1)


def load_cards(
    extra: Path | None = None, overrides: Mapping[str, SourceSettings] | None = None
) -> dict[str, SourceCard]:
    """All cards by id, shipped ones first; a folder of the same name below ``extra`` replaces a shipped one.

    Args:
        extra: the user's sources folder, or None.
        overrides: what the settings say about single sources, by id.

    Raises:
        ConfigError: a card is wrong (names file and key), two cards share an id or a folder of the inbox, or the
            settings name a source that does not exist.
    """
    cards: dict[str, SourceCard] = {}
    for folder in folders_with("source.yml", _SHIPPED, extra):
        card = read_card(folder)
        for other in cards.values():
            if other.id == card.id or _key(other.inbox) == _key(card.inbox):
                same = "id" if other.id == card.id else "inbox"
                raise ConfigError(
                    f"hai nguồn trùng nhau ở mục '{same}': {other.folder.name} và {card.folder.name}",
                    spot=InputLocation(file=str(folder / "source.yml")),
                    fix=f"đổi '{same}' của một trong hai thẻ nguồn",
                )
        cards[card.id] = card
    for name, settings in (overrides or {}).items():
        if name not in cards:
            raise ConfigError(
                f"thiết lập nhắc đến nguồn '{name}' nhưng không có thẻ nguồn nào mang tên đó",
                spot=InputLocation(file="doisoat.toml hoặc biến môi trường DOISOAT_SOURCES__…"),
                fix=f"dùng một trong các tên: {', '.join(sorted(cards))}",
            )
        cards[name] = _override(cards[name], settings)
    return cards


def read_card(folder: Path) -> SourceCard:
    """The card in ``folder``, with the headings of its shared parser added after its own.

    Raises:
        ConfigError: the file is no YAML, or a key is missing, unknown or of the wrong form; or its ``parse.py`` may be
            written by others.
    """
    path = folder / "source.yml"
    card = _validated(path, _CardYaml)
    if card.parser == "own":
        shared = _FieldsYaml()
        if not (folder / "parse.py").is_file():
            raise _wrong(path, "parser", "là 'own' nhưng không có tệp parse.py bên cạnh")
        if folder.parent != _SHIPPED:
            make_sure_only_owner_writes(folder.parent, folder, folder / "parse.py", folder / "__pycache__")
    elif not (_PARSERS / f"{card.parser}.py").is_file():
        names = sorted(p.stem for p in _PARSERS.glob("*.yml"))
        raise _wrong(path, "parser", f"không có bộ đọc '{card.parser}'; hiện có: {', '.join(names)}")
    else:
        shared_path = _PARSERS / f"{card.parser}.yml"
        shared = _validated(shared_path, _FieldsYaml) if shared_path.is_file() else _FieldsYaml()
    names = list(dict.fromkeys([*card.fields, *shared.fields]))
    fields = []
    for name in names:
        own, given = card.fields.get(name), shared.fields.get(name)
        headings = [*(own.headings if own else []), *(given.headings if given else [])]
        required = (own.required if own else False) or (given.required if given else False)
        meaning = (own.meaning if own else None) or (given.meaning if given else None)
        fields.append(FieldCard(name, tuple(dict.fromkeys(headings)), required, meaning))
    return SourceCard(
        **card.model_dump(exclude={"fields", "options"}),
        fields=tuple(fields),
        options={**shared.options, **card.options},
        folder=folder,
    )


def _validated(path: Path, model: type[_T]) -> _T:
    try:
        return model.model_validate(read_yaml(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        raise _wrong(path, "", describe_validation_error(error)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _wrong(path, "", not_yaml(error)) from None


def _wrong(path: Path, key: str, why: str) -> ConfigError:
    where = f"mục '{key}': " if key else ""
    return ConfigError(
        f"thẻ nguồn không hợp lệ: {where}{why}",
        spot=InputLocation(file=str(path)),
        fix="sửa lại mục được nêu tên; mẫu thẻ nguồn có trong docs/add-a-source.md",
    )


def _override(card: SourceCard, settings: SourceSettings) -> SourceCard:
    changes: dict[str, Any] = {}
    if settings.complete is not None:
        changes["complete"] = settings.complete
    if settings.max_rows is not None:
        changes["max_rows"] = settings.max_rows
    if settings.published_on is not None:
        try:
            changes["published_on"] = dt.date.fromisoformat(settings.published_on)
        except ValueError:
            raise ConfigError(
                f"ngày công bố đặt cho nguồn '{card.id}' không có dạng năm-tháng-ngày",
                spot=InputLocation(file=f"DOISOAT_SOURCES__{card.id.upper()}__PUBLISHED_ON"),
                fix="viết ngày theo dạng 2024-09-30",
            ) from None
    return dataclasses.replace(card, **changes)


def is_users_own(card: SourceCard) -> bool:
    """Whether the source is read by a ``parse.py`` that is not ours."""
    return card.parser == "own" and card.folder.parent != _SHIPPED


def parser_of(card: SourceCard) -> Parse:
    """The function that reads the files of this source.

    Raises:
        ConfigError: ``parse.py`` beside the card cannot be imported, or holds no function ``parse``.
    """
    if card.parser != "own":
        return cast(Parse, importlib.import_module(f"connectors.parsers.{card.parser}").parse)
    spec = importlib.util.spec_from_file_location(f"doisoat_source_{card.id}", card.folder / "parse.py")
    if spec is None or spec.loader is None:
        raise _wrong(card.folder / "source.yml", "parser", "không nạp được parse.py")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever a stranger's file raises while it is loaded
        raise ConfigError(
            f"tệp parse.py của nguồn '{card.id}' chưa chạy được ({describe_fault(error, within=card.folder)})",
            spot=InputLocation(file=str(card.folder / "parse.py")),
            fix=f"sửa chỗ đã nêu rồi thử lại: doisoat try TỆP --source {card.id}",
        ) from error
    if not callable(getattr(module, "parse", None)):
        raise _wrong(card.folder / "source.yml", "parser", "tệp parse.py không có hàm parse")
    return cast(Parse, module.parse)


@lru_cache(maxsize=1024)  # the folders of the cards are asked about for every file
def _key(path: str) -> str:
    """A path as it is compared: NFC, case ignored, a backslash as a slash."""
    parts = unicodedata.normalize("NFC", path.replace("\\", "/")).split("/")
    return "/".join(clean(part).casefold() for part in parts if part not in ("", "."))


def source_of(name: str, cards: Mapping[str, SourceCard]) -> str | None:
    """The id of the source whose folder of the inbox holds the file ``name`` (relative path), or None.

    The innermost folder decides where one source's folder lies within another's.
    """
    path = _key(name)
    homes = [(len(home), card.id) for card in cards.values() if path.startswith((home := _key(card.inbox)) + "/")]
    return max(homes)[1] if homes else None


def sources_within(folder: str, cards: Mapping[str, SourceCard]) -> list[str]:
    """The sources whose files may lie in a folder of the inbox: the one whose it is, and those with folders in it."""
    mine = source_of(f"{folder}/_", cards)
    below = [card.id for card in cards.values() if _key(card.inbox).startswith(_key(folder) + "/")]
    return [*([mine] if mine else []), *below]
