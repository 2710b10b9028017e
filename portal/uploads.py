"""A file as it was sent: its bytes in a folder that is gone when the page is made, under a name of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile

from doisoat.private import private_opener
from reports.privacy import masked_name


def sent_name(file: UploadFile) -> str:
    """What the file is called, without the folders of whoever sent it and without persons."""
    name = PureWindowsPath(PurePosixPath(file.filename or "").name).name
    return masked_name("".join(letter for letter in name if letter.isprintable()))[:150]


@contextmanager
def on_disk(content: bytes, name: str) -> Iterator[Path]:
    """The bytes as a file that the readers can open, for the time of the block.

    Raises:
        ConfigError: files of this kind are not read.
    """
    from flows.receiving import check_name

    suffix = check_name(name)
    with TemporaryDirectory(prefix="doisoat-") as folder:  # made for its owner alone
        path = Path(folder) / f"tep{suffix}"
        with open(path, "xb", opener=private_opener) as file:
            file.write(content)
        yield path
