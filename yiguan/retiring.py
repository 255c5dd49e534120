"""What ends when an earlier key is not recognised any more, counted for whoever decides it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from yiguan.attendance.models import HelperLink
from yiguan.base import clock
from yiguan.hallbox.models import BoxPack
from yiguan.handling import case_links
from yiguan.handling.models import CaseLink
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import AHEAD
from yiguan.people.models import Account, Device, SignIn, Token
from yiguan.store.db import db
from yiguan.store.models import KeyProof


def ends_with(name: str) -> list[str]:
    """One sentence for each kind of thing; empty when nothing ends."""
    since = db.session.get_one(KeyProof, name).at
    counted = {told: db.session.scalar(select(func.count()).where(*which)) for told, which in _of(name, since).items()}
    return [told.format(number) for told, number in counted.items() if number]


def _of(name: str, since: datetime) -> Mapping[str, tuple[ColumnElement[bool], ...]]:
    if name == "code_key":
        ahead = (Meeting.state.in_(AHEAD), Meeting.ends_at > clock.now())
        return {"{} 场还没开的会，换密钥以前印的海报、发的个人码都失效，要重新印、重新发。": ahead}
    return dict(_of_index(since)) if name == "index_key" else {}


def _of_index(since: datetime) -> Iterator[tuple[str, tuple[ColumnElement[bool], ...]]]:
    """Secrets that were given out before, of which only hashes under the earlier key are stored."""
    now = clock.now()
    yield "{} 部手机认不出来了：上面看不到从前的“我的事”。", (Device.created_at < since,)
    lasting = or_(Token.until.is_(None), Token.until > now)
    yield "{} 个接口令牌失效。", (Token.at < since, Token.revoked_at.is_(None), lasting)
    yield "{} 处登录结束。", (SignIn.at < since, SignIn.revoked_at.is_(None), SignIn.until > now)
    yield "{} 个设密码的链接失效。", (Account.first_link_until > now,)
    yield "{} 个会场包不能再送回签到。", (BoxPack.at < since, BoxPack.revoked_at.is_(None), BoxPack.until > now)
    yield "{} 个办理链接失效。", (CaseLink.at < since, CaseLink.id.in_(case_links.open_now()))
    yield "{} 个帮手链接失效。", (HelperLink.at < since, HelperLink.revoked_at.is_(None), HelperLink.until > now)
