"""SMTP with the standard library: one connection for many letters, encrypted, with an end to every wait."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from types import TracebackType
from typing import Self

from doisoat.errors import ConfigError
from reports.send import Answer, Delivery, PostUnavailableError

_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_CLOSING = 421
_OURS = (530, 535, 538)  # RCPT or MAIL refused because of us (login, encryption), not because of the address


@dataclass(frozen=True)
class PostSettings:
    """The server. ``security`` is ``starttls``, ``tls`` or ``none``; a password never goes over an open line.

    ``timeout`` bounds one answer, ``deadline`` one letter as a whole (seconds); the outbox's lease must be longer.
    """

    host: str
    port: int
    sender: str
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
    timeout: float = 60.0
    deadline: float = 300.0


class SmtpPost:
    """A ``reports.send.Post``; use it as a context so that the server is told good-bye."""

    def __init__(self, settings: PostSettings) -> None:
        """Check the settings.

        Raises:
            ConfigError: an unknown kind of security, or a password for an open line.
        """
        if settings.security not in ("starttls", "tls", "none"):
            raise ConfigError(
                "kiểu mã hóa của máy chủ thư không hợp lệ",
                fix="chọn starttls, tls hoặc none cho DOISOAT_MAIL__SECURITY",
            )
        if settings.username and settings.security == "none" and not _is_loopback(settings.host):
            raise ConfigError(
                "không gửi mật khẩu qua kết nối không mã hóa", fix="đặt DOISOAT_MAIL__SECURITY là starttls hoặc tls"
            )
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def greet(self) -> None:
        """Connect and say hello, log in where a name is set; nothing is sent.

        Raises:
            PostUnavailableError: the server cannot be reached or does not let us in.
        """
        self._connected()

    def deliver(self, message: EmailMessage, address: str, hand_over: Callable[[], None]) -> Delivery:
        """See ``reports.send.Post``."""
        text = message.as_bytes(policy=SMTP_POLICY)
        handed = False
        smtp = self._connected()
        try:
            with self._deadline(smtp):
                answer = _answered(smtp.mail(self._settings.sender), about_address=False)
                if answer is None:
                    answer = _answered(smtp.rcpt(address), about_address=True)
                if answer is None:
                    hand_over()
                    handed = True
                    answer = _said(smtp, text)
                if answer.answer is not Answer.ACCEPTED:
                    self._after_refusal(smtp, answer)
                return answer
        except (smtplib.SMTPServerDisconnected, OSError):
            self._drop()
            return Delivery(Answer.UNKNOWN if handed else Answer.LATER, "connection_lost")
        except BaseException:
            self._drop()  # a transaction is open on the line; the next letter needs a fresh one
            raise

    def _after_refusal(self, smtp: smtplib.SMTP, answer: Delivery) -> None:
        if answer.problem.startswith(str(_CLOSING)):
            self._drop()
            return
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        settings = self._settings
        smtp: smtplib.SMTP | None = None
        try:
            context = ssl.create_default_context(cafile=settings.ca_file)
            if settings.security == "tls":
                smtp = smtplib.SMTP_SSL(timeout=settings.timeout, context=context)
            else:
                smtp = smtplib.SMTP(timeout=settings.timeout)
            # The name that the certificate must carry. The constructor would set it, but would also wait for the
            # server's greeting before there is anything that a deadline could cut.
            smtp._host = settings.host  # type: ignore[attr-defined]
            with self._deadline(smtp):
                smtp.connect(settings.host, settings.port)
                if settings.security == "starttls":
                    smtp.starttls(context=context)
                if settings.username:
                    smtp.login(settings.username, settings.password)
                else:
                    smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            if smtp is not None:
                smtp.close()
            raise _unavailable(error) from None  # the error's own text may hold what was sent
        self._smtp = smtp
        return smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    @contextmanager
    def _deadline(self, smtp: smtplib.SMTP) -> Iterator[None]:
        """Cut the line when the time for all of it is over: a server that drips bytes resets every timeout."""
        timer = threading.Timer(self._settings.deadline, _cut, [smtp])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(smtp: smtplib.SMTP) -> None:
    line = smtp.sock
    if line is not None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _answered(reply: tuple[int, bytes], *, about_address: bool) -> Delivery | None:
    """None where the server agrees; else what its refusal of MAIL or RCPT means."""
    code, words = reply
    if 200 <= code < 300:
        return None
    problem = _codes(code, words)
    for_good = 500 <= code < 600 and code not in _OURS and " 5.7." not in problem
    # A sender the server refuses is our trouble, not this letter's: it is tried again while somebody mends it.
    return Delivery(Answer.ADDRESS_REFUSED if about_address and for_good else Answer.LATER, problem)


def _said(smtp: smtplib.SMTP, text: bytes) -> Delivery:
    """Hand over the text; an error before the server asks for it means that it does not have it."""
    try:
        code, words = smtp.data(text)
    except smtplib.SMTPDataError as error:
        words = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        code = error.smtp_code
    if 200 <= code < 300:
        return Delivery(Answer.ACCEPTED)
    return Delivery(Answer.REFUSED if 500 <= code < 600 else Answer.LATER, _codes(code, words))


def _codes(code: int, words: bytes) -> str:
    found = _ENHANCED.match(words or b"")
    return f"{code} {found.group(1).decode()}" if found else str(code)


def _unavailable(error: Exception) -> PostUnavailableError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        what, fix = (
            "máy chủ thư không nhận tên đăng nhập hoặc mật khẩu",
            "kiểm tra DOISOAT_MAIL__USERNAME và __PASSWORD",
        )
    elif isinstance(error, ssl.SSLError):
        what, fix = "chứng thư của máy chủ thư không kiểm tra được", "kiểm tra tên máy chủ và DOISOAT_MAIL__CA_FILE"
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        what, fix = "máy chủ thư không hỗ trợ mã hóa hoặc đăng nhập", "kiểm tra DOISOAT_MAIL__SECURITY và cổng"
    else:
        what, fix = "không kết nối được máy chủ thư", "kiểm tra DOISOAT_MAIL__HOST, cổng, đường mạng; thư vẫn chờ gửi"
    return PostUnavailableError(what, fix=fix)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
