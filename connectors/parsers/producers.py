"""Where a product's producer sits, where the text that names him says it too: "HTX Mẫu (thôn Suối Mạ, xã Mẫu Sơn)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.tables.cells import each
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import bare_unit
from connectors.tables.table import Table
from doisoat.text.compare import clean, fold

Places = dict[str, list[str | None]]
_VILLAGE = r"(?:thôn|bản|xóm|khu phố|khu|khối phố|khối|tổ dân phố|tdp)"
_BEHIND = re.compile(rf"(?:^|[-–,(:;]\s*)(?P<village>{_VILLAGE}\s[^,;()–-]+?)\s*\)?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\(\s*(?P<village>{_VILLAGE}\s[^,;()]+?)\s*\)$", re.IGNORECASE)
# A producer, and his whole address in brackets, behind a dash or on a line of its own: "HTX Mẫu; thôn Mạ, xã Sơn"
_WITH_ADDRESS = re.compile(
    r"^(?P<producer>[^\n]*?[^\W\d_][^\n]*?)\s*(?:\n|\(|[-–;:,.]\s)\s*(?:(?:địa chỉ|đ/c|trụ sở|tại|ở)\b\s*:?\s*)?"
    rf"(?P<address>{_VILLAGE}\s[^,;()\n]+?\s*[,\n-]\s*(?:(?:xã|phường|thị trấn)\s|(?:tt|x|p)\.?\s)[^()]+?)\s*\)?\.?$",
    re.IGNORECASE,
)
_PRODUCER = re.compile(
    r"^(?:htx|hop tac xa|ho|cong ty|cty|co so|csx|cssx|to hop tac|tht|doanh nghiep|dn|dntn|ong|ba|trang trai|"
    r"lien hiep|chi nhanh|nha may|xuong|lo mo)\b"
)


def producers_place(places: Places, producers: Sequence[str | None]) -> Places:
    """The place out of a text that begins with the producer: "HTX Mẫu - thôn Suối Mạ" → the village.

    It stands below the address, or in brackets behind the producer's own name where no address is given.

    Only where the row's commune stands in a column or a heading of its own; a whole address is left as it is.
    """
    villages, addresses = list(places["village_text"]), list(places["address_text"])
    for n, address in enumerate(addresses):
        match = _BEHIND.search(address or "")
        if match and villages[n] is None and places["commune_text"][n] is not None:
            villages[n], addresses[n] = match["village"], None
        in_brackets = _IN_BRACKETS.search(producers[n] or "") if address is None and villages[n] is None else None
        if in_brackets and places["commune_text"][n] is not None:
            villages[n] = in_brackets["village"]
    return {**places, "village_text": villages, "address_text": addresses}


def addresses_apart(table: Table, places: Places, producers: list[str | None]) -> Places:
    """Whole addresses that stand behind their producer, in one cell with him; producers found so are filled in.

    Such a cell stands below the address ("Chủ thể, địa chỉ"), or below the producer where the row has no address and
    no village. The commune of a column is not gone against: an address that does not name it is left alone.
    """
    villages, addresses = list(places["village_text"]), list(places["address_text"])
    of_producers = any("producer" in s.meanings for s in segments(table.heading("address")))
    for name in ("address", "producer"):
        for n, found in enumerate(each(table.cells(name), with_address)):
            if found is None or (name == "producer" and (addresses[n] or villages[n])):
                continue
            producer, address = found
            if name == "address" and not of_producers and not _PRODUCER.match(fold(producer)):
                continue  # "Số nhà 12, thôn Suối Mạ, xã Mẫu Sơn"
            commune = places["commune_text"][n]
            if commune is None:
                addresses[n] = address
            elif bare_unit(commune) in fold(address):
                villages[n], addresses[n] = villages[n] or clean(re.split(r"[,\n]|\s-\s", address)[0]), None
            producers[n] = producers[n] if name == "address" and producers[n] else producer
    return {**places, "village_text": villages, "address_text": addresses}


def with_address(cell: Cell) -> tuple[str, str] | None:
    """The producer and his whole address where one cell holds both; else None."""
    match = _WITH_ADDRESS.match(cell.strip()) if isinstance(cell, str) else None
    return (clean(match["producer"]), clean(re.sub(r"\s*\n\s*", ", ", match["address"]))) if match else None
