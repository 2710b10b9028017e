"""Servers, where one is set: does Prefect's answer, ask for a password and speak our version; does Dask's answer."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from urllib.parse import urlsplit

from flows.engine import engine_of
from flows.prefect_credential import credential_file, is_ours_alone
from flows.prefect_home import client_password
from flows.watch.doctor.check import Check, Inspection, bad, warn

_SECONDS = 3.0


def password(inspection: Inspection) -> Iterator[Check]:
    """Whether the password of the server of ``doisoat serve`` is for its owner alone; nothing where there is none."""
    path = credential_file(inspection.settings.home)
    if not path.exists():
        return
    if is_ours_alone(path):
        yield Check("prefect.password", f"Mật khẩu của máy chủ Prefect: {path}, chỉ chủ tệp đọc được")
    else:
        fix = f"xóa {path} rồi khởi động lại doisoat serve: mật khẩu mới được tạo mỗi lần khởi động"
        yield bad("prefect.password", "Tài khoản khác có thể đã đọc mật khẩu của máy chủ Prefect", fix)


def prefect(inspection: Inspection) -> Iterator[Check]:
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
        theirs = _version(url, client_password(inspection.settings.home))
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


def open_server(_inspection: Inspection) -> Iterator[Check]:
    """Whether the server of PREFECT_API_URL asks for a password: who may ask it may run a command as the service."""
    url = os.environ.get("PREFECT_API_URL", "")
    if urlsplit(url).scheme in ("http", "https") and _stands_open(url):
        what = "Máy chủ Prefect không hỏi mật khẩu: ai tới được nó đều chạy được lệnh bằng quyền của dịch vụ"
        yield bad("prefect.open", what, "mở máy chủ bằng doisoat serve, hoặc đặt PREFECT_SERVER_API_AUTH_STRING cho nó")


def dask(inspection: Inspection) -> Iterator[Check]:
    """Whether the scheduler of the Dask cluster answers, where claims are judged on one."""
    settings = inspection.settings
    if settings.engine != "dask":
        return
    told: list[str] = []
    with engine_of(settings, told.append) as engine:
        if told:
            yield warn("dask", told[0], "xem bộ điều phối còn chạy không (dask scheduler), DOISOAT_SCHEDULER đúng chưa")
        else:
            yield Check("dask", f"Cụm Dask {settings.scheduler}: trả lời, {engine.workers} tiến trình")


def _version(url: str, secret: str) -> str:
    request = urllib.request.Request(f"{url.rstrip('/')}/admin/version")  # noqa: S310 - http or https, see above
    if secret:
        request.add_header("Authorization", f"Basic {base64.b64encode(secret.encode()).decode()}")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a server of our own is behind no proxy
    with direct.open(request, timeout=_SECONDS) as answer:
        return str(json.loads(answer.read(1_000)))


def _stands_open(url: str) -> bool:
    """Whether the server answers somebody who says no password."""
    try:
        return bool(_version(url, ""))
    except (OSError, ValueError):
        return False


LOOKS = (password, prefect, open_server, dask)
