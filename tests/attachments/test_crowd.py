"""Twenty phones send the largest pictures, others try passwords: the real server answers all others meanwhile."""

import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from io import BytesIO

from PIL import Image

from tests.bench import stage, wire
from tests.bench.faults_servers import free_port
from tests.sampling import whole

CLIENTS, GUESSERS = 20, 20 if whole() else 6
BOUNDARY = "a-boundary-of-this-test"
GUESS, GUESSED = "username=nobody&password=nothing-at-all", {"Content-Type": "application/x-www-form-urlencoded"}
SAID = {"text": "楼道灯坏了三个月", "place": "井巷新村12栋", "name": "李秀英", "phone": "", "public_name": "surname"}


def ask(port, method, path, body=None, headers=None):
    """Status, body and seconds of one request."""
    line, begun = HTTPConnection(wire.HOST, port, timeout=60), time.monotonic()
    try:
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return answer.status, answer.read().decode(), time.monotonic() - begun
    finally:
        line.close()


def a_report(page, picture):
    """A form with three pictures, as a browser without cookies sends it."""
    (receipt,) = re.findall(r'name="receipt" value="([^"]+)"', page)
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{head}"{name}"\r\n\r\n{text}\r\n' for name, text in (SAID | {"receipt": receipt}).items())
    files = [f'{head}"photo_{n}"; filename="a.png"\r\n\r\n'.encode() + picture + b"\r\n" for n in (1, 2, 3)]
    return fields.encode() + b"".join(files) + f"--{BOUNDARY}--\r\n".encode()


def the_largest():
    out = BytesIO()
    Image.new("RGB", (8000, 5000)).save(out, "PNG")
    return out.getvalue()


def test_everybody_else_is_answered_within_a_second(tmp_path):
    app, environ = stage.product(tmp_path / "instance", stage.database("sqlite", "crowd", tmp_path))
    with app.app_context():
        unit, _ = stage.a_stage()
    path, port, done = f"/units/{unit.code}/leads/new", free_port(), threading.Event()
    typed = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with stage.served("wsgi:app", port, environ, stage.SHIPPED), ThreadPoolExecutor(CLIENTS + GUESSERS + 1) as phones:
        report = a_report(ask(port, "GET", path)[1], the_largest())
        looking = phones.submit(looks, port, done)
        sent = [phones.submit(ask, port, "POST", path, report, typed) for _ in range(CLIENTS)]
        tried = [phones.submit(ask, port, "POST", "/sign-in", GUESS, GUESSED) for _ in range(GUESSERS)]
        answers, guesses = [answer.result() for answer in sent], [answer.result() for answer in tried]
        done.set()
        assert max(looking.result()) < 1
    statuses = Counter(status for status, _, _ in answers)
    assert set(statuses) == {200, 503}, statuses
    assert all("传照片的人多" in page and SAID["text"] in page for status, page, _ in answers if status == 503)
    assert {status for status, *_ in guesses} <= {422, 429, 503}
    assert max(seconds for *_, seconds in answers + guesses) < 30  # all tests run at once on two cores


def looks(port, done):
    """How long /healthz takes, again and again."""
    waits = []
    while not done.wait(0.05):
        status, _, seconds = ask(port, "GET", "/healthz")
        assert status == 200
        waits.append(seconds)
    return waits
