"""Papers as PDF, drawn by typst with the fonts of this machine, which it embeds."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from yiguan.base import clock
from yiguan.base.errors import Conflict
from yiguan.documents import typefaces
from yiguan.documents.flow import flow_of
from yiguan.documents.measures import head_pt
from yiguan.documents.paper import Paper

SOURCE = Path(__file__).with_name("paper.typ").read_bytes()
NO_FONT = (
    "这台服务器上没有中文字体，PDF 没有做成，什么都没有改动。请先下载 Word 文档；要 PDF，请系统管理员装好中文字体"
    "（Debian、Ubuntu 是 apt-get install fonts-noto-cjk），重新启动以后再下载。"
)
STAND_IN = "服务器上没有公文字体，本件用代用字体排出，版式供核对"


def write(paper: Paper, *, folder: Path | None = None) -> bytes:
    """The bytes of a PDF; `folder` has fonts besides the system's. Raises Conflict where none is Chinese."""
    fonts = fonts_of(folder)
    chosen = typefaces.chosen_of(fonts.families())
    if not chosen:
        raise Conflict(NO_FONT, code="no_font")
    words = {
        "layout": str(paper.layout),
        "head_pt": head_pt(paper.sender),
        "faces": chosen,
        "stand_in": "" if typefaces.are_official(chosen) else STAND_IN,
        "lines": [asdict(line) for line in flow_of(paper)],
    }
    inputs = {"paper": json.dumps(words, default=str)}
    return typst.compile(
        SOURCE, font_paths=fonts, sys_inputs=inputs, format="pdf", timestamp=int(clock.now().timestamp())
    )


@cache
def fonts_of(folder: Path | None) -> typst.Fonts:
    """Looked for once in a process: reading them takes a tenth of a second."""
    return typst.Fonts(font_paths=[folder] if folder else [])
