"""The places that readers may know a column by: those of the editions, and the villages of the register just read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from connectors.contract import Context
from connectors.read_sources import SourceResult
from gazetteer.place_names import PlaceNames, with_village_names


def with_villages(context: Context, registers: Iterable[SourceResult]) -> Context:
    """The context with the villages of the registers among the known places."""
    names = [
        str(name)
        for result in registers
        for parsed in result.files
        if (frame := parsed.records.get("villages")) is not None
        for name in frame["village_name"].dropna()
    ]
    if not isinstance(context.places, PlaceNames) or not names:
        return context
    places = with_village_names(context.places, names)
    return replace(context, places=places, places_id=places.id)
