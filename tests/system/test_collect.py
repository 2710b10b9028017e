"""Collecting shop pages in a flow of its own: what it has seen the night does not ask for again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from connectors.catalogues import PAGES
from doisoat.settings import ScrapeSettings, Settings
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from flows.steps.collect import collect_claimed


class _AtHome(PlainRunner):
    """Leaves out the one step that visits real shops."""

    def each(self, name: str, function: Callable[..., Any], items: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
        if name == "xem danh mục của sàn":
            changed = pd.DataFrame([["mau", "https://mau.example/ocop", "layout_changed", 0, 40]], columns=list(PAGES))
            return {"": changed}
        return super().each(name, function, items)


def test_claimed_links_are_looked_at_once_and_a_changed_catalogue_is_told(
    sample: Path, shop: Path, tmp_path: Path
) -> None:
    scrape = ScrapeSettings(allow_hosts=["127.0.0.1:8899"])
    settings = Settings(home=tmp_path / "home", inbox=sample / "inbox", scrape=scrape)
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), catalogues=True)
    messages: list[str] = []
    found = collect_claimed(spec, settings, _AtHome(), messages.append)
    assert len(found.listings) == 44
    assert found.listings["outcome"].value_counts()["ok"] == 27
    assert any("https://mau.example/ocop" in line for line in messages)

    def asked() -> list[str]:
        return [json.loads(line)[1] for line in shop.read_text(encoding="utf-8").splitlines()]

    before = len(asked())
    again = collect_claimed(spec, settings, _AtHome(), messages.append)
    assert len(again.listings) == 44
    later = asked()[before:]
    assert len(set(later) - {"/robots.txt"}) <= 1  # the page that answered 503 is tried again
