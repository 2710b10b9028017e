"""Prefect made quiet and local before it is imported: no telemetry, no results on disk, its own folder in our home.

``settle`` is for the terminal: a run there is a flow where a server is named. ``doisoat serve`` and the demo on Prefect
have one of their own that people look at (``settle_to_serve``), in a folder of its own, for two servers must not share
one SQLite file. Whatever the user has set in the environment stays.

The server that ``doisoat serve`` starts has a password of its own (``flows.prefect_credential``); a client on this
machine finds it where the address is that of the loopback interface.

A server of one's own elsewhere: give it ``SERVER`` too, a password for every client
(``PREFECT_SERVER_API_AUTH_STRING=NAME:SECRET``, and the same as ``PREFECT_API_AUTH_STRING`` where ``doisoat serve``, a
worker or a browser asks it; both from the environment only) and a proxy with TLS before it. Prefect has one password
and no roles: officers do not get it.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from doisoat.private import keep_private
from flows.prefect_credential import new_credential, read_credential

SERVER_PASSWORD, CLIENT_PASSWORD = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "GX_ANALYTICS_ENABLED": "false",
}
_AT_THE_TERMINAL = {
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Nobody looks at this server, and nothing waits for its events: about a CPU-second less a run.
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
# For every process that runs flows of a deployment; a worker gets it from the deployment (``prefect.yaml``).
RUN = {
    **_QUIET,
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    # A server that is away for up to four minutes (2 + 4 + … + 128 seconds) costs a run nothing but the waiting.
    "PREFECT_CLIENT_MAX_RETRIES": "7",
}
SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # Leases of deployments' concurrency limits are kept in memory by default: a restart would lose them, let running
    # flows be ended at their next renewal and leave their places taken for ever.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # Without these any page open in a browser on this machine could start runs.
    "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://127.0.0.1",
    "PREFECT_SERVER_UI_API_URL": "/api",  # the page asks where it came from, whatever the port or the tunnel
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # What is left of runs that ``housekeeping`` deleted, and old events.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,orphans",
}
_RUNNER = {"PREFECT_RUNNER_POLL_FREQUENCY": "3"}  # seconds until somebody's request is picked up


def settle(home: Path) -> None:
    """Set what the user has not set. Must run before the first import of Prefect or great_expectations."""
    _set({**_QUIET, **_AT_THE_TERMINAL, "PREFECT_HOME": str(home / "prefect")})
    if secret := client_password(home):
        os.environ[CLIENT_PASSWORD] = secret


def client_password(home: Path) -> str:
    """What a client says to the server of ``PREFECT_API_URL``: what the user has set, or the one of our own server."""
    is_near = urlsplit(os.environ.get("PREFECT_API_URL", "")).hostname in _LOOPBACK
    return os.environ.get(CLIENT_PASSWORD) or (is_near and read_credential(home)) or ""


def settle_to_serve(home: Path) -> None:
    """The same for a server that stays and for the flows it starts; without one elsewhere it gets a password.

    Raises:
        ConfigError: the password cannot be kept for its owner alone; the server must not start open.
    """
    _set({**RUN, **SERVER, **_RUNNER, "PREFECT_HOME": str(home / "prefect-server")})
    if os.environ.get("PREFECT_API_URL"):
        return
    secret = os.environ.get(SERVER_PASSWORD) or new_credential(home)
    os.environ[SERVER_PASSWORD] = os.environ[CLIENT_PASSWORD] = secret


def _set(values: dict[str, str]) -> None:
    keep_private()  # Prefect's own files as well, and those of the processes it starts
    for name, value in values.items():
        os.environ.setdefault(name, value)
