"""What must happen when this process ends, however it ends: also by a signal that no Python code sees."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator


@contextlib.contextmanager
def at_our_end(script: str, *arguments: str) -> Iterator[None]:
    """Have a shell run ``script`` when the block is left, or when this process is gone without leaving it.

    Args:
        script: for ``/bin/sh``; ``$1`` and so on are the arguments.
        arguments: handed to it as they are.
    """
    # It reads from a pipe that nobody else holds: the end of this process is the end of the file. In a session of its
    # own, so that a Ctrl+C at the terminal does not end it too.
    with subprocess.Popen(
        ["/bin/sh", "-c", f"read -r _\n{script}", "sh", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    ) as shell:
        try:
            yield
        finally:
            assert shell.stdin is not None
            shell.stdin.close()
            shell.wait()
