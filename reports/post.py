"""SMTP with the standard library: one connection for many letters, encrypted, with an end to every wait."""

from __future__ import annotations

import contextlib
import ipaddress
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
from reports.replies import Answer, Delivery, Stage, meaning
from reports.send import PostUnavailableError
from reports.smtp_line import OpenLine, OutOfStepError, TlsLine

_CLOSING = 421


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
        self._smtp: OpenLine | TlsLine | None = None

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
        line = self._connected()
        line.text_was_ended = False
        try:
            with self._deadline(line):
                answer = _refused(Stage.SENDER, line.mail(self._settings.sender))
                answer = answer or _refused(Stage.RECIPIENT, line.rcpt(address))
                if answer is None:
                    hand_over()
                    answer = _refused(Stage.TEXT, line.hand_over(text)) or Delivery(Answer.ACCEPTED)
                if answer.answer is not Answer.ACCEPTED:
                    self._after_refusal(line, answer)
                return answer
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            problem = "out_of_step" if isinstance(error, OutOfStepError) else "connection_lost"
            return Delivery(Answer.UNKNOWN if line.text_was_ended else Answer.LATER, problem)
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

    def _connected(self) -> OpenLine | TlsLine:
        if self._smtp is not None:
            return self._smtp
        settings = self._settings
        smtp: OpenLine | TlsLine | None = None
        try:
            context = ssl.create_default_context(cafile=settings.ca_file)
            if settings.security == "tls":
                smtp = TlsLine(timeout=settings.timeout, context=context)
            else:
                smtp = OpenLine(timeout=settings.timeout)
            # The name that the certificate must carry. The constructor would set it, but would also wait for the
            # server's greeting before there is anything that a deadline could cut.
            smtp._host = settings.host  # type: ignore[union-attr]
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


def _refused(stage: Stage, reply: tuple[int, bytes]) -> Delivery | None:
    """None where the server agrees; else what its refusal means."""
    code, words = reply
    if 300 <= code < 400:
        raise OutOfStepError
    return None if code < 300 else meaning(stage, code, words)


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
