"""Which fonts of this machine draw the faces of an official paper; none comes with the program."""

from collections.abc import Collection, Iterable
from itertools import chain

OFFICIAL = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体"),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong"),
    "hei": ("SimHei", "黑体", "STHeiti", "Heiti SC"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Kaiti SC"),
    "plain": ("SimSun", "宋体", "STSong", "Songti SC"),
}
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei")


def chosen_of(families: Collection[str]) -> dict[str, str]:
    """Face → family: the official one, else a stand-in; empty where the machine has no Chinese font at all."""
    known = (*SERIF, *SANS, *chain(*OFFICIAL.values()))
    usual = _first(known, families)
    heavy = _first((*SANS, *known), families)
    stand_ins = dict.fromkeys(OFFICIAL, usual) | {"hei": heavy}
    return {face: _first(names, families) or stand_ins[face] for face, names in OFFICIAL.items()} if usual else {}


def are_official(chosen: dict[str, str]) -> bool:
    return all(chosen[face] in names for face, names in OFFICIAL.items())


def _first(names: Iterable[str], families: Collection[str]) -> str:
    return next((name for name in names if name in families), "")
