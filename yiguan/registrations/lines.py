"""Reads a list of guests from pasted lines, CSV or an Excel file: all become lines, and lines become rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from marshmallow import EXCLUDE, ValidationError

from yiguan.base.rows import flatten
from yiguan.base.text import key_of
from yiguan.documents import tables
from yiguan.documents.tables import MOST_ROWS
from yiguan.registrations.schemas import GuestIn

COLUMNS = {
    "name": ("姓名", "名字", "称呼"),
    "phone": ("手机", "手机号", "电话", "联系电话"),
    "unit_name": ("单位", "工作单位"),
}
LOOKS_LIKE_PHONE = re.compile(r"\+?[\d\-－—]{3,}")
TOO_LONG = f"一次最多{MOST_ROWS}行，请分几次。"
_reader = GuestIn(unknown=EXCLUDE)


@dataclass(frozen=True)
class Row:
    """One line: its `number` from 1, its fields, or why it cannot be used."""

    number: int
    name: str
    phone: str
    unit_name: str
    error: str = ""


def rows_of(text: str) -> list[Row]:
    """One row per line that is not blank; a repeated name and phone is an error, since it is the same person."""
    found: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if any(_cells(line)) and not _is_heading(_cells(line)):
            row = _row(number, *_sorted(_cells(line)))
            first = seen.setdefault((key_of(row.name), row.phone), number)
            twice = f"和第{first}行是同一个人。" if first != number else ""
            found.append(replace(row, error=row.error or twice))
    return found[:MOST_ROWS] + [replace(row, error=row.error or TOO_LONG) for row in found[MOST_ROWS:]]


def lines_of(data: bytes) -> str:
    """The file as lines of name, phone and unit, separated by commas. Raises Unreadable."""
    return tables.as_lines(_in_order(tables.rows_of(data)))


def _cells(line: str) -> list[str]:
    """The cells of a line, separated by commas, so that a name may contain a space; without commas, by spaces."""
    if not tables.SEPARATOR.search(line):
        return line.split()
    return [cell.strip() for cell in tables.SEPARATOR.split(line)]


def _sorted(cells: list[str]) -> tuple[str, str, str]:
    """Name, phone and unit, whatever the order of phone and unit."""
    phone = next((cell for cell in cells[1:] if LOOKS_LIKE_PHONE.fullmatch(cell)), "")
    rest = [cell for cell in cells if cell and cell != phone]
    return (rest[0] if rest else ""), phone, " ".join(rest[1:])


def _row(number: int, name: str, phone: str, unit_name: str) -> Row:
    try:
        good = _reader.load({"name": name, "phone": phone, "unit_name": unit_name})
    except ValidationError as refusal:
        words = {"name": "姓名", "phone": "手机", "unit_name": "单位"}
        error = "".join(f"{words.get(field, '')}：{said}" for field, said in flatten(refusal.messages_dict).items())
        return Row(number, name, phone, unit_name, error)
    return Row(number, good["name"], good["phone"], good["unit_name"])


def _is_heading(cells: list[str]) -> bool:
    return bool(cells) and cells[0] in COLUMNS["name"]


def _in_order(table: Iterable[list[str]]) -> Iterator[list[str]]:
    """The columns in the order name, phone, unit: by the headings if there are any, else the first three."""
    places = [0, 1, 2]
    for n, cells in enumerate(table):
        if n == 0 and any(cell in COLUMNS["name"] for cell in cells):
            places = [next((i for i, c in enumerate(cells) if c in names), -1) for names in COLUMNS.values()]
        yield [cells[i] if 0 <= i < len(cells) else "" for i in places]
