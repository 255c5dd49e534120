"""Reads tables that people upload: xlsx or csv, each row as the texts of its cells."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from openpyxl import load_workbook

from yiguan.base.errors import Invalid
from yiguan.base.text import clean

MOST_ROWS = 500
MOST_BYTES = 2_000_000
MOST_UNZIPPED = 20_000_000
MOST_PARTS = 200
MOST_TAGS = 100_000
"""A list of 500 rows and ten columns has 20,000; openpyxl takes a second for as many as this."""
MOST_CELLS = 30
SPARE_ROWS = 50
"""Rows read beyond the most, so that whoever has too many is told at each."""
SEPARATOR = re.compile("[,，、;；]")
BLANK = "，"
UNREADABLE = "这个文件打不开，没有读到名单。请在表格软件里另存为 xlsx 或 csv，再选一次。"
TOO_LARGE = "这个文件太大了。请只留下要的几列，删去别的再选。"
TOO_MUCH = "这个文件里的内容太多了。请把要的几列复制到新的表格里，再选一次。"


class Unreadable(Invalid):
    """A file without a readable table; the sentence at `file` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"file": [sentence]})


def rows_of(data: bytes) -> Iterator[list[str]]:
    """The rows of a csv file, or of an Excel file's first sheet; no cell has a separator in it. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if data.lstrip()[:1] == b"<":  # a web page, which some programs save as .xls
        raise Unreadable(UNREADABLE)
    return islice(_sheet(data) if data.startswith(b"PK") else _csv(data), MOST_ROWS + SPARE_ROWS)


def as_lines(rows: Iterable[Sequence[str]]) -> str:
    """One line a row, also for a blank one, so that lines and rows have the same numbers; blank rows at the end go."""
    lines = ["，".join(cells) if any(cells) else BLANK for cells in rows]
    while lines and lines[-1] == BLANK:
        lines.pop()
    return clean("\n".join(lines), lines=True)


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
        for cells in sheet.iter_rows(max_row=MOST_ROWS + SPARE_ROWS, max_col=MOST_CELLS, values_only=True):
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
