"""Lists as xlsx and csv for Excel and WPS; a cell that looks like a formula stays text (security.md 12)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from yiguan.base import clock

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
WIDEST, NARROWEST = 40, 8
Cell = str | int | datetime | None
Rows = Iterable[Sequence[Cell]]


def write(kind: str, title: str, headers: Sequence[str], rows: Rows) -> bytes:
    """The file's bytes; `kind` is a key of FORMATS. Times are Tongling time, without a zone."""
    plain = [[_plain(cell) for cell in row] for row in rows]
    return _xlsx(title, headers, plain) if kind == "xlsx" else _csv(headers, plain)


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, datetime):
        return f"{clock.local(cell):%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else cell


def _csv(headers: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """With a byte order mark, without which Excel misreads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([headers, *([_disarmed(cell) for cell in row] for row in rows)])
    return out.getvalue().encode("utf-8-sig")


def _disarmed(cell: str | int) -> str | int:
    """A leading apostrophe keeps a spreadsheet from evaluating what somebody typed."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _xlsx(title: str, headers: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31].translate(str.maketrans("", "", "[]:*?/\\")))
        sheet.write_row(0, 0, headers, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        for column, header in enumerate(headers):
            sheet.set_column(column, column, _width([header, *(row[column] for row in rows)]))
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _width(cells: Sequence[str | int]) -> int:
    """The column's width in characters; a Chinese one counts as two."""
    longest = max(sum(2 if ord(char) > 255 else 1 for char in str(cell)) for cell in cells)
    return min(max(longest + 2, NARROWEST), WIDEST)
