from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.contract import Workbook
from doisoat.errors import Refused, RefusedInputError

Read = Callable[..., Workbook]
PAGE = """<html><head><meta charset="utf-8"><title>bỏ</title><style>td {}</style></head><body>
<h3>Tính đến ngày 30/9/2024</h3><table border=1>
<tr><th rowspan="2">STT</th><th rowspan=2>Thôn</th><th colspan="2">Mạng&nbsp;&amp; dịch vụ</th></tr>
<tr><th>Cáp quang</th><th>4G</th></tr>
<tr><td>1<td> Nà   Cuổn<br>Nà Rài <td>Có<td></tr>
<tr><td>2</td><td><p>Bản</p><p>Hoàng</p></td><td></td><td>Không</td></tr>
</table><script>var x = "<td>9</td>";</script></body></html>"""


def test_a_web_page_is_read_as_excel_shows_it(read: Read) -> None:
    sheet = read(PAGE.encode(), "thongke.xls").sheets[0]
    rows = [[column[row] for column in sheet.columns] for row in range(sheet.row_count)]
    assert rows == [
        ["Tính đến ngày 30/9/2024", None, None, None],
        ["STT", "Thôn", "Mạng\xa0& dịch vụ", None],
        [None, None, "Cáp quang", "4G"],
        ["1", "Nà Cuổn\nNà Rài", "Có", None],
        ["2", "Bản\nHoàng", None, "Không"],
    ]
    assert sorted(sheet.merges) == [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_a_web_page_is_read_in_its_encoding(read: Read, encoding: str) -> None:
    page = "<html><table><tr><td>Đại</td><td>thôn</td></tr></table></html>".replace("ạ", "a\u0323")
    assert [column[0] for column in read(page.encode(encoding)).sheets[0].columns] == ["Đa\u0323i", "thôn"]


def test_a_table_inside_a_layout_table_keeps_its_rows(read: Read) -> None:
    page = b"<table><tr><td><table><tr><td>a<td>b</tr><tr><td>1<td>2</tr></table></td></tr></table>"
    assert read(page).sheets[0].columns == [["a", "1"], ["b", "2"]]


def test_spans_beyond_reason_are_refused(read: Read) -> None:
    with pytest.raises(RefusedInputError) as caught:
        read(b"<table>" + b"<tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr>" * 50 + b"</table>")
    assert caught.value.kind is Refused.TOO_MANY_CELLS


def test_deeply_nested_pages_end(read: Read) -> None:
    assert read(b"<table><tr><td>x" + b"<div>" * 200_000).sheets[0].columns == [["x"]]


XML = """<?xml version="1.0" encoding="utf-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40"><Worksheet ss:Name="Xã"><Table>
<Row ss:Index="3"><Cell ss:Index="2" ss:MergeAcross="1"><Data ss:Type="Number">6040</Data></Cell>
<Cell><Data ss:Type="DateTime">2024-11-15T00:00:00.000</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">Nà <html:B>Cuổn</html:B></Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="Error">#N/A</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_xml_spreadsheets_keep_places_types_and_merges(read: Read) -> None:
    book = read(XML.encode(), "x.xls")
    sheet = book.sheets[0]
    rows = {
        sheet.number_of(row): [column[row] for column in sheet.columns]
        for row in range(sheet.row_count)
        if any(column[row] is not None for column in sheet.columns)
    }
    assert (book.kind, sheet.name) == ("xml2003", "Xã")
    assert rows == {3: [None, 6040, None, "2024-11-15"], 4: ["Nà Cuổn", True, "#N/A", None]}
    assert [(sheet.number_of(top), left, right) for top, left, _, right in sheet.merges] == [(3, 1, 2)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (XML[: len(XML) // 2], Refused.TRUNCATED),
        (XML.replace("</Row>", "</Rox>"), Refused.DAMAGED),
        (XML.replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', 1), Refused.DTD),
        (XML.replace('ss:Index="3"', 'ss:Index="2000000000"'), Refused.TOO_MANY_CELLS),
        (XML.replace('ss:Index="2"', 'ss:Index="2000000000"'), Refused.TOO_MANY_CELLS),
    ],
)
def test_xml_spreadsheets_out_of_order_are_refused_for_their_reason(read: Read, content: str, kind: Refused) -> None:
    with pytest.raises(RefusedInputError) as caught:
        read(content.encode())
    assert caught.value.kind is kind
