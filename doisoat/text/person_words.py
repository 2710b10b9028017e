"""The words by which a Vietnamese name of a person is told: family names, middle names, titles, and what is none.

Family names are those of Lạng Sơn's peoples (Kinh, Tày, Nùng, Dao, H'Mông, Hoa, Sán Chay) and the common ones of the
country. Of ``DOUBTFUL`` ones, which are ordinary words or heads of names of places too, a middle name must follow.
"""

from __future__ import annotations

from doisoat.text.compare import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FAMILY = _words(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn đào trịnh trương lâm phùng mai"
    " tô hà tạ lưu lương nông vi triệu chu lộc hứa bế đàm mông lành lã la lô lường liễu lăng lều lò luân lục mạc sái"
    " sầm tống tráng thào giàng sùng hạng bàn chảo tẩn lù vương hầu khổng nghiêm phó đổng giáp cao cấn cầm âu quách"
    " thiều tòng điêu đèo khương nhâm nhữ phí tào tần uông lèo quàng lừ vừ hờ hảng sồng ma nình chìu đường tằng trạc"
    " bồ dìu lỷ phoóng voòng chíu hoàn phù tăng thẩm tôn doãn cù lại ngụy thạch lai mễ thang ứng úc hán bành ân"
)
DOUBTFUL = _words(
    "vàng mùa long quan kim ngọc đồng linh ninh từ tiêu xa mã trang cư thân viên thái chung cung bạch má ngân ly hoa"
    " văn an cà lầu ông quang thanh minh đức thành hải đường tăng lai thạch thang ứng ân hoàn"
)
MIDDLE = _words(
    "văn thị hữu đức quốc xuân ngọc minh a thành đình công bá sỹ sĩ duy quang trọng viết anh hồng hải đăng kim thu"
    " thanh hoài mạnh tiến tuấn trung việt thế phúc phương bích diệu mỹ như thùy thúy hà lan mai khánh gia bảo nhật"
    " chí đại huy khắc kiều lệ nguyên phú quý quỳnh tấn thái thiên thịnh thuận tố tú uyên vân vĩnh vũ yến y seo mí láo"
    " cảnh danh doãn đắc hoàng hùng huyền thuý trường ích ánh đông nam bình an thiện hiếu hoà hòa nho tài"
)
TITLES = _words("ông bà anh chị cô chí")  # chí: "đồng chí"
# Words that stand beside names of places and in headings, and are no part of a person's name.
ORDINARY = _words(
    "thôn bản xã phường huyện tỉnh trấn tổ khu khối hộ số đơn điện thoại cáp sóng mạng nhà trạm ủy uỷ ban của và các có"
    " không đã chưa đạt theo năm tháng ngày báo cáo biểu bảng tiêu mật khẩu tên mã loại địa chỉ nghệ vùng"
    " phòng sở nội tệp trang hàng cột ghi đọc wifi internet ubnd vnpt viettel mobifone trật"
    " lượng cấp ngành thuộc tại ở với từ đến xóm phố thực thời pháp nhiệm vụ trách chính"
)
# Two words that belong together and are no middle and given name, as they stand in names of files without accents.
_PAIRS = (
    "thư mục|thư viện|thư điện|thu mục|y tế|y học|minh họa|minh bạch|hồng kỳ|kim loại|hải quan|quang học|anh em|"
    "công nghệ|công cộng|công an|công ty|công văn|công trình|công tác|công khai|công dân|quốc gia|quốc phòng|"
    "thị trấn|thị xã|thị thông|thị trường|văn hóa|văn bản|văn phòng|văn lãng|văn quan|minh chứng|minh bạch|"
    "thành phố|thành lập|thành viên|danh sách|danh mục|danh bạ|bảo hiểm|bảo vệ|bảo đảm|gia đình|"
    "quang internet|đình lập|hữu lũng|bình gia|an ninh|an toàn|an sinh|trung tâm|trung học|chí thôn|chí xã|"
    "đại diện|đăng ký|phương án|phương tiện|việt nam|hà nội|anh chị|như trên|thu thập|thu ngân|thu hồi|"
    "trường học|nam giới|đông bắc|tiến độ|thế giới|xuân dương|bình quân|ngọc quý|tài liệu|tài khoản|quý i|"
    "quý ii|quý iii|quý iv"
)
COMPOUNDS = frozenset(map(fold, _PAIRS.split("|")))
# After these a name is that of a street or a school, which people know it by.
NAMED_AFTER = _words("đường phố ngõ ngách hẻm trường thcs thpt ptdtbt cầu chợ")
# After these stands the name of a unit of the state.
UNIT_HEADS = _words("xã phường trấn huyện quận tỉnh phố tt tx tp")

FAMILY_BARE = frozenset(map(fold, FAMILY))
DOUBTFUL_BARE = frozenset(map(fold, DOUBTFUL))
MIDDLE_BARE = frozenset(map(fold, MIDDLE))
TITLES_BARE = frozenset(map(fold, TITLES))
ORDINARY_BARE = frozenset(map(fold, ORDINARY))
NAMED_AFTER_BARE = frozenset(map(fold, NAMED_AFTER))
