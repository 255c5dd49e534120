from yiguan.base.labels import Labelled
from yiguan.checkin.states import CheckInSource, Result


class BurstKind(Labelled):
    """What makes several check-ins worth a second look (N02, checkin.md); nobody is refused for it."""

    DEVICE = "device", "同一部手机签了很多人"
    SECOND = "second", "同一秒钟签了很多人"
    NAME = "name", "姓名一样"
    PHONE = "phone", "手机号一样"


ALIKE = (BurstKind.NAME, BurstKind.PHONE)
"""Two who may be one: each is looked at and taken back by itself."""
DOUBLE = "double"
"""The listed reason for it."""

MOST_OF_A_DEVICE, MOST_OF_A_SECOND = 5, 15
"""More people than this from one phone, or in one second, go to the review list."""

DESK_SOURCES = (CheckInSource.DESK_SCAN, CheckInSource.DESK_NUMBER, CheckInSource.DESK_SEARCH, CheckInSource.PROXY)
BOX_SOURCES = (
    *DESK_SOURCES,
    CheckInSource.SCREEN,
    CheckInSource.PRINT,
    CheckInSource.PERSONAL,
    CheckInSource.PAPER,
)
"""What a hall box brings home: also what phones scanned there, and what was typed there from paper."""

CORRECTION = "correction"
"""Mark of a scan that came after the sheet was closed."""

SAID = {
    Result.OK: "签到成功。",
    Result.ALREADY: "已经签过了，不用再签。",
    Result.TOO_EARLY: "还没到签到时间，没有算到会。到时间请再签一次。",
    Result.CANCELLED: "这场会取消了，不用签到。",
    Result.POSTPONED: "这场会改期了，请按新的时间来。",
    Result.WRONG_MEETING: "这是另一场会的个人码。请问清楚来参加哪一场；人在这里，可以按姓名登记。",
    Result.REVOKED_CODE: "这个个人码已经作废。请让本人打开报名页看新的码，或者查找姓名。",
    Result.NOT_INVITED: "名单上没有这位。这场会只让名单上的人进，请问召集人。",
    Result.WAITLISTED: "这位还在候补。请问召集人能不能进。",
    Result.CONFLICT: "这个编号先前记过别的内容，这一条另外记下了，请召集人核对。",
    Result.UNDONE: "这一次签到已经撤销。人在这里，请再签一次。",
    Result.STORED_UNRESOLVED: "认不出是谁，已经记下，请召集人散会后核对。人在这里，也可以查找姓名再签。",
    Result.TRY_AGAIN: "这一条没有存下，请再送一次。",
    Result.LEFT: "记下了：先离开了。",
    Result.RETURNED: "记下了：回来了。",
    Result.NOT_HERE: "没有找到这位的签到，离开和回来都没有记。请先签到，或者按姓名再找。",
}
"""What the helper reads; the words of `Result` speak to the person themselves."""
