"""An SMTP connection in step: every reply answers the command before it, or the connection ends.

A server, or somebody between it and us, that sends replies ahead would have its ``250`` taken for the answer to a text
that it never read. So nothing may lie unread when a command, or the end of a text, goes out.
"""

from __future__ import annotations

import re
import smtplib

_GO_ON = 354


class OutOfStepError(smtplib.SMTPException):
    """A reply that answers nothing, or one that cannot answer its command."""


class _InStep(smtplib.SMTP):
    text_was_ended = False  # of the letter at hand: before that no server may pass it on

    def putcmd(self, cmd: str, args: str = "") -> None:
        self._nothing_waits()
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        if not 200 <= code < 600:
            self._end()
        self._nothing_waits()
        return code, words

    def hand_over(self, text: bytes) -> tuple[int, bytes]:
        """Send a text (lines end in CRLF); the server's last reply, which is a refusal where it did not ask for it.

        Raises:
            OutOfStepError: it answered before it had the text's end.
        """
        code, words = self.docmd("data")
        if code != _GO_ON:
            if code < 400:  # an answer to something else: it does not have the text
                self._end()
            return code, words
        body = re.sub(rb"(?m)^\.", b"..", text)
        self.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        self._nothing_waits()
        self.text_was_ended = True
        self.send(b".\r\n")
        return self.getreply()

    def _nothing_waits(self) -> None:
        line = self.sock
        if line is None or self.file is None:
            return
        patience = line.gettimeout()
        line.settimeout(0)
        try:
            waiting = self.file.peek(1)
        except OSError:  # nothing there yet, in clear or encrypted; or a line that ended, which the next command tells
            waiting = b""
        finally:
            line.settimeout(patience)
        if waiting:
            self._end()

    def _end(self) -> None:
        self.close()
        raise OutOfStepError


class OpenLine(_InStep):
    """A connection that begins in clear."""


class TlsLine(_InStep, smtplib.SMTP_SSL):
    """A connection that is encrypted from its first byte."""
