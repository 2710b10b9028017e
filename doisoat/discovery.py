"""Adding is never editing: sources, criteria sets and editions are found by where they lie."""

from __future__ import annotations

from pathlib import Path


def files_in(*folders: Path | None, suffix: str) -> list[Path]:
    """Files with ``suffix`` directly in the given folders, sorted by name; a missing folder holds none.

    A file in a later folder replaces one of the same name in an earlier folder, so that a user's folder can
    override what is shipped.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        if folder is not None and folder.is_dir():
            found.update({path.name: path for path in folder.iterdir() if path.suffix == suffix and path.is_file()})
    return [found[name] for name in sorted(found)]


def folders_with(name: str, *roots: Path | None) -> list[Path]:
    """Folders directly below the roots that hold a file ``name``, sorted by folder name; later roots override."""
    found: dict[str, Path] = {}
    for root in roots:
        if root is not None and root.is_dir():
            found.update({path.name: path for path in root.iterdir() if (path / name).is_file()})
    return [found[key] for key in sorted(found)]
