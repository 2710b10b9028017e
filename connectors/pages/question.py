"""What the parent asks a child of the sandbox about one answer; the answer's body follows it in the same file."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from connectors.pages.answer import Answer
from connectors.pages.shops import Shop


class Question(BaseModel):
    """``what`` to read the body as, and all of the answer but its body."""

    what: Literal["page", "catalogue", "picture"]
    asked_url: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    shop: Shop | None

    def answer(self, body: bytes) -> Answer:
        """The answer again."""
        return Answer(self.url, self.status, "", self.headers, body)
