"""Fills an empty demo database and tells what a script needs to drive it (product.md §6)."""

import secrets
from typing import Any

from flask import Flask

from yiguan.kernel.db import transaction
from yiguan.organisation import seeds
from yiguan.sample.leads import write_leads
from yiguan.sample.people import load_people
from yiguan.sample.score import Score


def load_if_empty(app: Flask) -> dict[str, Any] | None:
    """The contents of demo.json after loading; None when the database holds anything."""
    with app.app_context(), transaction():
        if not seeds.is_empty():
            return None
        seeds.load_foundation()
        password = f"tongguan-{secrets.token_hex(4)}"
        cast, score = load_people(password), Score()
        write_leads(score, cast)
        score.play()
        return {}
