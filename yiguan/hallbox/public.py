"""The page of a box for phones in the hall: how to trust it, or what does not work without a certificate."""

from urllib.parse import urlsplit

from flask import Response, render_template

from yiguan.base.errors import NotFound
from yiguan.hallbox import certificates, queries
from yiguan.hallbox.certificates import CA
from yiguan.settings import settings
from yiguan.web.surfaces import Pages

pages = Pages("hallbox", "public", "/box")


@pages.get("")
def show() -> str:
    box = queries.the_box()
    if box is None:
        raise NotFound("这里不是会场盒子，是平台。请从首页进入。")
    fingerprint = certificates.fingerprint(settings().instance) if _is_trusted() else ""
    meeting, port = queries.meeting_of(box), urlsplit(settings().base_url).port
    return render_template("hallbox/box.html", meeting=meeting, unit=meeting.unit, fingerprint=fingerprint, port=port)


@pages.get("/certificate")
def certificate() -> Response:
    """The authority's certificate, for phones to install."""
    if not _is_trusted():
        raise NotFound("这台盒子没有证书。怎么用，看“会场盒子”那一页。")
    body = (settings().instance / CA).read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="yiguan-box.crt"'}
    return Response(body, mimetype="application/x-x509-ca-cert", headers=headers)


def _is_trusted() -> bool:
    return settings().is_box and settings().https and (settings().instance / CA).exists()
