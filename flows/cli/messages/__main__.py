"""``python -m flows.cli.messages``: make ``doisoat.mo`` anew from ``doisoat.po``. A test holds the two equal."""

from __future__ import annotations

from flows.cli.messages import DOMAIN, FOLDER
from flows.cli.messages.catalogue import read_po, to_mo

_source = FOLDER / "vi" / "LC_MESSAGES" / f"{DOMAIN}.po"
_source.with_suffix(".mo").write_bytes(to_mo(read_po(_source.read_text(encoding="utf-8"))))
