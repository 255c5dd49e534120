"""The application factory; it contains no rules."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from yiguan.audit import heads, touching
from yiguan.environment import read_settings
from yiguan.hallbox.only import init_box
from yiguan.home.navigation import init_navigation
from yiguan.people.gates import init_gates
from yiguan.people.parameters import MOST_HOURS
from yiguan.people.privacy.patterns import marked
from yiguan.search import indexing
from yiguan.settings import Settings
from yiguan.slices import found
from yiguan.store.db import add_writer, configuration, db
from yiguan.web import sizes
from yiguan.web.api import ApiPages, init_api
from yiguan.web.app import Yiguan, init_web
from yiguan.web.pages import init_pages
from yiguan.web.surfaces import Pages
from yiguan.workflow.machines import taken_by

ROOT = Path(__file__).parents[1]
SURFACE_FILES = (
    *(
        "public",
        "own",
        "phone",
        "about_phone",
        "bench",
        "papers_bench",
        "reception_bench",
        "closing_bench",
        "desk",
        "signing_desk",
        "by_link",
        "hall",
        "reception",
    ),
    *("setup_admin", "accounts_admin", "audit_admin", "security_admin", "units_admin", "people_admin", "roster_admin"),
    *("terms_admin", "signing_in_admin"),
    *("index_settings", "calendar_settings", "reasons_settings", "fields_settings", "parameters_settings"),
    "notices_settings",
    *("api", "papers_api", "reception_api", "closing_api", "operator"),
)


class UndeclaredRoute(Exception):
    """A route belongs to no surface; the start is refused."""


def create_app(settings: Settings | None = None) -> Yiguan:
    """The application of one installation. Raises WrongSetting, SecretMissing or UndeclaredRoute."""
    settings = settings or read_settings()
    app = Yiguan(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["settings"] = settings
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        add_writer(settings)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    touching.followers[:] = [indexing.follow]
    init_web(app)
    init_gates(app)
    init_pages(app)
    init_navigation(app)
    init_box(app, settings)
    _register(app)
    _refuse_undeclared(app)
    _protect(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.https
    app.config.update(
        **configuration(settings),
        SECRET_KEY=settings.keys.cookie,
        SESSION_COOKIE_NAME="__Host-staff" if secure else "staff",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # people/gates.py renews it once a minute
        PERMANENT_SESSION_LIFETIME=timedelta(hours=MOST_HOURS),
        MAX_CONTENT_LENGTH=sizes.MOST_BYTES,  # more where a form has files
        MAX_FORM_MEMORY_SIZE=sizes.MOST_BYTES,
        MAX_FORM_PARTS=sizes.MOST_FIELDS,
        TRUSTED_HOSTS=list(settings.hosts) if settings.mode == "production" else None,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        TESTING=settings.mode == "test",
    )


def _blueprints() -> Iterator[Blueprint]:
    """Every `pages` in the slices' surface files, lower slices first."""
    return (module.pages for module in found(*SURFACE_FILES))


def _register(app: Flask) -> None:
    api = init_api(app)
    for blueprint in _blueprints():
        if isinstance(blueprint, ApiPages):
            api.register_blueprint(blueprint)
        else:
            app.register_blueprint(blueprint)


def _protect(app: Flask) -> None:
    """From here on the session fingerprints what it writes (audit/watch.py), and papers carry the newest seal."""
    list(found("sealed"))
    app.jinja_env.globals.update(printed_seal=heads.printed, taken_by=taken_by)
    app.jinja_env.filters.update(personal=marked)


def _refuse_undeclared(app: Yiguan) -> None:
    for rule in app.url_map.iter_rules():
        blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
        declared = isinstance(blueprint, (Pages, ApiPages)) and blueprint.surface in app.surfaces
        if not declared and rule.endpoint != "api-docs.openapi_json":
            raise UndeclaredRoute(f"{rule.rule} ({rule.endpoint}) declares no surface")
