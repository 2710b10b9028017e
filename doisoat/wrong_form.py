"""What is wrong with the form of something a person wrote, in our words: pydantic's are English and quote the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

NAME = r"^[a-z][a-z0-9_]*$"
CODE = r"^[0-9A-Za-z._-]{1,40}$"
# A code, or a unit's name with its kind in front: what may be a person's name is no unit.
_KINDS = "Tỉnh|Huyện|Thành phố|Thị xã|Xã|Phường|Thị trấn|Thôn|Bản|Làng|Khu|Khối|Phố|Xóm|Tổ dân phố|Tổ"
_PLAIN = r"[^0-9<>{}\[\]\\|@=;\x00-\x1f]"  # no long numbers: a telephone or an identity card is no unit either
UNIT = rf"^([0-9A-Za-z._-]{{1,40}}|({_KINDS}) ([0-9]{{1,3}})?({_PLAIN}+[0-9]{{1,3}}){{0,3}}{_PLAIN}*)$"
FOLDER = r"^[^/].*[^/]$"
CLOSED = r"^(|login|js_shell|blocked)$"
HEADER = r"^[A-Za-z0-9-]*$"
FORMS = {
    CLOSED: "chỉ ghi login, js_shell, blocked hoặc để trống",
    NAME: "chỉ gồm chữ thường không dấu, chữ số, gạch dưới và bắt đầu bằng một chữ",
    CODE: "mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới",
    UNIT: "mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới; tên thì có loại đứng đầu, ví dụ"
    " Xã Hòa Bình, Bình Gia",
    FOLDER: "cần một đường dẫn thư mục không bắt đầu và không kết thúc bằng dấu /",
    HEADER: "tên tiêu đề HTTP chỉ gồm chữ cái không dấu, chữ số, gạch nối, ví dụ X-Remote-User",
}
_UNFIT = "giá trị chưa đúng dạng"
_WRONG = {
    "extra_forbidden": "không có mục này, hãy xem lại chính tả",
    "invalid_key": "tên mục cần là chữ, hãy đặt trong dấu nháy",
    "missing": "còn thiếu, cần điền mục này",
    "timezone_aware": "thiếu múi giờ, ví dụ đúng: 2024-11-15T08:00:00+07:00",
    "too_short": "danh sách cần ít nhất {min_length} giá trị",
    "too_long": "danh sách quá dài, nhiều nhất {max_length} giá trị",
    "string_too_short": "cần ít nhất {min_length} ký tự",
    "greater_than": "cần một số lớn hơn {gt:g}",
    "greater_than_equal": "cần một số từ {ge:g} trở lên",
    "less_than": "cần một số nhỏ hơn {lt:g}",
    "less_than_equal": "cần một số không quá {le:g}",
    "value_error": "{error}",
}
_WRONG_KIND = {
    "date": "cần một ngày dạng YYYY-MM-DD",
    "datetime": "cần một thời điểm có múi giờ, ví dụ 2024-11-15T08:00:00+07:00",
    "bool": "cần true hoặc false",
    "int": "cần một số nguyên",
    "float": "cần một số",
    "finite": "cần một số",
    "string": "cần một chuỗi ký tự",
    "list": "cần một danh sách",
    "tuple": "cần một danh sách",
    "dict": "cần các mục dạng 'tên: giá trị'",
    "model": "cần các mục dạng 'tên: giá trị'",
}


def describe_validation_error(error: ValidationError, titles: Mapping[str, str] = {}) -> str:
    """Everything that is wrong: ``mục 'x': …; mục 'y': …``, places in lists counted from 1. No input is repeated.

    Args:
        error: what pydantic found.
        titles: top fields as the reader knows them, and the whole as ``""``. Where given, any other name is a
            stranger's own text: it is not repeated, only told under the title of the whole.
    """
    found = error.errors(include_url=False, include_input=False)
    places = [each["loc"] for each in found]
    lines = []
    for each in found:
        place = each["loc"]
        # pydantic calls a list too short when its entries are wrong; those are told for themselves.
        if each["type"] == "too_short" and any(p != place and p[: len(place)] == place for p in places):
            continue
        lines.append(f"{_where(each, titles)}{_what(each)}")
    return "; ".join(dict.fromkeys(lines))


def describe_at(wrong: ErrorDetails, place: Sequence[str | int]) -> str:
    """One thing that is wrong, told at another place than pydantic's: where the form was put together from several."""
    return f"{describe_place(place)}{_what(wrong)}"


def describe_place(place: Sequence[str | int]) -> str:
    """``mục 'a.2.b': ``, places in lists counted from 1; nothing for the whole."""
    names = [part if isinstance(part, str) else str(part + 1) for part in place]
    return f"mục '{'.'.join(names)}': " if names else ""


def why(error: Exception) -> str:
    """The same for whatever reading a YAML file into a model may raise."""
    if isinstance(error, ValidationError):
        return describe_validation_error(error)
    return "không phải văn bản UTF-8" if isinstance(error, UnicodeError) else not_yaml(error)


def not_yaml(error: Exception) -> str:
    """What to say of a text that is no YAML: the line, where the parser names it; its words may quote the text."""
    mark = getattr(error, "problem_mark", None)
    return "không đọc được như YAML" + (f", xem quanh dòng {mark.line + 1}" if mark else "")


def _where(wrong: ErrorDetails, titles: Mapping[str, str]) -> str:
    place = wrong["loc"]
    if titles:
        return f"{titles.get(str(place[0]) if place else '', titles[''])}: "
    is_key = wrong["type"] == "invalid_key"  # a number that stands where a name should
    return describe_place([str(p) if is_key and p is place[-1] else p for p in place])


def _what(wrong: ErrorDetails) -> str:
    kind, context = wrong["type"], wrong.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return FORMS.get(context["pattern"], _UNFIT)
    if kind in ("enum", "literal_error"):
        return f"cần một trong các giá trị {context['expected'].replace(' or ', ' hoặc ')}"
    if kind in _WRONG:
        return _WRONG[kind].format(**context)
    return _WRONG_KIND.get(kind.split("_")[0], _UNFIT)
