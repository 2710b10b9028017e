"""Đăng nhập, đăng xuất, đổi mật khẩu."""

from __future__ import annotations

from starlette.responses import Response

from doisoat.errors import ConfigError
from portal.accounts import check_form
from portal.dispatch import LOGIN, LOGOUT, own_path
from portal.guards import ANYBODY, Page, allow
from portal.page_request import PageRequest
from portal.people import EVERYONE
from portal.proxies import login_by_proxy
from portal.who_asks import cookie_of, give_cookie

_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
_BY_PROXY = (
    "Trang này nhận người đã đăng nhập ở cổng của cơ quan. Tên đăng nhập ở cổng chưa có tài khoản ở đây, hoặc tài khoản"
    " đã khóa: hỏi người vận hành hệ thống."
)
_MOST_LETTERS = 60


def form(asked: PageRequest) -> Response:
    """The form; who is logged in already goes on."""
    if asked.session is not None:
        return asked.go("/")
    wanted = own_path(asked.request.query_params.get("ve", "/"))
    return asked.page("dang_nhap.html", wanted=wanted, said=_BY_PROXY if _is_by_proxy(asked) else "", login="")


def log_in(asked: PageRequest) -> Response:
    """Look at login and password; one answer for every reason why not."""
    services, now = asked.services, asked.services.now().timestamp()
    if _is_by_proxy(asked):
        return asked.page("dang_nhap.html", 403, wanted="/", said=_BY_PROXY, login="")
    login, wanted = asked.form.get("ten", "").strip().lower()[:_MOST_LETTERS], own_path(asked.form.get("ve", "/"))
    address = asked.request.client.host if asked.request.client else ""
    if seconds := services.attempts.seconds_to_wait(login, address, now):
        said = f"Đã thử nhiều lần chưa đúng. Hãy thử lại sau {seconds // 60 + 1} phút."
        return asked.page("dang_nhap.html", 429, wanted=wanted, said=said, login=login)
    account = services.accounts.verified(login, asked.form.get("mat-khau", ""))
    if account is None:
        services.attempts.failed(login, address, now)
        return asked.page("dang_nhap.html", 401, wanted=wanted, said=_WRONG, login=login)
    services.attempts.succeeded(login, address)
    return _with_session(asked, services.sessions.begin(account, now), wanted)


def log_out(asked: PageRequest) -> Response:
    """End the session, here and in the browser."""
    name = cookie_of(asked.services)
    asked.services.sessions.end(asked.request.cookies.get(name, ""))
    answer = asked.go(LOGIN)
    answer.delete_cookie(name, path="/", secure=asked.services.settings.portal.secure, httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def account(asked: PageRequest) -> Response:
    """Whose account it is, and the form for another password."""
    return asked.page("tai_khoan.html", said="", done=False)


def change_password(asked: PageRequest) -> Response:
    """Another password; every session of the account is over, and this browser gets a new one."""
    now, own = asked.services.now().timestamp(), asked.account
    address = asked.request.client.host if asked.request.client else ""
    if asked.services.attempts.seconds_to_wait(own.login, address, now):
        return asked.page("tai_khoan.html", 429, said="Đã thử nhiều lần chưa đúng. Hãy thử lại sau.", done=False)
    if asked.services.accounts.verified(own.login, asked.form.get("cu", "")) is None:
        asked.services.attempts.failed(own.login, address, now)
        return asked.page("tai_khoan.html", 422, said="Mật khẩu hiện nay chưa đúng.", done=False)
    new = asked.form.get("moi", "")
    if new != asked.form.get("nhac-lai", ""):
        return asked.page("tai_khoan.html", 422, said="Hai lần ghi mật khẩu mới khác nhau.", done=False)
    try:
        check_form(new)
    except ConfigError as error:
        return asked.page("tai_khoan.html", 422, said=f"{error.what}; {error.fix}.", done=False)
    asked.services.accounts.set_password(own.login, new)
    return _with_session(asked, asked.services.sessions.begin(own, now), "/tai-khoan/xong")


def changed(asked: PageRequest) -> Response:
    """That the password is another one now."""
    return asked.page("tai_khoan.html", said="", done=True)


def _is_by_proxy(asked: PageRequest) -> bool:
    """Whether a proxy speaks for accounts here: then a password opens nothing."""
    return login_by_proxy(asked.request) is not None


def _with_session(asked: PageRequest, text: str, path: str) -> Response:
    services = asked.services
    asked.services.sessions.end(asked.request.cookies.get(cookie_of(services), ""))
    answer = asked.go(path)
    give_cookie(services, answer, text)
    return answer


_EVERYONE = allow(*EVERYONE)
PAGES = (
    Page(LOGIN, ANYBODY, form),
    Page(LOGIN, ANYBODY, log_in, ("POST",), slow=True),
    Page(LOGOUT, _EVERYONE, log_out, ("POST",)),
    Page("/tai-khoan", _EVERYONE, account),
    Page("/tai-khoan", _EVERYONE, change_password, ("POST",), slow=True),
    Page("/tai-khoan/xong", _EVERYONE, changed),
)
