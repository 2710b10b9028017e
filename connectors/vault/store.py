"""The raw vault: every file as it came, under the name of its content; never changed, removed only by a purge.

    vault/objects/ab/cd/abcd…        the bytes, mode 0440, named by their SHA-256; sealed where a key is set
    vault/incoming/                  files being written; what a crash left is swept after a day
    vault/sightings.jsonl            which name showed which content when, and what was purged
    vault/staging/                   what was read of the objects, and forgotten with them (``connectors.staging``)

Names stay the SHA-256 of the plain bytes, so nothing outside notices the key (``DOISOAT_KEYS__VAULT``); objects from
before it stay readable as they are.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from connectors.contract import RawFile
from connectors.files import refusals
from connectors.staging.staged_files import StagedFiles
from connectors.vault.incoming import opened_source
from connectors.vault.journal import Removal, Sighting, Sightings
from connectors.vault.objects import ChangedError, Objects
from connectors.vault.room import NoRoomError, make_sure_of_room
from doisoat.errors import ConfigError, DoisoatError, InputLocation
from doisoat.keyring import DamagedSealError, Keyring, MissingKeyError

_AFTER = dt.timedelta(seconds=1)


class VaultDamagedError(DoisoatError):
    """Bytes in the vault are missing or no longer those that were kept."""


class VaultUnwritableError(DoisoatError):
    """The vault takes in no more; the run ends, for a file that was not kept is not read."""


class VaultFullError(VaultUnwritableError):
    """The disk was filled while a file was copied; a smaller one may still find room."""


@dataclass
class Resealed:
    """What became of every object: sealed anew, sealed with the current key already, or not to be opened and why."""

    anew: int = 0
    already: int = 0
    failed: dict[str, str] = field(default_factory=dict)  # SHA-256: why, in Vietnamese


class Vault:
    """The store under ``<home>/vault``; several processes may use it at once.

    With ``keys`` what is kept is sealed with the first of them; without, it is kept in clear.
    """

    def __init__(self, home: Path, keys: Keyring | None = None) -> None:
        self._root = home / "vault"
        self._keys = keys
        self._objects = Objects(self._root, keys)
        self._journal = Sightings(self._root)
        self.staged = StagedFiles(home, keys)  # what was read of the objects: goes when they go

    def keep(
        self, path: Path, source_id: str, name: str, now: dt.datetime, *, most_bytes: int | None = None
    ) -> RawFile:
        """Keep a file's bytes and note that they were seen. What is kept already is not copied again.

        Args:
            path: the file in the inbox.
            source_id: the source it was sent for.
            name: its path relative to the inbox, with ``/``, as ``connectors.inbox.scan`` gives it.
            now: the current time, with a zone.
            most_bytes: a larger file is refused before any byte of it is read; None: any size.

        Returns:
            The raw file; ``landed_at`` is the first time these bytes were seen under this name for this source.

        Raises:
            RefusedInputError: TRUNCATED while the file is still being copied, DAMAGED where it cannot be read,
                TOO_MANY_CELLS where it is too large, NO_ROOM where the disk has no room for it. It is not kept.
            VaultFullError: the disk was filled meanwhile.
            VaultUnwritableError: the vault's folder may not be written.
        """
        if now.tzinfo is None:
            raise ValueError("a landing time needs its zone")
        with opened_source(path, name, most_bytes) as source, _writing(self._root):
            sha256, size = source.measure()
            if self._objects.is_intact(sha256):
                with self._journal.lock():  # or a purge could take the object away before it is noted
                    if self._objects.path(sha256).exists():
                        return self._noted(Sighting(sha256, source_id, name, size, now.astimezone(dt.UTC)))
            with self._objects.draft() as draft:
                _make_sure_of_room(self._root, size, name)
                source.copy(draft)
                is_intact = self._objects.is_intact(draft.sha256)
                with self._journal.lock():
                    if not is_intact or not self._objects.path(draft.sha256).exists():
                        self._objects.place(draft)  # new, or damaged since: these are the right bytes
                    return self._noted(Sighting(draft.sha256, source_id, name, draft.size, now.astimezone(dt.UTC)))

    def _noted(self, seen: Sighting) -> RawFile:
        return self.raw_file(self._journal.note(seen))

    def sightings(self, known_at: dt.datetime | None = None) -> list[Sighting]:
        """What had landed by ``known_at`` (everything where it is ``None``): first sightings in the order they came."""
        return [s for s in self._journal.first_sightings() if known_at is None or s.landed_at <= known_at]

    def inbox_at(self, known_at: dt.datetime) -> list[Sighting]:
        """The inbox as it was last seen by ``known_at``: for each source and name the content it then had.

        Files that were taken away or purged are still there: what was known stays known. ``landed_at`` is the first
        sighting's.
        """
        return self._journal.inbox_at(known_at)

    def last_landed(self) -> dict[str, dt.datetime]:
        """When each content, by SHA-256, last came to be what some name shows."""
        return self._journal.last_landed()

    def next_landing(self, now: dt.datetime) -> dt.datetime:
        """When what comes now lands: now, or where the clock was set back just after what came last.

        The order in which files came decides which claim is the newer one, so it must not follow a clock that jumps.
        """
        newest = max(self._journal.last_landed().values(), default=now)
        return now if now >= newest else newest + _AFTER

    def count(self, chosen: Collection[str]) -> int:
        """How many of these objects (SHA-256) are there."""
        return sum(self._objects.path(sha256).exists() for sha256 in chosen)

    def raw_file(self, sighting: Sighting) -> RawFile:
        """The raw file of a sighting, also where it has left the inbox since."""
        path = self._objects.path(sighting.sha256)
        return RawFile(sighting.source_id, sighting.name, sighting.sha256, sighting.size, sighting.landed_at, path)

    @contextlib.contextmanager
    def opened(self, raw: RawFile) -> Iterator[Path]:
        """A path to the plain bytes, verified, valid within the ``with`` block and in this process.

        Raises:
            RefusedInputError: LOCKED where the key is missing, PURGED where the object was removed.
            VaultDamagedError: the object is gone or its bytes have changed.
        """
        spot = InputLocation(source_id=raw.source_id, file=raw.name)
        removal = self._journal.removals().get(raw.sha256)
        if removal is not None:
            raise refusals.purged(f"{removal.at:%d/%m/%Y}", f"{removal.before:%d/%m/%Y}").at(spot)
        with contextlib.ExitStack() as stack:
            try:
                path = stack.enter_context(self._objects.opened(raw.sha256))
            except MissingKeyError as missing:
                raise refusals.locked(missing.name).at(spot) from None
            except (OSError, ChangedError, DamagedSealError) as error:
                raise VaultDamagedError(
                    _trouble(error),
                    spot=spot,
                    fix=f"khôi phục tệp vault/objects/{raw.sha256[:2]}/{raw.sha256[2:4]}/{raw.sha256} từ bản sao lưu",
                ) from None
            yield path

    def purge(self, chosen: Collection[str], before: dt.date, now: dt.datetime, *, dry_run: bool = False) -> int:
        """Remove objects for good; their sightings stay. How many there were to remove.

        The journal comes first: a crash between the two leaves bytes that nobody may read any more and that the next
        purge takes away. The other way round it would leave a hole that looks like damage and asks for a backup.

        Args:
            chosen: SHA-256 of the objects that are no longer needed under any name.
            before: the day since which nothing has used them; told to who asks for one later.
            now: the current time, in the zone in which its day is told.
            dry_run: only count.
        """
        if not self._root.is_dir():
            return 0
        with self._journal.lock():
            removed = self._journal.removals()
            found = [sha256 for sha256 in {*chosen, *removed} if self._objects.path(sha256).exists()]
            if not dry_run:
                self._journal.note_removals(Removal(s, now, before) for s in found if s not in removed)
                self.staged.forget({*chosen, *removed})
                for sha256 in found:
                    self._objects.remove(sha256)
                self._objects.sweep()
        return len(found)

    def reseal(self) -> Resealed:
        """Seal every object with the current key that is not yet; may be stopped at any moment and begun again.

        What was read of them is thrown away where it is not sealed so: the next night reads it anew.

        Raises:
            ConfigError: no key is set.
        """
        if not self._keys:
            raise ConfigError("chưa đặt khóa mã hóa tệp gốc", fix="đặt biến môi trường DOISOAT_KEYS__VAULT=TÊN:BÍ_MẬT")
        self.staged.forget_other_keys()
        done = Resealed()
        for sha256 in self._objects.names():
            try:
                if self._objects.key_of(sha256) == self._keys.current:
                    done.already += 1
                    continue
                with _writing(self._root), self._objects.draft() as draft:
                    self._objects.copy_into(draft, sha256)
                    draft.finish()
                    with self._journal.lock():
                        if self._objects.path(sha256).exists():  # not purged meanwhile
                            self._objects.place(draft)
                            done.anew += 1
            except FileNotFoundError:  # purged meanwhile
                continue
            except MissingKeyError as missing:
                done.failed[sha256] = missing.what
            except (ChangedError, DamagedSealError) as error:
                done.failed[sha256] = _trouble(error)
        return done


@contextlib.contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Tell why the vault could not be written; what was half-written is gone, and nothing rests on it."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise (VaultFullError if full else VaultUnwritableError)(
            f"không lưu được bản gốc vào kho tệp {root}: " + ("ổ đĩa đầy" if full else "thư mục không ghi được"),
            fix=("giải phóng chỗ trên ổ đĩa" if full else "kiểm tra ổ đĩa và quyền ghi của thư mục") + " rồi chạy lại",
        ) from None


def _make_sure_of_room(root: Path, size: int, name: str) -> None:
    try:
        make_sure_of_room(root, size)
    except NoRoomError as full:
        raise refusals.no_room(size / 2**20, full.free / 2**20).at(InputLocation(file=name)) from None


def _trouble(error: Exception) -> str:
    if isinstance(error, OSError):
        return "bản gốc đã lưu không còn trong kho hoặc không đọc được"
    if isinstance(error, DamagedSealError):
        return "bản gốc đã lưu không còn nguyên vẹn, hoặc bí mật của khóa đã đổi"
    return "bản gốc đã lưu không còn nguyên vẹn"
