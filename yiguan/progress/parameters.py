from sqlalchemy import func, select

from yiguan.organisation.kinds import Number
from yiguan.people.joining import main_of
from yiguan.progress.queries import forgotten
from yiguan.store.db import db


def _erases(months: int) -> str:
    """How many would lose their name tonight; what is erased does not come back."""
    people = func.count(main_of(forgotten(months).order_by(None).subquery().c.id).distinct())
    number = db.session.scalar(select(people)) or 0
    return f"照这个期限，到了那天夜里，至少有{number}位居民的姓名和电话要抹掉，抹掉就找不回来。" if number else ""


NAMES_KEPT = Number(
    name="names_kept_months",
    label="居民的姓名电话留多久",
    about="事情办结以后留这么久，再抹掉姓名和电话，办了什么事和人数都留着。隐私说明里答应过最多两年，所以只能缩短。",
    default=24,  # domain.md §9.1, security.anonymise_after_y
    unit="个月",
    least=6,
    most=24,
    effect=_erases,
)
SCANS_KEPT = Number(
    name="scans_kept_days",
    label="认不出的签到留多久",
    about="没认出来的签到，原来的字留这么久，供核对时看。",
    default=90,  # long after the last correction of a meeting's sheet
    unit="天",
    least=30,
    most=365,
)
PARAMETERS = (NAMES_KEPT, SCANS_KEPT)
