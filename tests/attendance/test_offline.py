"""What a device keeps for an evening without network; what it does with it, tests/journeys/evening/ shows."""

import json
import re

import pytest

READER = "'wasm-unsafe-eval'"


@pytest.mark.row("CK-16")
def test_the_kept_page_opens_for_anybody_and_holds_nobody(client, keeper):
    signed_in = client.page("/reception/offline")
    client.post("/sign-out", data={"csrf_token": client.csrf()})
    assert client.page("/reception/offline") == signed_in
    assert keeper.title not in signed_in
    assert "csrf_token" not in signed_in


def content(client, file: str) -> bytes:
    with client.get(file) as answer:
        assert answer.status_code == 200, file
        return bytes(answer.data)


def test_everything_the_kept_page_asks_for_is_kept_too(client):
    files = json.loads(re.findall(r"FILES = (\[.*\])", client.page("/reception/worker.js"))[0])
    asked = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.page("/reception/offline"))
    modules = [file for file in files if "/reception/" in file and file.endswith(".js")]
    kept = {file: content(client, file) for file in files}
    for module in modules:
        folder = module.rpartition("/")[0]
        asked += [f"{folder}/{name}" for name in re.findall(r'from "\./([\w.]+)"', kept[module].decode())]
    assert len(modules) > 5
    assert set(asked) - set(files) == set()


def test_only_the_desk_may_run_the_code_reader(client, keeper):
    def policy(url: str) -> str:
        return str(client.get(url).headers["Content-Security-Policy"])

    assert READER in policy("/reception/offline")
    assert READER in policy(f"/reception/{keeper.code}")
    assert READER not in policy(f"/bench/meetings/{keeper.code}")
    assert policy("/reception/offline").replace(f" {READER}", "") == policy("/")


def test_the_worker_lies_where_it_may_answer_for_the_desk_and_for_nothing_else(client):
    answer = client.get("/reception/worker.js")
    assert answer.mimetype == "text/javascript"
    assert "Service-Worker-Allowed" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
