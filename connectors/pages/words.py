"""What the officer reads about a fetched page: where it stands, why, and what to do next."""

from __future__ import annotations

# Why there is no whole answer.
TROUBLE = {
    "link_broken": "đường dẫn viết chưa đúng dạng; nhờ thôn chép lại đường dẫn từ thanh địa chỉ",
    "link_scheme": "chỉ kiểm tra được đường dẫn http hoặc https",
    "link_userinfo": "đường dẫn có kèm tên đăng nhập nên không mở, để giữ an toàn",
    "link_port": "đường dẫn dùng cổng khác 80 và 443 nên không mở, để giữ an toàn",
    "link_host": "tên trang trong đường dẫn chưa đúng dạng; nhờ thôn chép lại đường dẫn",
    "numeric": "đường dẫn dùng địa chỉ số hoặc tên nội bộ thay cho tên trang nên không mở, để giữ an toàn",
    "dns": "chưa tìm thấy tên trang này trên mạng; có thể trang đang lỗi, sẽ thử lại lần sau",
    "address_not_public": "tên trang dẫn tới địa chỉ nội bộ nên không mở, để giữ an toàn",
    "connect": "chưa kết nối được tới trang, sẽ thử lại lần sau",
    "timeout": "trang trả lời quá chậm nên dừng lại, sẽ thử lại lần sau",
    "tls": "chứng chỉ bảo mật của trang chưa hợp lệ nên không mở",
    "not_http": "trang trả lời không theo chuẩn, sẽ thử lại lần sau",
    "too_large": "trang quá lớn nên không đọc hết",
    "cut_short": "trang bị ngắt giữa chừng, sẽ thử lại lần sau",
    "bomb": "nội dung nén phình bất thường nên không mở, để giữ an toàn",
    "bad_encoding": "nội dung nén theo kiểu chưa đọc được",
    "too_many_hops": "trang chuyển hướng vòng quanh quá nhiều lần",
    "busy": "trang báo đang bận; đã thử lại nhưng chưa được",
    "server": "máy chủ của trang báo lỗi {status}, sẽ thử lại lần sau",
    "refused": "trang từ chối yêu cầu (mã {status})",
    "robots_unread": "chưa đọc được robots.txt của trang nên chưa dám tải, sẽ thử lại lần sau",
    "no_time": "hết thời gian dành cho lượt này, sẽ tải ở lượt sau",
    "elsewhere": "đường dẫn chuyển sang trang chủ của một nơi khác; nhờ người xem giúp",
    "not_a_page": "đường dẫn trả về tệp chứ không phải trang bán hàng",
    "reader": "chưa đọc được nội dung trang này",
    "archive": "bản lưu của trang không còn nguyên vẹn; cần tải lại",
}

OUTCOME = {
    "gone": "trang không còn bán sản phẩm này ({why})",
    "robots": "trang đề nghị không tải tự động (robots.txt); nhờ người mở xem và ghi lại",
    "login": "trang cần đăng nhập nên không tự xem được; nhờ người xem và gửi ảnh chụp",
    "blocked": "trang chặn việc xem tự động; nhờ người mở xem và gửi ảnh chụp",
    "js_shell": "trang chỉ hiện nội dung khi chạy mã lệnh nên không tự xem được; nhờ người mở xem",
    "empty": "trang không có nội dung, chưa đủ để kết luận",
    "layout_changed": "chưa đọc được sản phẩm trên trang; có thể trang đã đổi cách trình bày, nhờ người xem",
    "not_fetched": "trang {host} chưa có trong danh sách trang được phép tải; cần một người đồng ý một lần",
    "no_copy": "chưa có bản lưu của trang này; chạy lại khi có mạng",
}

GONE = {
    "status": "mã {status}",
    "front_page": "chuyển về trang chủ",
    "notice": "trang ghi không còn bán",
}

MATCH = {
    "match": "trang đang bán đúng sản phẩm đã khai",
    "possible": "trang có thể bán sản phẩm này, cần người xem: {why}",
    "different": "trang bán sản phẩm khác: {why}",
    "other_pack": "đúng mặt hàng nhưng khác quy cách: {why}",
}

WHY = {
    "catalogue": "đường dẫn tới trang danh mục chứ không phải trang của một sản phẩm",
    "out_of_stock": "trang ghi hết hàng",
    "no_offer": "trang giới thiệu nhưng chưa thấy giá hoặc nút đặt mua",
    "goods": "mặt hàng không giống",
    "goods_unsure": "chưa chắc cùng mặt hàng",
    "more_goods": "tên trên trang nói thêm điều chưa khai",
    "form": "dạng sản phẩm (khô, tươi, bột, tinh dầu …) không giống",
    "form_unsure": "một bên ghi dạng sản phẩm (khô, tươi, bột …), bên kia không",
    "numbers": "số trong tên không giống",
    "pack": "{claimed} so với {listed}",
    "seller": "người bán không giống đơn vị cung cấp",
    "seller_unsure": "trang chưa cho biết rõ đơn vị cung cấp",
    "name": "tên riêng của sản phẩm không giống",
    "name_unsure": "chưa thấy đủ tên riêng của sản phẩm trên trang",
    "no_name": "bản khai không ghi tên sản phẩm",
}
