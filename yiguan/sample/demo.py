"""What a script needs to drive the demo, as it stands in instance/demo.json (product.md §6)."""

from typing import Any

from yiguan.people import service
from yiguan.settings import settings
from yiguan.workflow.plays import Stage, plays

TOKENS = (("convener", "XF"), ("officer", "TG"))


def tell(stage: Stage, password: str) -> dict[str, Any]:
    """Accounts and tokens of the sample just loaded, and what the slices add."""
    return {
        "base_url": settings().base_url,
        "accounts": [_account(entry, password) for entry in stage.accounts],
        "tokens": [_token(stage, role, unit) for role, unit in TOKENS],
        **{name: value for play in plays() for name, value in play.tells(stage).items()},
    }


def _account(entry: tuple[Any, str, str, str], password: str) -> dict[str, Any]:
    account, role, unit, name = entry
    who = {"username": account.username, "password": password, "role": role}
    return {**who, "unit": unit, "name": name, "totp_secret": None}


def _token(stage: Stage, role: str, unit: str) -> dict[str, Any]:
    account = next(a for a, its_role, its_unit, _ in stage.accounts if (its_role, its_unit) == (role, unit))
    secret = service.issue_token(stage.actors[role, unit][0], account, "read write", label="示例")
    return {"token": secret, "unit": unit, "username": account.username, "scopes": ["read", "write"]}
