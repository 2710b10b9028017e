"""Titles as a run would hand them to the reports: of the shipped criteria files, and of some sources."""

from __future__ import annotations

from expectations.criteria_set import load_criteria
from flows.run_account import titles_of

CRITERIA = titles_of(load_criteria())
TITLES = {
    "vnpt": "VNPT Lạng Sơn", "viettel": "Viettel Lạng Sơn", "mobifone": "MobiFone Lạng Sơn",
    "vpostcode": "Vpostcode – Địa chỉ số (Bưu điện)", "ocop_registry": "Danh mục sản phẩm OCOP của tỉnh",
    "public_service_statistics": "Thống kê dịch vụ công trực tuyến", "register": "Danh mục thôn của tỉnh",
    "village_claims": "Biểu tự đánh giá của thôn",
}  # fmt: skip
