"""For whoever keeps the machine running: alive, ready, a few figures."""

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from yiguan.base import crypto
from yiguan.base.errors import Forbidden
from yiguan.home import figures
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.web.surfaces import Pages

pages = Pages("home", "operator")


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers and its schema is the one this release was written for."""
    try:
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    ready = found == figures.newest_migration()
    return jsonify(status="ok" if ready else "migrations incomplete", schema=found), 200 if ready else 503


@pages.get("/metrics")
def metrics() -> Response:
    """Prometheus text, for this machine itself or with the token; figures only, nobody's name."""
    token = settings().metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.remote_addr not in ("127.0.0.1", "::1") and not (token and crypto.same(token, shown)):
        raise Forbidden("这里只给本机或带令牌的监控程序看。")
    return Response(figures.as_text(), mimetype="text/plain; version=0.0.4")
