from marshmallow import fields, missing, validate

from yiguan.base.fields import ABSENT, AS_TEXT, Choice, Flag, In, ListIn, Moment, Out, Phone, Text, Word, asked
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.people.states import Channel, PublicName
from yiguan.settings import settings

BY_STAFF = (Channel.VISIT, Channel.PHONE, Channel.PAPER)


class Confirmed(Flag):
    """A box that must be ticked; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(required=True, load_default=missing, validate=validate.Equal(True, error=sentence))
        self.error_messages = {**self.error_messages, "required": sentence}


class ReportIn(In):
    """What a resident says: at most three things must be filled in (TP-01)."""

    text = Text(2000, lines=True, error_messages={"required": "请写一写是什么事。"})
    place = Text(60, error_messages={"required": "请写在哪个小区、哪条路。"})
    field = Text(20, least=0)
    name = Text(20, error_messages={"required": "请写怎么称呼您。"})
    phone = Phone()
    public_name = Choice(PublicName, required=False, load_default=PublicName.SURNAME)


class ApiReportIn(ReportIn):
    unit = Text(8)
    consent = Confirmed("请先让本人看过个人信息保护说明并同意。")


class EnteredIn(ReportIn):
    """Typed by staff for a resident without a phone (ST-04)."""

    unit = Text(8, error_messages={"required": "请选记到哪个站。"})
    name = Text(20, error_messages={"required": "请写怎么称呼他。"})
    channel = Choice(Channel, validate=validate.OneOf(BY_STAFF, error="请选来访、电话或纸质。"))
    consent = Confirmed("请先念个人信息保护说明，本人同意了再勾选。")
    read_back = Confirmed("请把写下的内容念给本人听一遍，没有写错再勾选。")


TO_RESIDENT = asked("写给居民的话", "居民会一字不差地看到，请写清下一步找谁。")
SAY_SOMETHING = {"required": "请写几句话。"}


class WordsIn(In):
    """Words for the resident; they stand in the trail."""

    note = Text(500, lines=True, data_key="text", metadata=TO_RESIDENT, error_messages=SAY_SOMETHING)


class NoteIn(In):
    words = Text(
        500,
        lines=True,
        data_key="text",
        metadata=asked("备注", "只有工作人员能看到。"),
        error_messages=SAY_SOMETHING,
    )


class AnswerIn(In):
    words = Text(
        500,
        lines=True,
        data_key="text",
        metadata=asked("居民补充的话", "照本人的话写。"),
        error_messages=SAY_SOMETHING,
    )


class ReasonIn(In):
    """A listed reason and a text of one's own; both reach the proposer (TR-01)."""

    reason = Text(40, metadata=asked("理由"), error_messages={"required": "请选一个理由。"})
    note = Text(
        500,
        lines=True,
        data_key="text",
        metadata=TO_RESIDENT,
        error_messages={"required": "请写几句话，居民会看到。"},
    )


class KeepIn(In):
    """The cookie of the phone."""

    token = Text(40)


class ForgetIn(In):
    note = Text(
        500,
        lines=True,
        data_key="text",
        metadata=asked("为什么", "本人会看到。"),
        error_messages=SAY_SOMETHING,
    )


class MoveIn(In):
    unit = Text(8, metadata=asked("转到哪个站"), error_messages={"required": "请选一个站。"})
    note = Text(
        500,
        lines=True,
        data_key="text",
        metadata=TO_RESIDENT,
        error_messages={"required": "请写明为什么转过去。"},
    )


class RevealIn(In):
    note = Text(60, data_key="why", error_messages={"required": "请写为什么要看，比如“约时间上门”。"})


class TailIn(In):
    tail = Text(20)


class OwnAnswerIn(In):
    """The phone that sent the matter is known by its cookie and asked for no digits."""

    tail = Text(20, least=0)
    words = Text(500, lines=True, data_key="text", error_messages={"required": "请写几句补充的话。"})


class LeadsIn(ListIn):
    """All states, when none is asked for."""

    state = Word(LeadState, lenient=True)


def _page_of(lead: Lead) -> str:
    return f"{settings().base_url}/leads/{lead.receipt}"


class LeadReceiptOut(Out):
    """What a resident keeps: with receipt and tail (phone's last four, or the pick code) they find the answer."""

    receipt = fields.String()
    pick_code = fields.Function(queries.pick_code_of, metadata=AS_TEXT)
    state = Choice(LeadState)
    due_on = fields.Date(allow_none=True)
    query_url = fields.Function(_page_of, metadata=AS_TEXT)


class LeadOut(Out):
    """For staff within reach; the name is masked, the phone is not there."""

    term = fields.Integer(attribute="term.number", metadata=ABSENT)
    id = fields.Integer()
    receipt = fields.String()
    unit = fields.String(attribute="unit.code")
    title = fields.String()
    text = fields.String()
    place = fields.String()
    field = fields.String()
    channel = Choice(Channel)
    state = Choice(LeadState)
    state_label = fields.String(attribute="state.label")
    public_name = Choice(PublicName)
    held_for = fields.String()
    due_on = fields.Date(allow_none=True)
    at = Moment()
    version = fields.Integer()


class LeadStatusOut(Out):
    """For the proposer, behind receipt and tail; `question` is what the station still asks."""

    receipt = fields.String()
    unit = fields.String(attribute="unit.name")
    text = fields.String()
    state = Choice(LeadState)
    state_label = fields.String(attribute="state.label")
    question = fields.Function(queries.question_of, metadata=AS_TEXT)
    due_on = fields.Date(allow_none=True)
    at = Moment()
