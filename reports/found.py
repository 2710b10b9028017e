"""Reports are found by where they lie: a folder with ``report.py``, here or below the user's reports folder.

``report.py`` holds ``REPORT``, a ``UnitReport`` or a ``NightReport``; its templates are in ``templates/`` beside it.
See docs/add-a-report.md.
"""

from __future__ import annotations

import importlib.util
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from doisoat.discovery import folders_with
from doisoat.errors import ConfigError, InputLocation
from doisoat.ownership import make_sure_only_owner_writes
from reports.contract import ROLES, NightReport, UnitReport

_SHIPPED = Path(__file__).parent
_TEMPLATES = ("letter.html.j2", "letter.txt.j2")
_HOW = "xem docs/add-a-report.md"


@dataclass(frozen=True)
class Found:
    """A report and where it lies: ``id`` is the name of its folder, which holds ``templates/`` too."""

    id: str
    folder: Path
    report: UnitReport | NightReport


def load_reports(user_folder: Path | None = None) -> dict[str, Found]:
    """All reports by id; one of the user's replaces a shipped one of the same id.

    Raises:
        ConfigError: a ``report.py`` cannot be loaded, or a folder lacks what a report needs; named with file and line.
    """
    return {folder.name: _load(folder) for folder in folders_with("report.py", _SHIPPED, user_folder)}


def unit_reports(user_folder: Path | None = None) -> dict[str, tuple[Path, UnitReport]]:
    """(folder, report) of the reports to units, by id."""
    every = load_reports(user_folder).values()
    return {found.id: (found.folder, found.report) for found in every if isinstance(found.report, UnitReport)}


def night_reports(user_folder: Path | None = None) -> dict[str, tuple[Path, NightReport]]:
    """(folder, report) of the reports to operators, by id."""
    every = load_reports(user_folder).values()
    return {found.id: (found.folder, found.report) for found in every if isinstance(found.report, NightReport)}


@cache
def _load(folder: Path) -> Found:
    path = folder / "report.py"
    if folder.parent == _SHIPPED:
        report = importlib.import_module(f"reports.{folder.name}.report").REPORT
    else:
        spec = importlib.util.spec_from_file_location(f"doisoat_report_{folder.name}", path)
        if spec is None or spec.loader is None:
            raise _wrong(path, "không nạp được")
        make_sure_only_owner_writes(folder.parent, folder, path, folder / "__pycache__", folder / "templates")
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            raise _wrong(path, f"chương trình gặp sự cố khi nạp{_line_of(error, path)} ({_told(error)})") from error
        report = getattr(module, "REPORT", None)
    if not isinstance(report, UnitReport | NightReport):
        raise _wrong(path, "không có REPORT là UnitReport hoặc NightReport")
    if missing := [name for name in _TEMPLATES if not (folder / "templates" / name).is_file()]:
        raise _wrong(folder / "templates", f"thiếu mẫu {', '.join(missing)}")
    if isinstance(report, UnitReport) and (unknown := set(report.roles) - set(ROLES)):
        raise _wrong(path, f"roles có vai trò lạ: {', '.join(sorted(unknown))}; chọn trong: {', '.join(ROLES)}")
    return Found(folder.name, folder, report)


def _line_of(error: BaseException, path: Path) -> str:
    """`` ở dòng 12``: the last place in the report's own file that the error passed."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f" ở dòng {error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f" ở dòng {lines[-1]}" if lines else ""


def _told(error: BaseException) -> str:
    """Code is the developer's own, and was loaded before any file was read: its words hold nobody's data."""
    return f"{type(error).__name__}: {error}"


def _wrong(path: Path, what: str) -> ConfigError:
    return ConfigError(what, spot=InputLocation(file=str(path)), fix=_HOW)
