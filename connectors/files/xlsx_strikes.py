"""Struck-through text in an .xlsx: fonts that strike through (styles.xml) and struck runs of shared texts.

Structure: ECMA-376 part 1, 18.8.22 (font), 18.8.10 (cellXfs), 18.4.7 (run properties).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]


def struck_styles(styles: bytes) -> frozenset[int]:
    """Numbers of cell formats whose font is struck through; empty where none is, or the part cannot be read."""
    if b"strike" not in styles:
        return frozenset()
    root = parsed(styles)
    if root is None:
        return frozenset()
    fonts = [_is_struck(font) for font in children(root, "fonts")]
    formats = [int(xf.get("fontId", "0")) for xf in children(root, "cellXfs")]
    return frozenset(n for n, font in enumerate(formats) if font < len(fonts) and fonts[font])


def struck_texts(shared: bytes) -> dict[int, str | None]:
    """What is left of the shared texts of which a part is struck through, by number; None where nothing is."""
    if b"strike" not in shared:
        return {}
    root = parsed(shared)
    left: dict[int, str | None] = {}
    for number, item in enumerate(root if root is not None else ()):
        runs = [run for run in item if _name(run) == "r"]
        kept = [run for run in runs if not any(_is_struck(part) for part in run if _name(part) == "rPr")]
        if len(kept) < len(runs):
            text = "".join(part.text or "" for run in kept for part in run if _name(part) == "t")
            left[number] = text.strip() or None
    return left


def parsed(body: bytes) -> Any:  # noqa: ANN401 - defusedxml has no types
    """The root of a part; None where it cannot be read."""
    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None


def _name(element: Any) -> str:  # noqa: ANN401
    return str(element.tag).rpartition("}")[2]


def children(root: Any, name: str) -> Iterator[Any]:  # noqa: ANN401
    """The elements of the groups below the root that have this name."""
    return (child for group in root if _name(group) == name for child in group)


def _is_struck(properties: Any) -> bool:  # noqa: ANN401
    """``<strike/>`` among the properties of a font or a run, not switched off again."""
    return any(
        _name(part) in ("strike", "dstrike") and part.get("val", "1") not in ("0", "false") for part in properties
    )
