"""给领导看: the address of a page that is not public yet. It is derived, never stored, and ends by itself."""

from datetime import timedelta

from yiguan.base import clock, crypto
from yiguan.base.codes import encode_bits
from yiguan.base.errors import NotFound
from yiguan.publishing.models import Publication
from yiguan.publishing.states import PublicationState
from yiguan.settings import Keys

DAYS = 3
LASTS = timedelta(days=DAYS)
OVER = "这个预览已经结束，或者地址不全。请向发给您的人再要一个。"


def is_previewed(publication: Publication) -> bool:
    until = publication.preview_until
    return publication.state is not PublicationState.PUBLISHED and until is not None and until > clock.now()


def token_of(keys: Keys, publication: Publication) -> str:
    return _token(keys.code, publication)


def require_previewed(keys: Keys, publication: Publication | None, token: str) -> Publication:
    """Raises NotFound for a wrong or an ended address."""
    if publication is None or not is_previewed(publication):
        raise NotFound(OVER)
    if not any(crypto.same(_token(key, publication), token.upper()) for key in keys.ring("code")):
        raise NotFound(OVER)
    return publication


def _token(key: bytes, publication: Publication) -> str:
    """100 bits; another end makes another address."""
    until = clock.iso(publication.preview_until) if publication.preview_until else ""
    return encode_bits(crypto.mac(key, "preview", publication.id, until), 20)
