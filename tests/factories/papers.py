"""Invented official papers of every layout, by a seed."""

import random
from datetime import date, timedelta
from typing import Literal, cast

from yiguan.documents.paper import Annex, Block, Heading, Paper, Paragraph, Table
from yiguan.documents.states import Layout

WORDS = [
    "加装电梯",
    "路灯",
    "采光",
    "楼道",
    "12栋",
    "一楼两户",
    "WiFi",
    "2026年",
    "“三公里”",
    "助餐点",
    "A座",
    "3.5米",
    "居民、委员",
    "区住建局",
    "协商",
    "方案",
]
SENDER = "政协铜陵市铜官区委员会"
Level = Literal[1, 2, 3, 4]


def a_paper(seed: int) -> Paper:
    chance = random.Random(seed)  # noqa: S311 - chooses, hides nothing
    signed = chance.random() < 0.7
    return Paper(
        layout=chance.choice(list(Layout)),
        sender=chance.choice([SENDER, "区住建局", SENDER * 3]),
        title=f"关于{_words(chance, 1, 12)}的建议",
        addressee=chance.choice(["", "区住建局", "区住建局、区民政局、区城管局"]),
        number=f"铜议建〔2026〕{seed}号" if signed else "",
        day=date(2026, 1, 1) + timedelta(days=seed) if signed else None,
        mark=chance.choice(["", "A", "B", "C", "D"]),
        blocks=tuple(_block(chance) for _ in range(chance.randint(0, 30))),
        annexes=tuple(_annex(chance) for _ in range(chance.randint(0, 3))),
        notes=chance.choice([(), ("联系人：许立冬（样例）",)]),
        copies=chance.choice([(), ("区政府督查室", "区民政局")]),
    )


def a_full_paper(pages: int) -> Paper:
    """Whole lines of one character, to be counted."""
    return Paper(Layout.OFFICIAL, SENDER, "关于计数的建议", blocks=(Paragraph("议" * 28 * 22 * pages),))


def a_list(length: int) -> Paper:
    rows = tuple((str(n), f"事项{n}：井巷新村加装电梯", "区住建局", "区民政局") for n in range(1, length + 1))
    table = Table(rows, (1, 6, 3, 3), ("序号", "事项", "主办", "协办"))
    return Paper(Layout.OFFICIAL, SENDER, "关于交办协商建议的通知", annexes=(Annex("协商建议交办清单", (table,)),))


def _words(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(WORDS, k=chance.randint(least, most)))


def _block(chance: random.Random) -> Block:
    kind = chance.random()
    if kind < 0.4:
        return Heading(cast(Level, chance.randint(1, 4)), _words(chance, 1, 8))
    if kind < 0.9:
        return Paragraph(_words(chance, 0, 80), chance.choice(["", "问题：", "建议："]))
    rows = tuple((_words(chance, 0, 3), _words(chance, 0, 9)) for _ in range(chance.randint(1, 6)))
    return Table(rows, (1, 3), chance.choice([(), ("序号", "事项")]), chance.choice([0, 20]))


def _annex(chance: random.Random) -> Annex:
    return Annex(_words(chance, 1, 6), tuple(_block(chance) for _ in range(chance.randint(0, 4))))
