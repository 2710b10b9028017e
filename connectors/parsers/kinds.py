"""Words for the four kinds of address points, as the post and the claimants write them."""

from __future__ import annotations

from connectors.contract import Cell
from connectors.readers.cells import as_text
from doisoat.model import AddressKind
from doisoat.text import fold

_KINDS = {
    AddressKind.HOUSEHOLD: "ho gia dinh|ho|ho dan|hgd|ho gd|nha o|nha dan|nha rieng|household|ho gia dinh ca nhan|nha o ho gia dinh",
    AddressKind.OFFICE: "co quan|co quan nha nuoc|tru so co quan|tru so co quan nha nuoc|office|co quan hanh chinh",
    AddressKind.ORGANIZATION: "to chuc|organization|tru so to chuc|doanh nghiep|cong ty|hop tac xa|htx|to chuc doanh nghiep|"
    "to chuc kinh te|to chuc xa hoi",
    AddressKind.HERITAGE_SITE: "khu di tich|di tich|di tich lich su|khu di tich lich su|di tich lich su van hoa|heritage site|"
    "di tich van hoa|danh lam thang canh|di tich danh thang",
}
_BY_WORDS = {words: kind for kind, names in _KINDS.items() for words in names.split("|")}


def read_kind(cell: Cell) -> str | None:
    """The kind a cell names (``doisoat.model.AddressKind`` value); None for a blank, "Cơ quan, tổ chức", other words."""
    text = as_text(cell)
    kind = _BY_WORDS.get(fold(text)) if text else None
    return kind.value if kind else None
