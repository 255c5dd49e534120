from yiguan.base.labels import Labelled
from yiguan.organisation.states import STATION_KINDS, UnitKind


class Role(Labelled):
    """The roles of product.md §5.3; an appointment gives one of them over a unit and all below it."""

    MEMBER = "member", "政协委员"
    STANDING_MEMBER = "standing_member", "常委"
    CONVENER = "convener", "召集人"
    STATION_STAFF = "station_staff", "站点联络员"
    COMMITTEE_STAFF = "committee_staff", "专委会"
    OFFICER = "officer", "区政协办公室"
    PROPOSAL_STAFF = "proposal_staff", "提案委"
    INFO_STAFF = "info_staff", "信息编辑"
    CHAIR = "chair", "主席会议成员"
    DISPATCH_OFFICER = "dispatch_officer", "督查室"
    UNIT_LIAISON = "unit_liaison", "承办单位联络员"
    UNIT_LEADER = "unit_leader", "承办单位负责人"
    DISTRICT_LEADER = "district_leader", "区分管领导"
    INSPECTOR = "inspector", "派驻纪检监察组"
    SYS_ADMIN = "sys_admin", "系统管理员"
    SEC_ADMIN = "sec_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


R = Role
CONVENING = (R.CONVENER, R.STATION_STAFF)
BENCH_ROLES = (R.MEMBER, R.STANDING_MEMBER, *CONVENING)
MEMBERS = (R.MEMBER, R.STANDING_MEMBER)
IN_CHARGE = (R.CONVENER, R.UNIT_LEADER, R.CHAIR, R.DISTRICT_LEADER)
"""Who answers for the unit that they are appointed to."""
DISTRICT_STAFF = (R.OFFICER, R.COMMITTEE_STAFF)
ADMINS = (R.SYS_ADMIN, R.SEC_ADMIN, R.AUDIT_ADMIN)
DESK_ROLES = tuple(role for role in Role if role not in BENCH_ROLES)
SECOND_FACTOR = (
    *(*DISTRICT_STAFF, R.PROPOSAL_STAFF, R.INFO_STAFF, R.CHAIR, R.DISPATCH_OFFICER, R.DISTRICT_LEADER),
    *ADMINS,
)
"""Roles that may do nothing without a second factor in production (product.md §5.3)."""


_DISTRICT = (UnitKind.DISTRICT, UnitKind.OFFICE, UnitKind.COMMITTEE)
FITS = {
    **dict.fromkeys((R.MEMBER, R.STANDING_MEMBER), (*STATION_KINDS, *_DISTRICT)),
    **dict.fromkeys(CONVENING, STATION_KINDS),
    **dict.fromkeys((*DISTRICT_STAFF, R.PROPOSAL_STAFF, R.INFO_STAFF, *ADMINS), _DISTRICT),
    R.CHAIR: (*_DISTRICT, UnitKind.LEADERSHIP),
    R.DISPATCH_OFFICER: (UnitKind.DISPATCH, UnitKind.LEADERSHIP, UnitKind.DISTRICT),
    **dict.fromkeys((R.UNIT_LIAISON, R.UNIT_LEADER), (UnitKind.DEPARTMENT, UnitKind.STATION, UnitKind.LEADERSHIP)),
    R.DISTRICT_LEADER: (UnitKind.LEADERSHIP, UnitKind.DISTRICT),
    R.INSPECTOR: (UnitKind.INSPECTION, UnitKind.DISTRICT),
}
"""At which kinds of units a role can be held: a role reaches everything below its unit."""


class PersonKind(Labelled):
    RESIDENT = "resident", "居民"
    MEMBER = "member", "政协委员"
    STAFF = "staff", "工作人员"


class PublicName(Labelled):
    """What the public may read of a proposer's name; the choice is obeyed everywhere (TP-08)."""

    NAME = "name", "公开姓名"
    SURNAME = "surname", "只公开姓氏"
    ANONYMOUS = "anonymous", "匿名"


class AffiliationKind(Labelled):
    """What somebody belongs to, with a history."""

    SECTOR = "sector", "界别"
    PARTY = "party", "党派"


class Channel(Labelled):
    """How somebody contacted us and agreed to the privacy notice."""

    QR = "qr", "扫码"
    PHONE = "phone", "电话"
    PAPER = "paper", "纸质"
    VISIT = "visit", "来访"
    ACCOUNT = "account", "账号"


class AttemptKind(Labelled):
    """What somebody tried to open."""

    SIGN_IN = "sign_in", "登录"
    RECEIPT = "receipt", "凭收据查看"


class Outcome(Labelled):
    """What became of an attempt."""

    RIGHT = "right", "对上了"
    WRONG = "wrong", "没有对上"
    WAITING = "waiting", "试得太多，没有核对"


class Owed(Labelled):
    """What an account must do before anything else."""

    TOTP = "totp", "启用动态码"
    PASSWORD = "password", "更换密码"


class Scope(Labelled):
    """What a program may do with a token, within what its account may."""

    READ = "read", "只能读"
    WRITE = "read write", "能读能写"


class JoinProof(Labelled):
    """What proved that two records are one person (product.md §5.1)."""

    OWN_PHONE = "own_phone", "本人的账号和手机"
    OLD_PHONE = "old_phone", "原来的手机"
    STAFF = "staff", "两位工作人员的确认"
    RECEIPTS = "receipts", "两边的收据和四位数"


OPENS_NOTHING = (JoinProof.RECEIPTS,)
"""Proofs by which records are counted as one, while each opens what it opened before."""
