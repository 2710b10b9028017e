"""What every answer carries, and what it never does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.portal.conftest import Visitor

As = Callable[[str], Visitor]


@pytest.mark.parametrize("path", ["/", "/dang-nhap", "/giup", "/tinh/portal.css", "/ket-luan.css", "/khong-co"])
def test_every_answer_keeps_scripts_frames_and_guesses_out(as_role: As, path: str) -> None:
    headers = as_role("so").get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http:" not in policy and "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("private, max-age=86400" if path.startswith("/tinh/") else "no-store")
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/tinh/../app.py", "/tinh/%2e%2e/app.py", "/tinh/..%2fapp.py", "/tinh/"])
def test_static_files_are_those_of_one_folder(as_role: As, path: str) -> None:
    assert as_role("").get(path).status_code == 404
