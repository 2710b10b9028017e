"""What the mail about a night shows: the state, then what needs a look; every list has an end."""

from __future__ import annotations

from reports.contract import NightReport
from reports.night import Health

_MOST = {"sources": 40, "refused": 15, "unread": 15, "hosts": 10, "alarms": 10}


def facts(health: Health) -> dict[str, object]:
    """What the templates show; every text that came from a file is masked there."""
    # What needs a look comes first, so that a cut list never hides it.
    sources = tuple(sorted(health.sources, key=lambda source: (not source.needs_a_look, not source.is_new)))
    lists: dict[str, tuple[object, ...]] = {
        "sources": sources,
        "refused": health.refused,
        "unread": health.unread,
        "hosts": health.hosts,
        "alarms": health.alarms,
    }
    more_unread = {"more_unread": max(0, health.unread_count - _MOST["unread"])}
    headline = f"Đêm {health.night:%d/%m}: {health.headline}"
    return {
        "subject": headline,
        "headline": headline,
        "health": health,
        "minutes": f"{health.seconds // 60} phút {health.seconds % 60} giây" if health.seconds else "",
        **{name: values[: _MOST[name]] for name, values in lists.items()},
        **{f"more_{name}": max(0, len(values) - _MOST[name]) for name, values in lists.items()},
        **more_unread,
    }


REPORT = NightReport("Thư sức khỏe sau mỗi đêm", facts)
