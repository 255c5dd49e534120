"""A thing has one name for residents: the one in docs/glossary.md."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STAFF = re.compile("shells/(bench|desk|hall)|print/|sheet")
SPOKEN = ("yiguan/*/phone.py", "yiguan/*/about_phone.py", "yiguan/*/notices.py", "yiguan/*/face.py")
OTHERS = ("yiguan/leads/reporting.py", "yiguan/registrations/queries.py", "yiguan/organisation/queries.py")


def for_residents() -> dict[str, str]:
    """Templates that are no page of staff, and what residents are told by the program."""
    pages = {path: path.read_text() for path in ROOT.glob("templates/**/*.html")}
    found = {path: text for path, text in pages.items() if not STAFF.search(text) and not STAFF.search(path.name)}
    found |= {path: path.read_text() for pattern in (*SPOKEN, *OTHERS) for path in ROOT.glob(pattern)}
    return {path.relative_to(ROOT).as_posix(): text for path, text in found.items()}


def test_residents_read_one_word_for_a_station():
    read = for_residents()
    assert "templates/home/mine.html" in read
    assert [name for name, text in read.items() if "站点" in text.replace("站点联络员", "")] == []
