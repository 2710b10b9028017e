"""What to do about each reason, and whose move it is; the sentences are data (``fixes.yml``)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from doisoat.errors import ConfigError, InputLocation
from doisoat.model import Verdict

_FILE = Path(__file__).parent / "fixes.yml"


class Mover(StrEnum):
    """Whose move it is."""

    UNIT = "unit"
    SOURCE = "source"
    OFFICE = "office"


MOVER = {Mover.UNIT: "Đơn vị", Mover.SOURCE: "Nguồn số liệu", Mover.OFFICE: "Nơi gửi báo cáo"}

_BY_VERDICT: dict[str, tuple[Mover, str]] = {
    Verdict.MISSING_CLAIM: (Mover.UNIT, "Điền 'Đạt' hoặc 'Không đạt' cho chỉ tiêu này ở bản tự đánh giá."),
    Verdict.CONFLICT: (Mover.SOURCE, "Nguồn cần trả lời lại; đơn vị có thể ghi thực tế tại thôn."),
    Verdict.UNDERCLAIMED: (
        Mover.UNIT,
        "Căn cứ cho thấy chỉ tiêu có thể đã đạt; sửa tự đánh giá thành 'Đạt' nếu đồng ý.",
    ),
}
_OTHERWISE = (Mover.OFFICE, "Xem căn cứ kèm theo rồi trả lời; cần trao đổi thêm xin liên hệ nơi gửi.")


@cache
def fixes(path: Path = _FILE) -> dict[str, tuple[Mover, str]]:
    """Mover and sentence by reason code.

    Raises:
        ConfigError: the file does not hold a mover and a sentence for each reason.
    """
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {str(code): (Mover(mover), str(text)) for code, (mover, text) in told.items()}
    except (AttributeError, TypeError, ValueError, yaml.YAMLError):
        raise ConfigError(
            "danh sách việc cần làm không đúng dạng",
            spot=InputLocation(file=path.name),
            fix='mỗi dòng ghi: mã_lý_do: [unit, "câu"], trong đó unit, source hoặc office là bên phải làm',
        ) from None


def fix_for(verdict: str, reasons: Iterable[str]) -> tuple[Mover, str]:
    """Whose move it is and what to do, for a verdict with the reason codes of its deciding checks.

    The unit moves as soon as one of the reasons asks it to; sentences that repeat are told once, the mover's first.
    """
    if verdict in _BY_VERDICT:
        return _BY_VERDICT[verdict]
    told = [fixes().get(code, _OTHERWISE) for code in reasons] or [_OTHERWISE]
    movers = {mover for mover, _ in told}
    mover = next(m for m in Mover if m in movers)
    return mover, " ".join(dict.fromkeys(text for _, text in sorted(told, key=lambda t: t[0] != mover)))
