import struct
import subprocess
import sys
import time
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.conftest import test_settings
from tests.sampling import times
from yiguan.attachments import drawing, pictures
from yiguan.attachments.formats import format_of, size_of
from yiguan.attachments.pictures import DECODERS, MAX_BYTES, PictureRefused, check
from yiguan.settings import enter, leave

# 96 × 64, the left half red, the right half blue, with "turn right" (irot), maker and place; drawn for this test.
HEIC = (Path(__file__).parent / "turned.heic").read_bytes()
RED, BLUE = (220, 30, 30), (30, 30, 220)


@pytest.fixture(autouse=True, scope="module")
def installed(instance):
    """The places of the decoders are in the instance's folder."""
    before = enter(test_settings(instance, "sqlite", "pictures"))
    yield
    leave(before)


def normalise(data):
    with DECODERS.taken() as slot:
        return pictures.normalise(data, slot)


def a_picture(size=(96, 64), mode="RGB"):
    picture = Image.new(mode, size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture


def in_format(picture, format_, **options):
    out = BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def exif_of_a_phone(orientation):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 56.0, 0.0)})
    return exif


def a_huge_png(side):
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = (b"IHDR" + header, b"IDAT" + zlib.compress(b"\0" * 1000), b"IEND")
    framed = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def looks_like(pixel, colour):
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_every_common_format_comes_out_as_a_jpeg(format_):
    kept = normalise(in_format(a_picture(), format_))
    assert (kept.width, kept.height, kept.media_type) == (96, 64, "image/jpeg")
    drawn = Image.open(BytesIO(kept.data))
    assert drawn.format == "JPEG"
    assert looks_like(drawn.getpixel((10, 10)), RED)


def test_a_picture_from_an_apple_phone_stands_upright():
    kept = normalise(HEIC)
    assert (kept.width, kept.height) == (64, 96)
    drawn = Image.open(BytesIO(kept.data))
    assert looks_like(drawn.getpixel((30, 10)), RED)
    assert looks_like(drawn.getpixel((30, 86)), BLUE)


def test_a_jpeg_held_sideways_stands_upright():
    kept = normalise(in_format(a_picture(), "JPEG", exif=exif_of_a_phone(6)))
    drawn = Image.open(BytesIO(kept.data))
    assert drawn.size == (64, 96)
    assert looks_like(drawn.getpixel((30, 10)), RED)


@pytest.mark.parametrize(
    "data",
    [
        in_format(a_picture(), "JPEG", exif=exif_of_a_phone(1), comment=b"PhoneMaker", xmp=b"<PhoneMaker/>"),
        in_format(a_picture(), "PNG", exif=exif_of_a_phone(1)),
        in_format(a_picture(), "WEBP", exif=exif_of_a_phone(1)),
        HEIC.replace(b"Phone\0", b"Maker\0"),
    ],
    ids=["jpeg", "png", "webp", "heic"],
)
def test_place_and_maker_stay_behind(data):
    assert b"Maker" in data
    kept = normalise(data)
    assert b"Maker" not in kept.data
    assert b"Exif" not in kept.data
    assert not Image.open(BytesIO(kept.data)).getexif()


def test_a_large_picture_shrinks_and_a_small_one_does_not_grow():
    large = normalise(in_format(a_picture((4000, 3000)), "JPEG"))
    assert (large.width, large.height) == (1600, 1200)
    assert normalise(in_format(a_picture(), "JPEG")).width == 96


def test_what_is_see_through_becomes_white():
    kept = normalise(in_format(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert Image.open(BytesIO(kept.data)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_no_way_to_store_colours_is_too_strange(mode):
    assert normalise(in_format(Image.new(mode, (20, 20)), "PNG")).width == 20


def test_four_colour_print_is_read_too():
    assert normalise(in_format(Image.new("CMYK", (20, 20)), "JPEG")).width == 20


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unknown"),
        (b"<?xml version='1.0'?><svg/>", "picture_unknown"),
        (in_format(a_picture(), "GIF"), "picture_unknown"),
        (b"%PDF-1.7", "picture_unknown"),
        (b"MZ\x90\x00", "picture_unknown"),
        (in_format(a_picture(), "JPEG")[:300], "picture_broken"),
        (in_format(a_picture(), "PNG")[:60], "picture_broken"),
        (HEIC[:500], "picture_broken"),
        (b"\xff\xd8\xff" + b"x" * 100, "picture_broken"),
        (b"\x89PNG\r\n\x1a\n", "picture_broken"),
        (b"\xff\xd8\xff" + b"x" * MAX_BYTES, "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_way_on(data, code):
    with pytest.raises(PictureRefused) as refused:
        normalise(data)
    assert refused.value.code == code
    assert refused.value.status == 422
    assert "您填的内容都还在，请" in refused.value.message


@pytest.mark.parametrize("side", [6_400, 12_000, 50_000])
def test_a_bomb_is_refused_by_its_header(side):
    """Pillow warns above 89 megapixels and raises above 179; 40 is ours."""
    with pytest.raises(PictureRefused) as refused:
        check(a_huge_png(side))
    assert refused.value.code == "picture_too_many_pixels"


def test_a_bomb_in_apple_clothes_is_refused_too():
    place = HEIC.index(b"ispe") + 8
    with pytest.raises(PictureRefused) as refused:
        check(HEIC[:place] + struct.pack(">II", 20_000, 20_000) + HEIC[place + 8 :])
    assert refused.value.code == "picture_too_many_pixels"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"progressive": True}, {"exif": exif_of_a_phone(6)}])
@given(width=st.integers(1, 700), height=st.integers(1, 700))
@settings(max_examples=times(5))
def test_the_header_says_the_size_that_a_decoder_finds(format_, options, width, height):
    data = in_format(Image.new("RGB", (width, height)), format_, **options)
    assert (format_of(data), size_of(format_, data)) == (format_, (width, height))


def test_the_header_of_an_apple_phone_says_the_size_too():
    assert size_of("HEIF", HEIC) == (96, 64)


@pytest.mark.parametrize(
    "padding", [b"\xff" * 3000, b"\xff\xd0" * 3000, b"\xff\xe1\x00\x02" * 3000, b"\x00" * MAX_BYTES]
)
def test_a_header_without_an_end_is_refused_at_once(padding):
    begun = time.perf_counter()
    with pytest.raises(PictureRefused):
        check(b"\xff\xd8\xff\xe0\x00\x02" + padding)
    assert time.perf_counter() - begun < 0.2


def test_a_header_that_says_less_than_there_is_does_not_help():
    """A HEIC whose first size is honest to the header's reader and another to the decoder ends at the same limit."""
    small = a_huge_png(6_400).replace(struct.pack(">II", 6_400, 6_400), struct.pack(">II", 10, 10))
    with pytest.raises(PictureRefused):
        normalise(small)
    done = run_drawing("PNG", a_huge_png(6_400))
    assert (done.returncode, done.stdout) == (drawing.TOO_MANY_PIXELS, b"")


def run_drawing(format_, data):
    command = [sys.executable, "-I", drawing.__file__, format_, "1600"]
    return subprocess.run(command, input=data, capture_output=True, timeout=60)


def an_endless_jpeg():
    """Its last scan is repeated 100,000 times, and each is read over the whole picture."""
    data = in_format(Image.new("L", (4000, 4000)), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:-2] + data[start:-2] * 100_000 + data[-2:]


@pytest.mark.parametrize(
    ("limit", "most", "data"),
    [
        ("RLIMIT_AS", 200 * 1024**2, in_format(Image.new("RGBA", (8000, 5000)), "PNG")),
        ("RLIMIT_CPU", 1, an_endless_jpeg()),
    ],
)
def test_a_decoder_that_wants_too_much_ends_and_leaves_nothing(limit, most, data):
    setting = f"drawing.LIMITS[resource.{limit}] = {most}; sys.exit(drawing.main(sys.argv[1], 1600))"
    command = [sys.executable, "-c", f"import resource, sys; from yiguan.attachments import drawing; {setting}"]
    done = subprocess.run([*command, str(format_of(data))], input=data, capture_output=True, timeout=60)
    assert (done.returncode != 0, done.stdout) == (True, b"")


def test_the_largest_pictures_need_less_memory_than_there_is():
    """40 megapixels, in the ways to store colours that need most: transparent, and turned."""
    for mode, format_, options in (
        ("RGBA", "PNG", {}),
        ("RGB", "JPEG", {"progressive": True, "exif": exif_of_a_phone(6)}),
    ):
        data = in_format(Image.new(mode, (8000, 5000)), format_, **options)
        assert run_drawing(format_, data).returncode == 0


@settings(max_examples=times(30))
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(12, 600), st.binary(max_size=4)), min_size=1),
)
def test_damaged_pictures_are_drawn_or_refused_and_nothing_else(format_, wounds):
    data = bytearray(in_format(a_picture(), format_))
    for place, bytes_ in wounds:
        data[place : place + len(bytes_)] = bytes_
    with suppress(PictureRefused):
        assert normalise(bytes(data)).data.startswith(b"\xff\xd8\xff")
