"""What the pages show: the same words as everywhere, found by filter and search, nothing unescaped."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.portal.conftest import FOREIGN, OWN, OWN_VILLAGE, Visitor

As = Callable[[str], Visitor]


def text_of(as_role: As, path: str, login: str = "so") -> str:
    answer = as_role(login).get(path)
    assert answer.status_code == 200, path
    text: str = answer.text
    return text


def villages(text: str) -> list[str]:
    import re

    return re.findall(r'href="/thon/(\w+)', text)


def test_the_overview_counts_and_leads_to_the_list_of_what_it_counts(as_role: As) -> None:
    text = text_of(as_role, "/")
    assert "TTM-2023" in text and "Đang chờ người" in text
    import re

    link, count = re.findall(r'href="(/ra-soat\?bo=TTM-2023&amp;chi-tieu=1&amp;ket-luan=contradicted)">(\d+)<', text)[0]
    shown = villages(text_of(as_role, link.replace("&amp;", "&")))
    assert len(shown) == int(count) > 0


def test_the_map_has_a_square_a_commune_that_leads_to_its_villages(as_role: As) -> None:
    import re

    text = text_of(as_role, "/")
    drawn = text.partition('class="tranh"')[2].partition("</svg>")[0]
    links = dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', drawn))
    assert links[f"/ra-soat?bo=TTM-2023&amp;don-vi={OWN}"] == "Xã Hòa Bình: 0/5 thôn đạt"
    assert len(links) == 3 and 'role="group"' in drawn and "style=" not in drawn
    shown = villages(text_of(as_role, f"/ra-soat?bo=TTM-2023&don-vi={FOREIGN}"))
    assert FOREIGN in shown and all(code.startswith(FOREIGN) for code in shown)


def test_a_unit_sees_its_villages_as_a_grid_and_no_map_of_others(as_role: As) -> None:
    drawn = text_of(as_role, "/", "don-vi").partition('class="tranh"')[2].partition("</svg>")[0]
    assert f'<a href="/thon/{OWN_VILLAGE}" aria-label="Thôn Nà Cuổn - Nà Rài">' in drawn
    assert drawn.count("<a href") == 5 and FOREIGN not in drawn


def test_a_search_needs_no_accents_and_finds_by_commune_too(as_role: As) -> None:
    assert villages(text_of(as_role, "/ra-soat?tim=na+cuon")) == [OWN_VILLAGE]
    assert villages(text_of(as_role, "/ra-soat?tim=N%C3%80+CU%E1%BB%94N+hoa+binh")) == [OWN_VILLAGE]
    assert "Không có đơn vị nào như đã lọc" in text_of(as_role, "/ra-soat?tim=zzz")


def test_numbers_stand_by_size_and_a_commune_before_its_villages(as_role: As) -> None:
    shown = villages(text_of(as_role, "/ra-soat?bo=TTM-2023"))
    assert shown.index(OWN) < shown.index(OWN_VILLAGE)
    assert shown.index("06463001") < shown.index("06463002") < shown.index("06463003")


def test_a_filter_is_its_address_and_what_it_says_wrongly_is_not_said(as_role: As) -> None:
    only = villages(text_of(as_role, f"/ra-soat?don-vi={OWN}&ket-luan=contradicted"))
    assert only and all(code.startswith(OWN) for code in only)
    everything = villages(text_of(as_role, "/ra-soat"))
    wrong = "/ra-soat?bo=khong-co&ket-luan=<script>&chung=x&can-cu=y&trang=-3&trang=abc"
    assert villages(text_of(as_role, wrong)) == everything


def test_the_workbook_holds_what_is_filtered_and_nothing_else(as_role: As) -> None:
    answer = as_role("so").get(f"/ra-soat.xlsx?don-vi={OWN}&chi-tieu=1&ket-luan=contradicted")
    assert answer.headers["content-disposition"] == 'attachment; filename="ket_luan_2024-11-15.xlsx"'
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    head, body = rows[0], rows[1:]
    codes = {row[head.index("Mã đơn vị")] for row in body}
    assert codes and all(code.startswith(OWN) for code in codes)
    assert {row[head.index("Kết luận")] for row in body} == {"mâu thuẫn"}


@pytest.mark.parametrize("query", ["", f"?don-vi={FOREIGN}", "?tim=vinh+yen"])
def test_the_workbook_of_a_unit_holds_its_own_rows_alone(as_role: As, query: str) -> None:
    answer = as_role("don-vi").get(f"/ra-soat.xlsx{query}")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    at = rows[0].index("Mã đơn vị")
    assert all(row[at].startswith(OWN) for row in rows[1:])
    assert bool(rows[1:]) == (query == "")


def test_a_village_is_explained_in_the_words_of_explain(as_role: As, demo: Any, doisoat: Any) -> None:
    url = demo[1].warehouse_url
    told = doisoat("explain", OWN_VILLAGE, "1", "--warehouse", url).out
    text = text_of(as_role, f"/thon/{OWN_VILLAGE}")
    import html

    plain = html.unescape(text)
    for line in told.splitlines():
        if line.strip().startswith(("[", "Việc cần làm")):
            words = line.strip().partition("] ")[2].partition(" — ")[0] or line.strip().partition(": ")[2]
            assert words in plain
    assert "claims/binh_gia/tu_danh_gia_2024.xlsx · Tự đánh giá · hàng 7" in plain


def test_a_unit_reads_the_name_of_a_file_and_not_its_folder(as_role: As) -> None:
    text = text_of(as_role, f"/thon/{OWN_VILLAGE}", "don-vi")
    assert "tu_danh_gia_2024.xlsx" in text
    assert "claims/binh_gia" not in text


def test_a_run_tells_what_it_refused_to_who_may_see_all_units(as_role: As) -> None:
    assert "Phần bị từ chối" in text_of(as_role, "/luot/latest")
    assert "Phần bị từ chối" not in text_of(as_role, "/luot/latest", "don-vi")


def test_the_sources_are_told_with_their_age(as_role: As) -> None:
    text = text_of(as_role, "/nguon")
    assert "VNPT Lạng Sơn" in text and "ngày trước ngày xét" in text
    own = text_of(as_role, "/nguon", "don-vi")
    assert "VNPT Lạng Sơn" in own and "Biểu tự đánh giá" not in own


def test_before_the_first_run_every_page_says_so(portal_settings: Any, tmp_path: Any) -> None:
    from starlette.testclient import TestClient

    from portal.app import make_app
    from portal.people import Role
    from portal.services import Services
    from tests.portal.conftest import PASSWORD

    empty = portal_settings.model_copy(update={"home": tmp_path, "warehouse": f"sqlite:///{tmp_path / 'kho.sqlite'}"})
    with Services(empty) as services:
        services.accounts.add("lan", Role.OFFICE, PASSWORD, services.now())
        someone = Visitor(TestClient(make_app(services)))
        someone.log_in("lan")
        for path in ("/", "/ra-soat", "/luot", "/nguon", "/thon/06103001"):
            assert "Chưa có lượt đối soát nào" in someone.get(path).text
        assert not (tmp_path / "kho.sqlite").exists()
