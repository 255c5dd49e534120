"""What a phone's camera sees on a page."""

import io
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Page


def read_qr(page: Page, selector: str = "svg.qr") -> str:
    """What a phone's camera would read from the code as it is drawn on the page."""
    picture = Image.open(io.BytesIO(page.locator(selector).first.screenshot()))
    found = zxingcpp.read_barcodes(picture.resize((picture.width * 3, picture.height * 3)))
    assert found, "no code can be read from the page"
    return str(found[0].text)


def path_of(address: str) -> str:
    """The address without its host, to be opened on another phone of the same test."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
