"""Reads a list of guests from pasted lines, CSV or an Excel file: all become lines, and lines become rows."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from marshmallow import EXCLUDE, ValidationError
from openpyxl import load_workbook

from yiguan.base.rows import flatten
from yiguan.base.text import clean, key_of
from yiguan.registrations.schemas import GuestIn

MOST_ROWS = 500
MOST_BYTES = 2_000_000
MOST_UNZIPPED = 20_000_000
MOST_PARTS = 200
MOST_TAGS = 100_000
"""A list of 500 rows and ten columns has 20,000; openpyxl takes a second for as many as this."""
MOST_CELLS = 30
COLUMNS = {
    "name": ("姓名", "名字", "称呼"),
    "phone": ("手机", "手机号", "电话", "联系电话"),
    "unit_name": ("单位", "工作单位"),
}
SEPARATOR = re.compile("[,，、;；]")
LOOKS_LIKE_PHONE = re.compile(r"\+?[\d\-－—]{3,}")
UNREADABLE = "这个文件打不开，没有读到名单。请在表格软件里另存为 xlsx 或 csv，再选一次。"
TOO_LONG = f"一次最多{MOST_ROWS}行，请分几次。"
TOO_MUCH = "这个文件里的内容太多了。名单只要姓名、手机、单位三列，请把它们复制到新的表格里，再选一次。"
_reader = GuestIn(unknown=EXCLUDE)


class Unreadable(Exception):
    """A file without a readable list; the message says what to do."""


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
        if line.strip() and not _is_heading(_cells(line)):
            row = _row(number, *_sorted(_cells(line)))
            first = seen.setdefault((key_of(row.name), row.phone), number)
            twice = f"和第{first}行是同一个人。" if first != number else ""
            found.append(replace(row, error=row.error or twice))
    return found[:MOST_ROWS] + [replace(row, error=row.error or TOO_LONG) for row in found[MOST_ROWS:]]


def lines_of(data: bytes) -> str:
    """The file as lines of name, phone and unit, separated by commas. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("这个文件太大了。名单只要姓名、手机、单位三列，请删去别的再选。")
    table = islice(_sheet(data) if data.startswith(b"PK") else _csv(data), MOST_ROWS + 50)
    return clean("\n".join("，".join(cells) for cells in _in_order(table) if any(cells)), lines=True)


def _cells(line: str) -> list[str]:
    """The cells of a line, separated by commas, so that a name may contain a space; without commas, by spaces."""
    if not SEPARATOR.search(line):
        return line.split()
    return [cell.strip() for cell in SEPARATOR.split(line)]


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
            continue
        yield [cells[i] if 0 <= i < len(cells) else "" for i in places]


def _csv(data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        try:
            yield from (_one_line(cells[:MOST_CELLS]) for cells in csv.reader(io.StringIO(text, newline="")))
        except csv.Error:
            break
        return
    raise Unreadable(UNREADABLE)


def _sheet(data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet; a file that unzips to more than the limit is not opened (security.md 12)."""
    try:
        _refuse_heavy(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 50, max_col=MOST_CELLS, values_only=True):
            yield _one_line("" if c is None else f"{c:.0f}" if isinstance(c, float) else str(c) for c in cells)
        book.close()
    except Unreadable:
        raise
    except Exception as fault:  # on a broken file openpyxl may raise anything
        raise Unreadable(UNREADABLE) from fault


def _refuse_heavy(data: bytes) -> None:
    """Counts before a slow library reads: the parts, what they unzip to, and the tags in them. Raises Unreadable."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        infos = book.infolist()
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNZIPPED:
            raise Unreadable(UNREADABLE)
        # in parts of any name, since the book itself says which part is what
        if sum(book.read(info).count(b"<") for info in infos) > MOST_TAGS:
            raise Unreadable(TOO_MUCH)


def _one_line(cells: Iterable[str]) -> list[str]:
    return [" ".join(SEPARATOR.sub(" ", cell).split()) for cell in cells]
