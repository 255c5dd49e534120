"""Refusals: a stable code, an HTTP status and a Chinese sentence that says what to do next. Raising one rolls back."""

from collections.abc import Mapping, Sequence

Fields = Mapping[str, Sequence[str]]


class Refusal(Exception):
    """The message when an act cannot be done. `fields` maps field names to sentences."""

    status = 400
    code = "bad_request"
    message = "这个请求没有看懂，什么都没有改动。请返回上一页再试一次。"

    def __init__(self, message: str = "", *, code: str = "", fields: Fields | None = None) -> None:
        self.message = message or self.message
        self.code = code or self.code
        self.fields = fields or {}
        super().__init__(self.code)


class Unauthorised(Refusal):
    status, code = 401, "unauthorised"
    message = "请先登录，或在 Authorization 里带上有效的令牌。"


class SignedOut(Refusal):
    status, code = 401, "signed_out"
    message = "您离开得有点久，系统替您退出了，这次没有存下。您写的都在：先登录，再回到这一页交一次。"


class NotFound(Refusal):
    status, code = 404, "not_found"
    message = "没有找到这一页：地址可能没有写全，或者这一页不归您看。请从首页重新找。"


class Forbidden(Refusal):
    status, code = 403, "forbidden"
    message = "您的身份不能做这一步，什么都没有改动。如有需要，请联系区政协办公室。"


class Conflict(Refusal):
    status, code = 409, "conflict"
    message = "这条记录刚刚有了变化，您的操作没有生效。请刷新后看看现在的情况，再决定怎么做。"


class Invalid(Refusal):
    status, code = 422, "invalid"
    message = "有几处需要改一改，您填的内容都还在。"


class TooMany(Refusal):
    status, code = 429, "rate_limited"
    message = "操作太快了，请稍等一会儿再试。您填的内容可以先留在页面上。"

    def __init__(self, message: str = "", *, retry_after_s: int = 60) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Busy(Refusal):
    status, code = 503, "try_again"
    message = "现在人有点多，刚才这一步没有存下。请过几秒再点一次。"
    retry_after_s = 3


class Crowded(Busy):
    """All places for an expensive step are taken (store/slots.py)."""

    code = "crowded"


class Away(Busy):
    message = "系统正在恢复，这一步没有办成。请过几秒再点一次；如一直这样，请告诉工作人员。"


class Unsure(Busy):
    """The connection was lost during the commit, so its outcome is unknown."""

    code = "outcome_unknown"
    message = "系统刚才断了一下，不知道这一步存下了没有。请先看看有没有，没有的话再做一次。"


class Full(Busy):
    code = "storage_full"
    message = "服务器的存储空间满了，刚才这一步没有存下。请告诉工作人员，腾出地方以后再做一次。"
    retry_after_s = 60


def require(allowed: bool, message: str = "") -> None:
    """Raises Forbidden unless the rule allowed it."""
    if not allowed:
        raise Forbidden(message)
