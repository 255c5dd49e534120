import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from yiguan.documents import sheets

HEADERS = ["姓名", "单位", "时间", "第几位"]
WHEN = datetime(2026, 11, 23, 6, 26, tzinfo=UTC)
TRAPS = ["=1+1", "+86138", "-2", "@SUM(A1)", "\t=1", "＝1+1", "＋86138", "－2", "＠SUM(A1)", '=HYPERLINK("x")']


@pytest.mark.row("EX-01")
def test_a_sheet_keeps_chinese_headers_times_and_numbers():
    made = sheets.write("xlsx", "签到:名单", HEADERS, [["李秀英", "幸福社区", WHEN, 38]])
    book = openpyxl.load_workbook(io.BytesIO(made))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows == [tuple(HEADERS), ("李秀英", "幸福社区", "2026-11-23 14:26:00", 38)]


@pytest.mark.row("EX-01")
@pytest.mark.parametrize("trap", TRAPS)
def test_what_looks_like_a_formula_stays_text(trap):
    book = openpyxl.load_workbook(io.BytesIO(sheets.write("xlsx", "x", ["甲"], [[trap]])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    text = sheets.write("csv", "x", ["甲"], [[trap]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][0].startswith("'")


def test_a_csv_begins_with_the_mark_that_excel_needs():
    assert sheets.write("csv", "x", ["甲"], []).startswith(b"\xef\xbb\xbf")
