"""What an officer may ask for: the form's fields, and what must hold before anything starts.

Prefect builds its form and checks what the API is sent by the schema of ``Request``; the API looks at patterns but not
at formats, so days and moments carry a pattern too. Its form names a plain parameter
of a flow by the Python name whatever the annotation says, so the fields are those of one model. What no schema can say
(does this unit exist?) is asked by ``check``. A refusal names the field as the form does and never repeats the value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.settings import Settings
from doisoat.wrong_form import CODE, UNIT, describe_validation_error
from flows.run import Run
from flows.run_spec import RunSpec, new_run_spec
from flows.scopes import ScopeError, scopes_of_run

Code = Annotated[str, StringConstraints(pattern=CODE)]
UnitText = Annotated[str, StringConstraints(pattern=UNIT)]


class RequestRefusedError(ConfigError):
    """A request that cannot be carried out; nothing was started."""


class Request(BaseModel):
    """Để trống mọi mục thì đối soát toàn bộ hộp thư đến theo ngày hôm nay."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Đơn đối soát")

    scope: list[UnitText] = Field(
        default=[],
        max_length=500,
        title="Đơn vị",
        description="Mã huyện, xã hoặc thôn, ví dụ 06103; hoặc tên có loại đứng đầu, kèm huyện, ví dụ Xã Hòa Bình,"
        " Bình Gia. Để trống: toàn tỉnh.",
    )
    as_of: dt.date | None = Field(
        default=None,
        title="Ngày xét",
        description="Kết luận nói về ngày này. Để trống: hôm nay.",
        json_schema_extra={"pattern": r"^\d{4}-\d{2}-\d{2}$"},
    )
    known_at: AwareDatetime | None = Field(
        default=None,
        title="Chỉ dùng tệp đã nhận tới lúc",
        description="Xét lại theo những gì đã biết tới thời điểm này, có múi giờ. Để trống: mọi tệp.",
        json_schema_extra={"pattern": r"(Z|[+-]\d{2}:\d{2})$"},
    )
    criteria: list[Code] = Field(
        default=[],
        max_length=50,
        title="Bộ tiêu chí",
        description="Ví dụ TTM-2023. Để trống: bộ mà bản khai nêu.",
    )
    offline: bool = Field(
        default=False, title="Không tải trang bán hàng", description="Chỉ dùng những trang đã lưu trước đây."
    )
    dry_run: bool = Field(
        default=False, title="Chạy thử", description="Xét và cho xem kết quả; không lưu lượt, kết luận hay thư nào."
    )

    def spec(self, settings: Settings, now: dt.datetime) -> RunSpec:
        """The spec this request makes."""
        return new_run_spec(
            settings.inbox,
            now=now,
            as_of=self.as_of,
            known_at=self.known_at,
            criteria=tuple(self.criteria),
            scopes=tuple(self.scope),
            offline=self.offline,
            dry_run=self.dry_run,
        )


def read_request(raw: object) -> Request:
    """The request as it came from Prefect: JSON values, or a ``Request``.

    Raises:
        RequestRefusedError: fields are missing, unknown or of the wrong form; all of them are named.
    """
    try:
        return Request.model_validate(raw)
    except ValidationError as error:
        raise _refused(
            describe_validation_error(
                error, {"": "Đơn đối soát", **{name: _title(name) for name in Request.model_fields}}
            )
        ) from None


def check(asked: Request, run: Run) -> None:
    """Make sure that the request can be carried out; the run's scope is then one of codes.

    Args:
        asked: the request.
        run: the run it would be, opened and not begun.

    Raises:
        RequestRefusedError: the day has not come or lies before the first year of all criteria sets, the moment has
            not come, a criteria set or a unit does not exist; all of them are named.
    """
    now, known = run.spec.started_at, run.criteria
    today = now.astimezone(VIETNAM).date()
    first = dt.date(min(criteria.years[0] for criteria in known.values()), 1, 1)
    wrong = []
    if asked.as_of and not first <= asked.as_of <= today:
        wrong.append(f"{_title('as_of')}: chọn một ngày từ {first:%d/%m/%Y} tới hôm nay, {today:%d/%m/%Y}")
    if asked.known_at and asked.known_at > now:
        wrong.append(f"{_title('known_at')}: thời điểm này chưa tới")
    if missing := sorted(set(asked.criteria) - set(known)):
        wrong.append(
            f"{_title('criteria')}: chưa có bộ {', '.join(missing)}; các bộ có sẵn: {', '.join(sorted(known))}"
        )
    try:
        scopes = scopes_of_run(run)
    except ScopeError as error:
        wrong.append(f"{_title('scope')}: {error.what}; {error.fix}")
    if wrong:
        raise _refused("; ".join(wrong))
    run.spec = replace(run.spec, scopes=scopes)


def _title(name: str) -> str:
    return str(Request.model_fields[name].title)


def _refused(what: str) -> RequestRefusedError:
    what = f"chưa bắt đầu được vì đơn có chỗ cần sửa: {what}"
    return RequestRefusedError(what, fix="sửa các mục đã nêu rồi gửi lại đơn")
