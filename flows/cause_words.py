"""Why a verdict differs between two runs (``warehouse.diff``), in words."""

from __future__ import annotations

CAUSE_WORDS = {
    "source": "tệp của nguồn",
    "match": "cách khớp tên",
    "rule": "bộ tiêu chí",
    "expired": "căn cứ hết hạn hoặc đến hạn",
    "code": "phiên bản chương trình",
    "scope": "phạm vi xét",
    "set": "bộ tiêu chí được hỏi",
    "decision": "quyết định của cán bộ",
    "answer": "câu trả lời của đơn vị",
    "other": "chưa rõ",
}
