"""A real SMTP server on loopback, with TLS and login, that can be told to be slow, full, forgetful or gone."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "doisoat", "mat-khau-thu"


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "peer.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


class Office:
    """The server's behaviour by the recipient's local part; keeps what it accepted."""

    def __init__(self) -> None:
        self.mail: list[tuple[str, bytes]] = []
        self.tries: Counter[str] = Counter()
        self.logins = 0
        self.rules: dict[str, str] = {}  # a refusal of everybody's letters, by command: MAIL, RCPT, DATA

    def messages(self) -> list[tuple[str, EmailMessage]]:
        """What was accepted, parsed."""
        return [(address, message_from_bytes(raw, policy=default)) for address, raw in self.mail]  # type: ignore[misc]

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.logins += 1
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.rules.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        kind = address.partition("@")[0]
        self.tries[address] += 1
        if "RCPT" in self.rules:
            return self.rules["RCPT"]
        if kind == "greylist" and self.tries[address] == 1:
            return "450 4.2.0 Greylisted, come back later"
        said = {
            "gone": f"550 5.1.1 <{address}> no such user",
            "full": "452 4.2.2 Mailbox full",
            "relay": "554 5.7.1 Relay access denied",
            "closing": "421 4.3.2 Shutting down",
        }
        if kind in said:
            return said[kind]
        if kind == "slow":
            await asyncio.sleep(0.8)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        kind = address.partition("@")[0]
        if "DATA" in self.rules:
            return self.rules["DATA"]
        if kind == "toolarge":
            return "552 5.3.4 Message too big"
        if kind == "policy":
            return "451 4.7.1 Try again later"
        if kind == "drop":
            server.transport.abort()
            return "250 never heard"
        self.mail.append((address, bytes(envelope.content)))
        if kind == "forgetful" and self.tries[address] == 1:
            server.transport.abort()
        return "250 2.0.0 Accepted"


def start(office: Office, pem: Path, *, implicit_tls: bool = False) -> Controller:
    """A running server; stop it with ``stop()``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    over = {"ssl_context": context} if implicit_tls else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        office, hostname="127.0.0.1", port=port, authenticator=office.authenticate, auth_required=True,
        auth_require_tls=not implicit_tls, **over,  # type: ignore[arg-type]
    )  # fmt: skip
    controller.start()
    return controller
