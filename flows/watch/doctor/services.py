"""Prefect's server, where one is set: does it answer, and does it speak our version."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from urllib.parse import urlsplit

from flows.watch.doctor.check import Check, Inspection, bad, warn

_SECONDS = 3.0


def prefect(_inspection: Inspection) -> Iterator[Check]:
    """Ask ``/admin/version`` of PREFECT_API_URL; without one ``doisoat run`` needs no server."""
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        yield Check("prefect", "Prefect: không đặt PREFECT_API_URL; doisoat run tự lo, không cần máy chủ")
        return
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        yield bad("prefect", "PREFECT_API_URL không đúng dạng", "ghi dạng http://127.0.0.1:4200/api")
        return
    shown = f"{address.scheme}://{address.hostname}:{address.port or ''}".rstrip(":")
    try:
        theirs = _version(url)
    except urllib.error.HTTPError as error:
        fix = "đặt PREFECT_API_AUTH_STRING đúng như máy chủ" if error.code in (401, 403) else "xem nhật ký của Prefect"
        yield bad("prefect", f"Máy chủ Prefect {shown} trả lời mã {error.code}", fix)
        return
    except (OSError, ValueError):
        fix = "chạy: doisoat serve (hoặc dịch vụ systemd), hoặc bỏ PREFECT_API_URL"
        yield bad("prefect", f"Máy chủ Prefect {shown} không trả lời", fix)
        return
    ours = version("prefect")
    if theirs != ours:
        sentence = f"Máy chủ Prefect {shown} là bản {theirs}, chương trình dùng bản {ours}"
        yield warn("prefect", sentence, "cài cùng một bản ở hai nơi rồi khởi động lại máy chủ")
    else:
        yield Check("prefect", f"Máy chủ Prefect {shown}: trả lời, bản {theirs}")


def _version(url: str) -> str:
    request = urllib.request.Request(f"{url.rstrip('/')}/admin/version")  # noqa: S310 - http or https, see above
    if secret := os.environ.get("PREFECT_API_AUTH_STRING", ""):
        request.add_header("Authorization", f"Basic {base64.b64encode(secret.encode()).decode()}")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a server of our own is behind no proxy
    with direct.open(request, timeout=_SECONDS) as answer:
        return str(json.loads(answer.read(1_000)))


LOOKS = (prefect,)
