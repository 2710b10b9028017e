"""Every reason to refuse a file before its rows are understood: what happened and what the sender can do.

One function a reason, so that a sentence is written once and no reader invents its own. Loaded in the child too:
imports nothing heavy.
"""

from __future__ import annotations

from doisoat.errors import Refused, RefusedInputError

_SAVE_AGAIN = "mở tệp bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi gửi lại"
_ASK_AGAIN = "đề nghị nơi gửi xuất và gửi lại tệp; nếu tải từ mạng hoặc USB, hãy sao chép lại cho trọn vẹn"


def empty() -> RefusedInputError:
    """No byte, or nothing but white space."""
    return RefusedInputError(Refused.EMPTY, "tệp rỗng, không có nội dung nào", fix=_ASK_AGAIN)


def encrypted() -> RefusedInputError:
    """Protected by a password to open it."""
    return RefusedInputError(
        Refused.ENCRYPTED,
        "tệp có mật khẩu nên không đọc được",
        fix="mở tệp bằng mật khẩu, lưu lại không đặt mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc) rồi gửi lại",
    )


def truncated() -> RefusedInputError:
    """The end of the file is missing."""
    return RefusedInputError(Refused.TRUNCATED, "tệp bị cụt, thiếu phần cuối", fix=_ASK_AGAIN)


def wrong_type(seen: str, fix: str = "") -> RefusedInputError:
    """The content is of another kind; ``seen`` says which, in Vietnamese."""
    return RefusedInputError(
        Refused.WRONG_TYPE,
        f"nội dung tệp là {seen}, không phải bảng tính hay CSV",
        fix=fix or "gửi bảng dữ liệu ở dạng .xlsx, .xls hoặc .csv",
    )


def bomb(seen: str) -> RefusedInputError:
    """A zip that inflates beyond reason or is built to deceive; ``seen`` says how."""
    return RefusedInputError(Refused.BOMB, f"tệp nén bất thường ({seen}) nên không được mở", fix=_SAVE_AGAIN)


def dtd() -> RefusedInputError:
    """XML with a document type declaration, which spreadsheets never have and attacks need."""
    return RefusedInputError(
        Refused.DTD, "phần XML trong tệp có khai báo DOCTYPE/ENTITY, không được phép vì lý do an toàn", fix=_SAVE_AGAIN
    )


def too_many_cells(what: str) -> RefusedInputError:
    """More cells, columns or sheets than allowed; ``what`` says which and how many."""
    return RefusedInputError(
        Refused.TOO_MANY_CELLS,
        f"bảng quá lớn: {what}",
        fix="xóa các ô, cột, trang tính thừa nằm xa bảng dữ liệu, hoặc chia thành nhiều tệp rồi gửi lại; "
        "nếu tệp đúng là lớn như vậy, người quản trị có thể nâng giới hạn DOISOAT_READER__…",
    )


def too_big(size_mb: float, limit_mb: int, *, is_list: bool = False) -> RefusedInputError:
    """The file itself is over the limit, which is another one for separated text and Parquet."""
    setting = "DOISOAT_READER__MAX_LIST_MB" if is_list else "DOISOAT_READER__MAX_FILE_MB"
    return RefusedInputError(
        Refused.TOO_MANY_CELLS,
        f"tệp nặng {size_mb:.0f} MB, quá giới hạn {limit_mb} MB",
        fix=f"chia thành nhiều tệp nhỏ hơn, hoặc nhờ người quản trị nâng giới hạn {setting}",
    )


def no_sheet() -> RefusedInputError:
    """A workbook without a sheet of cells."""
    return RefusedInputError(
        Refused.NO_SHEET,
        "tệp không có trang tính dữ liệu nào (chỉ có biểu đồ, macro hoặc trống)",
        fix="gửi lại tệp có trang tính chứa bảng dữ liệu",
    )


def no_cells() -> RefusedInputError:
    """Sheets there are, and not one cell with a value on them."""
    return RefusedInputError(
        Refused.EMPTY,
        "mọi trang tính trong tệp đều trống",
        fix="kiểm tra lại tệp đã xuất đúng dữ liệu chưa rồi gửi lại",
    )


def no_results() -> RefusedInputError:
    """Nothing but formulas that were never computed."""
    return RefusedInputError(
        Refused.EMPTY,
        "các ô chỉ có công thức chưa được tính, không có kết quả nào được lưu trong tệp",
        fix="mở tệp bằng Excel, chờ tính xong, bấm Lưu rồi gửi lại",
    )


def damaged(seen: str = "") -> RefusedInputError:
    """The kind is known, the inside is broken; ``seen`` says where."""
    return RefusedInputError(
        Refused.DAMAGED, "tệp bị hỏng, không đọc được" + (f" ({seen})" if seen else ""), fix=_SAVE_AGAIN
    )


def old_format(seen: str) -> RefusedInputError:
    """A format older than our readers."""
    return RefusedInputError(Refused.OLD_FORMAT, f"tệp ở định dạng quá cũ ({seen})", fix=_SAVE_AGAIN)


def too_slow(seconds: int) -> RefusedInputError:
    """The child used up its CPU time and was ended."""
    return RefusedInputError(
        Refused.TOO_SLOW,
        f"đọc tệp quá {seconds} giây máy vẫn chưa xong nên đã dừng lại",
        fix="tệp có thể hỏng hoặc chứa định dạng thừa: " + _SAVE_AGAIN,
    )


def too_much_memory(limit_mb: int) -> RefusedInputError:
    """The child asked for more memory than allowed and was ended."""
    return RefusedInputError(
        Refused.TOO_MUCH_MEMORY,
        f"đọc tệp cần hơn {limit_mb} MB bộ nhớ nên đã dừng lại",
        fix="xóa định dạng, ô và trang tính thừa, hoặc chia nhỏ tệp rồi gửi lại",
    )


def reader_died() -> RefusedInputError:
    """The child ended without an answer, for no reason we know."""
    return RefusedInputError(Refused.READER_DIED, "tệp làm hỏng tiến trình đọc nên đã bị bỏ qua", fix=_SAVE_AGAIN)


def encoding() -> RefusedInputError:
    """Text in an encoding that cannot be told."""
    return RefusedInputError(
        Refused.ENCODING,
        "không xác định được bảng mã của tệp văn bản",
        fix="mở tệp rồi lưu lại dạng 'CSV UTF-8 (*.csv)' hoặc .xlsx và gửi lại",
    )


def vanished() -> RefusedInputError:
    """The file is gone or may not be read."""
    return RefusedInputError(
        Refused.DAMAGED,
        "không mở được tệp (đã bị chuyển đi, hoặc không có quyền đọc)",
        fix="kiểm tra tệp còn trong thư mục và chương trình có quyền đọc tệp",
    )


def being_copied() -> RefusedInputError:
    """The file changed while it was read."""
    return RefusedInputError(
        Refused.TRUNCATED,
        "tệp đang được chép vào nên lần này chưa đọc",
        fix="đợi chép xong rồi chạy lại; không cần gửi lại tệp",
    )


def link() -> RefusedInputError:
    """A link that leads out of the inbox, to a folder, in a ring or to itself."""
    return RefusedInputError(
        Refused.UNREACHABLE,
        "đây là đường tắt (liên kết), không phải tệp hay thư mục thật",
        fix="chép chính tệp hoặc thư mục đó vào hộp thư đến",
    )


def closed_folder() -> RefusedInputError:
    """A folder of the inbox that may not be read, with all that lies in it."""
    return RefusedInputError(
        Refused.UNREACHABLE,
        "không mở được thư mục này nên chưa xem được tệp nào ở trong",
        fix="cấp quyền đọc và mở thư mục cho tài khoản chạy đối soát (hoặc kiểm tra ổ dùng chung), rồi chạy lại",
    )


def long_path() -> RefusedInputError:
    """A path longer than the system opens."""
    return RefusedInputError(
        Refused.UNREACHABLE,
        "đường dẫn quá dài (thư mục lồng nhau quá sâu hoặc tên quá dài) nên hệ điều hành không mở được",
        fix="rút ngắn tên, hoặc chuyển tệp lên thư mục gần hơn, rồi chạy lại",
    )


def no_room(size_mb: float, free_mb: float) -> RefusedInputError:
    """The disk of the vault has not enough room for the file."""
    return RefusedInputError(
        Refused.NO_ROOM,
        f"ổ đĩa của kho không còn đủ chỗ để nhận tệp này (cần {size_mb:.0f} MB, còn dùng được {free_mb:.0f} MB)",
        fix="giải phóng chỗ trên ổ đĩa chứa DOISOAT_HOME rồi chạy lại; không cần gửi lại tệp",
    )


def locked(key: str) -> RefusedInputError:
    """The kept bytes are sealed with the key of this name, which is not here."""
    return RefusedInputError(
        Refused.LOCKED,
        f"bản gốc trong kho đã mã hóa bằng khóa '{key}' mà khóa này chưa được đặt, nên chưa đọc được",
        fix=f"đặt lại biến môi trường DOISOAT_KEYS__VAULT có khóa '{key}' rồi chạy lại; không cần gửi lại tệp",
    )


def purged(on: str, before: str) -> RefusedInputError:
    """The kept bytes were removed on this day, with all that was last used before another one; days as dd/mm/yyyy."""
    return RefusedInputError(
        Refused.PURGED,
        f"bản gốc đã được xóa ngày {on} theo thời hạn lưu dữ liệu cá nhân (dữ liệu trước ngày {before})",
        fix="kết luận cũ vẫn xem được bằng doisoat explain; nếu cần xét lại, đề nghị nơi gửi gửi lại đúng tệp này",
    )
