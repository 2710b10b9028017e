"""Giúp: tám chữ của một kết luận, ai làm gì; và màu của các chữ ấy."""

from __future__ import annotations

from starlette.responses import Response

from doisoat.vi import MOVER, ROLE, VERDICT_MEANING
from portal.guards import ANYBODY, Page
from portal.page_request import PageRequest
from reports.pictures.signs import LEGEND, SIGNS


def help_page(asked: PageRequest) -> Response:
    """The words; open to everybody, because they say nothing about anybody."""
    words = [(verdict, VERDICT_MEANING[verdict]) for verdict in LEGEND]
    return asked.page("giup.html", words=words, movers=list(MOVER.values()), roles=list(ROLE.values()))


def colours(_asked: PageRequest) -> Response:
    """The style sheet of verdicts: the colours of the pictures in letters, so that both always look alike."""
    lines = [
        f".kl-{verdict}{{background:{sign.fill};color:{sign.ink}}}.to-{verdict}{{fill:{sign.fill}}}"
        for verdict, sign in SIGNS.items()
    ]
    return Response("\n".join(lines) + "\n", media_type="text/css")


PAGES = (
    Page("/giup", ANYBODY, help_page, menu="Giúp", order=90),
    Page("/ket-luan.css", ANYBODY, colours),
)
