"""Prefect's API as the pages need it: start the deployment of requests, ask how far a run is. Plain HTTP, no Prefect.

The whole client would cost a process that only asks a hundred megabytes. Errors say what to do; an answer of the server
is never quoted.
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from doisoat.errors import TransientError
from flows.prefect_home import client_password

_SECONDS = 10
_DEPLOYMENT = "on_demand/on_demand"


class PrefectApi:
    """The API of a server at ``url`` (``PREFECT_API_URL``)."""

    def __init__(self, url: str, home: Path) -> None:
        self._url, self._home = url.rstrip("/"), home

    def start(self, request: Mapping[str, Any]) -> str:
        """Have a request carried out; the id of its flow run.

        Raises:
            TransientError: the server is away, or does not know the deployment.
        """
        deployment = self._ask("GET", f"/deployments/name/{_DEPLOYMENT}")
        body = {"parameters": {"request": dict(request)}}
        made = self._ask("POST", f"/deployments/{deployment['id']}/create_flow_run", body)
        return str(made["id"])

    def flow_run(self, run: str) -> dict[str, Any]:
        """A flow run as the server knows it: ``state_type``, ``state_name``, ``state``.

        Raises:
            TransientError: the server is away, or knows no such run.
        """
        found: dict[str, Any] = self._ask("GET", f"/flow_runs/{run}")
        return found

    def progress(self, run: str) -> tuple[int, str]:
        """How far a flow run says it is: percent, and the step that ended last.

        Raises:
            TransientError: the server is away.
        """
        wanted = {"flow_runs": {"id": {"any_": [run]}}, "artifacts": {"key": {"any_": ["tien-do"]}}, "limit": 1}
        found = self._ask("POST", "/artifacts/filter", wanted)
        if not found:
            return 0, ""
        return int(float(found[0].get("data") or 0)), str(found[0].get("description") or "")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        headers = {"content-type": "application/json"}
        if secret := client_password(self._home):
            headers["authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        try:
            if method != "GET":  # a server that wants a token for changes gives one; another has no such page
                client = str(uuid4())
                token = self._token(client, headers)
                headers |= {"prefect-csrf-token": token, "prefect-csrf-client": client} if token else {}
            return self._send(method, path, headers, body)
        except (OSError, ValueError) as error:
            raise TransientError(
                "máy chủ Prefect chưa trả lời", fix="kiểm tra doisoat serve đang chạy, rồi thử lại sau ít phút"
            ) from error

    def _token(self, client: str, headers: Mapping[str, str]) -> str:
        try:
            return str(self._send("GET", f"/csrf-token?client={client}", headers, None)["token"])
        except urllib.error.HTTPError:
            return ""

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None) -> Any:  # noqa: ANN401 - JSON
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/{path.lstrip('/')}", data, dict(headers), method=method)  # noqa: S310 - the address is a setting
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - see above
            return json.loads(answer.read())
