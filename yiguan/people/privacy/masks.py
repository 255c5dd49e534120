"""Masks for names and phones (domain.md §6.6)."""

# The spaces keep the end of one name and the start of the next from matching as a third.
_COMPOUND_SURNAMES = (
    "欧阳 司马 诸葛 上官 皇甫 夏侯 尉迟 令狐 公孙 慕容 东方 端木 司徒 司空 轩辕 宇文 长孙 独孤 南宫 钟离 申屠 澹台 "
    "濮阳 淳于 太史 公羊 赫连 万俟 呼延 百里 东郭 西门 拓跋 纳兰 鲜于 闾丘 司寇 亓官 仲孙 公冶 宗政 公良 漆雕 乐正 闻人"
)


def surname_of(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else name[:1]


def mask_name(name: str) -> str:
    """李秀英 → 李**, for staff who have given no reason to see more (domain.md §6.6)."""
    surname = surname_of(name)
    return surname + "*" * min(2, max(1, len(name) - len(surname))) if name else ""


def surname_public(name: str) -> str:
    """李秀英 → 李某, for public pages; empty for an empty name."""
    return f"{surname_of(name)}某" if name else ""


def hall_name(name: str) -> str:
    """李秀英 → 李秀*, 欧阳建华 → 欧阳*华: people in the hall recognise themselves, and no full name is shown."""
    if len(name) < 3:
        return f"{name[:1]}*" if name else ""
    return f"{name[:2]}*{name[3:4]}"


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; of a number too short for that, the last two digits."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) < 10:
        return f"****{digits[-2:]}" if len(digits) > 5 else "****"
    return f"{digits[:3]}****{digits[-4:]}"
