"""What people typed, made safe to keep and to compare, and names and phones shown only as far as needed."""

import re
import unicodedata

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
_TOO_MANY_BLANK_LINES = re.compile("\n{4,}")

# The spaces keep two neighbours from reading as a third.
_COMPOUND_SURNAMES = (
    "欧阳 司马 诸葛 上官 皇甫 夏侯 尉迟 令狐 公孙 慕容 东方 端木 司徒 司空 轩辕 宇文 长孙 独孤 南宫 钟离 申屠 澹台 "
    "濮阳 淳于 太史 公羊 赫连 万俟 呼延 百里 东郭 西门 拓跋 纳兰 鲜于 闾丘 司寇 亓官 仲孙 公冶 宗政 公良 漆雕 乐正 闻人"
)


def clean(text: str, *, lines: bool) -> str:
    """The text as it is stored: NFC, trimmed, nothing unseen. With `lines`, line ends stay, two blank ones at most."""
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_END.sub("\n", text)))
    if not lines:
        return " ".join(seen.split())
    kept = "\n".join(line.rstrip().replace("\t", " ") for line in seen.split("\n"))
    return _TOO_MANY_BLANK_LINES.sub("\n\n\n", kept).strip()


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: only spaces, fillers, or accents that sit on no letter."""
    return all(unicodedata.category(character)[0] in "MZ" for character in clean(text, lines=False))


def key_of(text: str) -> str:
    """The form in which two texts are compared: full width = half width, capital = small, no spaces."""
    folded = unicodedata.normalize("NFKC", clean(text, lines=False)).casefold()
    return unicodedata.normalize("NFKC", "".join(folded.split()))


def surname_of(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else name[:1]


def mask_name(name: str) -> str:
    """李秀英 → 李**, for staff who have given no reason to see more (domain.md §6.6)."""
    surname = surname_of(name)
    return surname + "*" * min(2, max(1, len(name) - len(surname))) if name else ""


def surname_public(name: str) -> str:
    """李秀英 → 李某, for what everybody may read; nothing for nobody."""
    return f"{surname_of(name)}某" if name else ""


def hall_name(name: str) -> str:
    """李秀英 → 李秀*, 欧阳建华 → 欧阳*华: neighbours in the hall find themselves, and no name stands there in full."""
    if len(name) < 3:
        return f"{name[:1]}*" if name else ""
    return f"{name[:2]}*{name[3:4]}"


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; of a number too short for that, the last two digits."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) < 10:
        return f"****{digits[-2:]}" if len(digits) > 5 else "****"
    return f"{digits[:3]}****{digits[-4:]}"
