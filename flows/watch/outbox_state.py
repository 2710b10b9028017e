"""The outbox in numbers, for ``doctor`` and the health mail."""

from __future__ import annotations

from dataclasses import dataclass

from flows.steps.letters import outbox_of
from warehouse.store import Warehouse


@dataclass(frozen=True)
class OutboxState:
    """Letters by what became of them, and addresses that a server refused for good."""

    waiting: int
    sent: int
    dead: int
    uncertain: int
    refused_addresses: int

    @property
    def sentence(self) -> str:
        """One line."""
        return f"Thư: {self.waiting} chờ gửi, {self.sent} đã gửi, {self.dead} thôi gửi, {self.uncertain} chưa chắc"


def outbox_state(warehouse: Warehouse) -> OutboxState:
    """Count."""
    store = outbox_of(warehouse)
    letters, recipients = store.letters(), store.recipients()
    states = letters["state"].value_counts()
    return OutboxState(
        waiting=int(states.get("queued", 0) + states.get("sending", 0)),
        sent=int(states.get("sent", 0)),
        dead=int(states.get("dead", 0)),
        uncertain=int(letters["uncertain"].astype(bool).sum()),
        refused_addresses=int(recipients["refused_on"].notna().sum()),
    )
