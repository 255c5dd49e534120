"""QR codes as the pages draw them."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from yiguan.base import qr

MODULE, QUIET = 8, 4
MODULES = re.compile(r"M(\d+),(\d+)H\d+V\d+H\1z")


def drawn(drawing: qr.Drawing) -> Image.Image:
    """What a browser makes of the path, with the quiet zone of templates/parts/qr.html."""
    side = (drawing.size + 2 * QUIET) * MODULE
    picture = Image.new("L", (side, side), 255)
    pencil = ImageDraw.Draw(picture)
    for x, y in (map(int, module.groups()) for module in MODULES.finditer(drawing.path)):
        left, top = (x + QUIET) * MODULE, (y + QUIET) * MODULE
        pencil.rectangle((left, top, left + MODULE - 1, top + MODULE - 1), fill=0)
    return picture


@pytest.mark.parametrize(
    ("text", "size"),
    [("HTTP://CONSULT.EXAMPLE.CN/C/ABCDEFGHJK", 25), ("https://consult.example.cn/leads/12345678", 29), ("议关", 21)],
)
def test_what_is_drawn_is_read_back_from_one_path_no_larger_than_it_must_be(text, size):
    drawing = qr.draw(text)
    found = zxingcpp.read_barcodes(drawn(drawing))
    assert [code.text for code in found] == [text]
    assert MODULES.sub("", drawing.path) == ""
    assert drawing.size == size
    assert found[0].ec_level == "M"
