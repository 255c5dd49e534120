from marshmallow import fields, validate

from yiguan.base.fields import AS_TEXT, Choice, In, Out, Text
from yiguan.organisation.states import UnitKind

CODE = validate.Regexp(r"^[A-Za-z]{2,5}$", error="代码是2到5个英文字母，例如 XF。")
PHONE = validate.Regexp(
    r"^[\d\- 转()（）、,，/]{5,20}$|^$",
    error="电话只写数字，例如 0562-2850001；两个号码用顿号隔开。",
)


class UnitFacts(In):
    """What a unit is called, where it stands in the tree, and how it is reached."""

    kind = Choice(UnitKind)
    parent = Text(8)
    name = Text(60, error_messages={"required": "请写全称。"})
    short_name = Text(20, error_messages={"required": "请写简称。"})
    address = Text(120, least=0)
    phone = Text(20, least=0, validate=PHONE)
    hours = Text(60, least=0)
    about = Text(200, least=0)


class UnitIn(UnitFacts):
    """A new unit; its code is printed on posters and never changes."""

    code = Text(5, validate=CODE, error_messages={"required": "请写代码，2到5个英文字母。"})


class UnitEdit(UnitFacts):
    """The root of the tree has no unit above it."""

    parent = Text(8, least=0)


class RetireIn(In):
    note = Text(200, error_messages={"required": "请写一句为什么撤，以后查得到。"})


class UnitOut(Out):
    code = fields.String()
    kind = Choice(UnitKind)
    kind_label = fields.String(attribute="kind.label")
    name = fields.String()
    short_name = fields.String()
    address = fields.String()
    phone = fields.String()
    hours = fields.String()
    about = fields.String()
    page = fields.Function(lambda unit: f"/units/{unit.code}", metadata=AS_TEXT)
    qr = fields.Function(lambda unit: f"/S/{unit.code}", metadata=AS_TEXT)
