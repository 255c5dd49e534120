"""Cleans typed text for storing and comparing."""

import re
import unicodedata
from typing import Literal

# Unicode's Default_Ignorable_Code_Point (zero-width, bidi, Hangul fillers, variation selectors, tags), the braille
# blank, interlinear and object marks, lone surrogates, and the two code points that no XML (docx, xlsx) may hold.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_UNSEEN = re.compile(f"[{_INVISIBLE}{_CONTROLS}]")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NO_NAME = re.compile(r'[<>:"|?*%\\/]')
_TOO_MANY_BLANK_LINES = re.compile("\n{4,}")
_MARKS = "".join(
    c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(unicodedata.normalize("NFKD", c)[0])
)
_PILE = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")


def normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """The text in a normal form of Unicode, with at most 30 marks on one letter (UAX 15, stream-safe text): sorting
    more of them takes quadratic time, minutes for a form's worth.
    """
    return unicodedata.normalize(form, _PILE.sub(r"\1", text))


def clean(text: str, *, lines: bool) -> str:
    """The text as it is stored: NFC, trimmed, without invisible characters. `lines` keeps line breaks, with at most two
    blank lines in a row.
    """
    seen = normal("NFC", _UNSEEN.sub("", _LINE_END.sub("\n", text)))
    if not lines:
        return " ".join(seen.split())
    kept = "\n".join(line.rstrip().replace("\t", " ") for line in seen.split("\n"))
    return _TOO_MANY_BLANK_LINES.sub("\n\n\n", kept).strip()


def key_of(text: str) -> str:
    """The form in which two texts are compared: half width, lower case, no spaces."""
    folded = normal("NFKC", clean(text, lines=False)).casefold()
    return normal("NFKC", "".join(folded.split()))


def stem_of(text: str) -> str:
    """The text as the name of a file, without what file systems refuse; at most 80 characters, perhaps none."""
    return _NO_NAME.sub("", clean(text, lines=False))[:80].strip(". ")
