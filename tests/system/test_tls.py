"""The road most pages come by, with a certificate of our own."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.pages.client import Client
from connectors.pages.guard import Guard
from connectors.pages.target import Target

BODY = b"x" * 200_000


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(peer: socket.socket) -> None:
        try:
            with context.wrap_socket(peer, server_side=True) as secure:
                head = secure.recv(65536)
                length = f"Content-Length: {len(BODY)}\r\n\r\n".encode()
                secure.sendall(b"HTTP/1.1 200 OK\r\n" + length)
                for start in range(0, len(BODY), 20_000):
                    secure.sendall(BODY[start : start + 20_000])
                    if b"/slow" in head:
                        time.sleep(0.3)
        except OSError:
            return

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def _client(port: int, trusted: Path | None, seconds: float = 60.0) -> Client:
    guard = Guard({f"shop.example:{port}", f"other.example:{port}"}, resolve=lambda _h, _p: ["127.0.0.1"])
    client = Client(guard, "doisoat/test", seconds=seconds)
    if trusted is not None:
        client._tls.load_verify_locations(trusted)
    return client


def test_a_page_behind_tls_is_read_whole(port: int, certificate: Path) -> None:
    answer = _client(port, certificate).get(Target("https", "shop.example", port, "/p"))
    assert (answer.trouble, answer.status, answer.body == BODY) == ("", 200, True)


def test_a_certificate_nobody_vouches_for_is_refused(port: int) -> None:
    assert _client(port, None).get(Target("https", "shop.example", port, "/p")).trouble == "tls"


def test_a_certificate_of_another_name_is_refused(port: int, certificate: Path) -> None:
    assert _client(port, certificate).get(Target("https", "other.example", port, "/p")).trouble == "tls"


def test_a_slow_page_behind_tls_ends_at_the_deadline(port: int, certificate: Path) -> None:
    answer = _client(port, certificate, seconds=0.8).get(Target("https", "shop.example", port, "/slow"))
    assert answer.trouble == "timeout"


def test_a_handshake_that_is_never_answered_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        number = silent.getsockname()[1]
        answer = _client(number, None, seconds=0.6).get(Target("https", "shop.example", number, "/p"))
    assert answer.trouble == "timeout"
