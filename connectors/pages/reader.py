"""Pages and pictures read in the sandbox, a fresh child each: what keeps a parser busy costs itself, nothing else.

No check beforehand is both simple and sure of what a page costs. What the child says of one is checked for its form
and never believed further.
"""

from __future__ import annotations

import os
import tempfile
import threading
from typing import Literal

from connectors.pages.answer import Answer
from connectors.pages.page_facts import PageFacts
from connectors.pages.picture import picture_facts
from connectors.pages.question import Question
from connectors.pages.shops import Shop
from connectors.sandbox.pool import SandboxPool
from connectors.sandbox.wire import BrokenFrameError, Message, write_frame
from doisoat.settings import ReaderLimits

_What = Literal["page", "catalogue", "picture"]
_LONGEST = 16 * 2**20  # bytes of what is said of one page
# The slowest real page takes under a second; the largest trees that are built, four.
LIMITS = ReaderLimits(cpu_seconds=10)


class PageReader(SandboxPool):
    """A sandbox for pages. Usable from several threads at once, as many as there are processors work side by side."""

    def __init__(self, limits: ReaderLimits = LIMITS) -> None:
        super().__init__(limits)
        self._turn = threading.Semaphore(os.cpu_count() or 1)

    def read(self, answer: Answer, asked_url: str, shop: Shop | None, *, is_catalogue: bool = False) -> PageFacts:
        """Read one answer with status 200. Trouble of any kind is a reading with outcome ``error``."""
        found = self._ask(answer, asked_url, shop, "catalogue" if is_catalogue else "page")
        try:
            return PageFacts.from_json(found)
        except ValueError:
            return PageFacts(outcome="error", why="reader")

    def picture(self, answer: Answer) -> dict[str, object]:
        """Type, size, digest and perceptual hash of a picture; empty where it is none."""
        return picture_facts(self._ask(answer, answer.url, None, "picture"))

    def _ask(self, answer: Answer, asked_url: str, shop: Shop | None, what: _What) -> Message:
        """The child's one message; empty where there was none, or more than one."""
        heard: list[Message] = []

        def take(message: Message) -> None:
            if heard:
                raise BrokenFrameError("a second message")
            heard.append(message)

        question = Question(
            what=what, asked_url=asked_url, url=answer.url, status=answer.status, headers=answer.headers, shop=shop
        )
        with self._turn, tempfile.TemporaryFile() as file:
            write_frame(file, question.model_dump(mode="json"))
            file.write(answer.body)
            file.seek(0)
            ending = self.call(
                "pages.read",
                file,
                take,
                cpu_seconds=self.limits.cpu_seconds,
                memory_mb=self.limits.memory_mb,
                max_frame=_LONGEST,
            )
        return heard[0] if heard and not ending.is_broken else {}
