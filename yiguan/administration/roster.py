"""Reads the district's people from one sheet: a row is a person with an appointment, or says why it is none."""

import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, ValidationError

from yiguan.administration.schemas import NewcomerIn
from yiguan.base.errors import Invalid
from yiguan.base.rows import flatten
from yiguan.base.text import key_of
from yiguan.documents import tables
from yiguan.documents.tables import MOST_ROWS
from yiguan.organisation.models import Unit
from yiguan.people import appointing, namesakes
from yiguan.people.models import Person
from yiguan.people.namesakes import Known
from yiguan.people.states import Role

COLUMNS = {
    "name": ("姓名", "名字"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话"),
    "unit": ("单位", "单位代码", "任职单位", "站点"),
    "role": ("职务", "角色", "身份"),
    "title": ("头衔", "称呼", "职称"),
    "starts_on": ("从", "开始", "任职日期", "起"),
    "ends_on": ("到", "结束", "到期", "止"),
}
HEADING = "，".join(names[0] for names in COLUMNS.values())
LABELS = {field: names[0] for field, names in COLUMNS.items()}
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
NO_UNIT = "没有叫“{}”的单位，请写单位清单里的代码或名称。"
NO_ROLE = "没有“{}”这个职务，请写：" + "、".join(role.label for role in Role) + "。"
SAME_ROW = "和第{}行一样，多了一行。"
SPELLINGS = "和第{}行是同一个手机号，姓名却不一样写法（{}）。请改成一样；不是同一个人，请核对号码。"
SAME_NAME = "和第{}行同名，没有手机号分不清是不是同一个人。请给这两行都填上手机号。"
NOT_ONESELF = "这是您自己，自己的任职要请办公室的另一位来办。"
TOO_LONG = f"一次最多{MOST_ROWS}行，请分几次。"
_reader = NewcomerIn(unknown=EXCLUDE)


@dataclass
class Row:
    """A line of the sheet: its `number` from 1, its cells, what they mean (`data`), or why they mean nothing (`error`).

    `person` is the known person who is meant; `held` says that the appointment exists already.
    """

    number: int
    cells: Mapping[str, str]
    data: dict[str, Any]
    unit: Unit | None = None
    person: Person | None = None
    held: bool = False
    error: str = ""

    @property
    def is_new(self) -> bool:
        return not self.error and not self.held


def lines_of(data: bytes) -> str:
    """The uploaded table as lines of its known columns, the heading first. Raises Unreadable."""
    table = list(tables.rows_of(data))
    heading = next((cells for cells in table if _is_heading(cells)), [])
    kept = [at for at, cell in enumerate(heading) if _field(cell)] or range(len(COLUMNS))
    return tables.as_lines([cells[at] if at < len(cells) else "" for at in kept] for cells in table)


def rows_of(text: str, units: Sequence[Unit], known: Known, *, own_id: int | None = None) -> list[Row]:
    """One row for each line below the heading that is not blank; without a heading the columns stand as in HEADING.

    `own_id` is whoever reads it: nobody changes their own appointments.
    """
    places, rows = list(COLUMNS), []
    for number, line in enumerate(text.split("\n"), start=1):
        cells = [cell.strip() for cell in tables.SEPARATOR.split(line.replace("\t", "，"))]
        if _is_heading(cells):
            places = [_field(cell) for cell in cells]
        elif any(cells):
            rows.append(_row(number, _by_field(places, cells), units))
    _compare(rows[:MOST_ROWS])
    for row in rows[:MOST_ROWS]:
        _look_up(row, known, own_id)
    for row in rows[MOST_ROWS:]:
        row.error = TOO_LONG
    return rows


def _is_heading(cells: Sequence[str]) -> bool:
    return any(_field(cell) == "name" for cell in cells)


def _by_field(places: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Of two columns with one meaning, the first that is filled in."""
    found: dict[str, str] = {}
    for field, cell in zip(places, cells, strict=False):
        found[field] = found.get(field) or cell
    return found


def _field(heading: str) -> str:
    plain = re.sub("[*＊\\s]", "", heading)
    return next((field for field, names in COLUMNS.items() if plain in names), "")


def _row(number: int, cells: dict[str, str], units: Sequence[Unit]) -> Row:
    cells = {field: cells.get(field, "") for field in COLUMNS}
    row = Row(number, cells, {})
    row.unit = _unit(cells["unit"], units)
    role = next((role for role in Role if cells["role"] in (role.label, str(role))), None)
    if cells["unit"] and row.unit is None:
        row.error = NO_UNIT.format(cells["unit"])
    elif cells["role"] and role is None:
        row.error = NO_ROLE.format(cells["role"])
    else:
        _read(row, cells | {"unit": row.unit.code if row.unit else "", "role": str(role or "")})
    return row


def _read(row: Row, cells: dict[str, str]) -> None:
    days = {name: DAY.sub(_iso, cells[name]) for name in ("starts_on", "ends_on")}
    try:
        row.data = _reader.load({name: value for name, value in (cells | days).items() if value})
        appointing.require_order(row.data["starts_on"], row.data["ends_on"])
        if row.unit is not None:
            appointing.require_place(row.unit, row.data["role"])
    except ValidationError as refusal:
        row.error = _sentence(flatten(refusal.messages_dict))
    except Invalid as refusal:
        row.error = _sentence({name: "".join(said) for name, said in refusal.fields.items()})


def _iso(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _sentence(errors: Mapping[str, str]) -> str:
    return "".join(f"{LABELS.get(field, '')}：{said}" for field, said in errors.items())


def _unit(word: str, units: Sequence[Unit]) -> Unit | None:
    """By code, by name, or by short name, in this order."""
    wanted = key_of(word)
    named = [{key_of(getattr(unit, name)): unit for unit in units} for name in ("short_name", "name", "code")]
    return ChainMap(*reversed(named)).get(wanted)


def _compare(rows: Sequence[Row]) -> None:
    """Finds a row that is there twice, and a person who is there under two spellings."""
    by_phone: dict[str, Row] = {}
    by_name: dict[str, Row] = {}
    for row in [row for row in rows if not row.error]:
        name, phone = namesakes.name_key(row.data["name"]), row.data["phone"]
        rung, named = by_phone.get(phone), by_name.get(name)
        if rung is not None:
            row.error = _against(row, rung)
        elif named is not None and not (phone and named.data["phone"]):
            row.error = SAME_NAME.format(named.number)
        if phone:
            by_phone.setdefault(phone, row)
        by_name.setdefault(name, row)


def _against(row: Row, other: Row) -> str:
    """The two have one telephone."""
    mine, theirs = row.data, other.data
    if mine["name"] != theirs["name"]:
        return SPELLINGS.format(other.number, theirs["name"])
    same_place = (mine["unit"], mine["role"]) == (theirs["unit"], theirs["role"])
    return SAME_ROW.format(other.number) if same_place else ""


def _look_up(row: Row, known: Known, own_id: int | None) -> None:
    """Whether the person is known, and holds this already."""
    if row.error:
        return
    try:
        row.person = namesakes.meant(row.data["name"], row.data["phone"], known)
    except Invalid as refusal:
        row.error = "".join(refusal.fields["phone"])
    if row.person is not None and row.person.id == own_id:
        row.error = NOT_ONESELF
    elif row.person is not None and row.unit is not None:
        days = row.data["starts_on"], row.data["ends_on"]
        row.held = appointing.holds(row.person, row.unit, row.data["role"], *days)
