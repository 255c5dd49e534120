"""`make faults`: the product while its workers, its database and its disk fail; LOST and DOUBLE must both be 0.

A crowd checks in without a pause, with the same key again after every failure, and keeps a ledger of what it was told;
afterwards the ledger is compared with the database. `--quick` tries the same in seconds, `--on sqlite` on one database.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from tests.bench import faults_disk, stage
from tests.bench.faults_count import Count, count_all
from tests.bench.faults_crowd import HANDS, Crowd, Evening, Phone, Taps
from tests.bench.faults_servers import Cluster, Product, free_port, wait_until
from tools.cluster import end_on_sigterm
from yiguan.attendance.models import CheckIn
from yiguan.store.db import db
from yiguan.web.app import Yiguan

PHONES = 400
PROMISED_GAP_S = {"workers killed": 2, "database killed": 10}
KINDS = ("postgresql", "sqlite")


@dataclass(frozen=True)
class Plan:
    """How much is broken, on each database."""

    workers: int = 200
    databases: int = 20
    cuts: int = 40
    meetings: int = 40
    full_disk: bool = True


QUICK = Plan(workers=10, databases=2, cuts=5, meetings=3, full_disk=False)


@dataclass
class Trial:
    """One product on one database, with its crowd."""

    app: Yiguan
    product: Product
    crowd: Crowd
    evenings: dict[str, Evening] = field(default_factory=dict)

    @contextlib.contextmanager
    def trouble(self, name: str) -> Iterator[Evening]:
        with self.crowd.at_the_door() as evening:
            self.evenings[name] = evening
            wait_until(lambda: len(evening.acknowledged) > 20)
            yield evening


def main(arguments: Sequence[str]) -> int:
    end_on_sigterm()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--on", choices=KINDS)
    parser.add_argument("--workers", type=int, help="how many workers are killed")
    parser.add_argument("--databases", type=int, help="how many times the database is killed")
    asked = parser.parse_args(arguments)
    numbers = {name: getattr(asked, name) for name in ("workers", "databases") if getattr(asked, name)}
    plan = replace(QUICK if asked.quick else Plan(), **numbers)
    with tempfile.TemporaryDirectory() as folder:
        kinds = (asked.on,) if asked.on else KINDS
        good = [tried(kind, plan, Path(folder)) for kind in kinds]
    return 0 if all(good) else 1


def tried(kind: str, plan: Plan, folder: Path) -> bool:
    """Every trouble on one database; prints the table, and says whether all of it is as promised."""
    url = os.environ.get("YIGUAN_TEST_PG_URL", "")
    cluster = Cluster(url) if kind == "postgresql" else None
    try:
        good = [worn_out(kind, plan, folder / kind, cluster)]
        if plan.full_disk:
            good.append(without_room(kind, folder / f"{kind}-disk"))
    finally:
        if cluster:
            cluster.stop()
    return all(good)


def worn_out(kind: str, plan: Plan, folder: Path, cluster: Cluster | None) -> bool:
    folder.mkdir()
    with trial(folder, folder, stage.database(kind, "yiguan_faults", folder), plan.meetings) as found:
        with found.trouble("workers killed") as evening:
            kill_workers(found.product, evening, plan.workers)
        with found.trouble("database killed") as evening:
            kill_databases(found.product, cluster, evening, plan.databases)
        stored = cut_answers(found, plan.cuts)
        count = count_all(found.app, found.crowd.ledger())
    kills = {"workers killed": plan.workers, "database killed": plan.databases}
    report(kind, found.evenings, kills, count)
    say(f"  answers cut after the commit: {plan.cuts}, of which stored before the second tap: {stored}")
    return is_good(found, count) and stored == plan.cuts


def without_room(kind: str, folder: Path) -> bool:
    """A database of its own on a small disk; what was acknowledged stays, and the service comes back by itself."""
    if not faults_disk.may_mount() and kind == "postgresql":
        say("  full disk: not tried on PostgreSQL, mounting a small one needs root")
        return True
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        room = a_disk(folder / "small", stack)
        url = database_on(kind, room, stack)
        found = stack.enter_context(trial(folder, room, url, 10))
        with found.trouble("disk full") as evening:
            with nothing_fits(found, room):
                before = len(evening.acknowledged)
                time.sleep(4)
                during = len(evening.acknowledged) - before
            freed = time.monotonic()
            wait_until(lambda: evening.acknowledged[-1] > freed)
            back = time.monotonic() - freed
            time.sleep(2)
        count = count_all(found.app, found.crowd.ledger())
    report(kind, found.evenings, {"disk full": 1}, count)
    said = f"  full for 4 s: {during} taps acknowledged meanwhile; back {back:.1f} s after there was room again"
    say(said if faults_disk.may_mount() else f"{said} (stand-in: files could not grow, mounting needs root)")
    return is_good(found, count)


def is_good(found: Trial, count: Count) -> bool:
    """What must hold on any machine; how long the gaps are depends on it, and is only printed."""
    return count.good and not any(evening.unanswered for evening in found.evenings.values())


def a_disk(folder: Path, stack: contextlib.ExitStack) -> Path:
    if faults_disk.may_mount():
        return stack.enter_context(faults_disk.small_disk(folder))
    folder.mkdir()
    return folder


def nothing_fits(found: Trial, room: Path) -> contextlib.AbstractContextManager[None]:
    if faults_disk.may_mount():
        return faults_disk.filled(room)
    return faults_disk.files_may_not_grow(found.product.family, (room / "yiguan_disk.db").stat().st_size)


def database_on(kind: str, room: Path, stack: contextlib.ExitStack) -> str:
    """The address of an empty database that lives on this disk until the stack unwinds."""
    if kind == "sqlite":
        return stage.database(kind, "yiguan_disk", room)
    url, base = stage.database(kind, "yiguan_disk", room), create_engine(os.environ["YIGUAN_TEST_PG_URL"])
    space, owner = room / "space", Path(f"{base.url.query['host']}/data").stat()
    space.mkdir()
    os.chown(space, owner.st_uid, owner.st_gid)
    for above in (room, room.parent, room.parent.parent):
        above.chmod(0o711)
    connection = base.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(text(f"CREATE TABLESPACE small LOCATION '{space}'"))
    connection.execute(text("ALTER DATABASE yiguan_disk SET TABLESPACE small"))
    stack.callback(base.dispose)
    stack.callback(connection.close)
    stack.callback(connection.execute, text("DROP TABLESPACE small"))
    stack.callback(connection.execute, text("DROP DATABASE yiguan_disk WITH (FORCE)"))
    return url


@contextlib.contextmanager
def trial(folder: Path, room: Path, url: str, halls: int) -> Iterator[Trial]:
    """The product running on an empty database, halls that are open, phones that know the way.

    Its own files lie in `room`; log and ledger in `folder`, which has space whatever happens.
    """
    app, environ = stage.product(room / "instance", url)
    with app.app_context():
        unit, _ = stage.a_stage()
        meetings = [stage.a_hall(unit).id for _ in range(halls)]
        phones = stage.some_phones(PHONES)
        # a connection left open here would spare SQLite the recovery that is to be tried
        db.session.remove()
        db.engine.dispose()
    product = Product(environ, free_port(), folder / "log")
    product.start()
    try:
        product.await_ready()
        yield Trial(app, product, Crowd(product.port, Taps(app, meetings, phones), folder / "ledger"))
    except TimeoutError:
        say(product.log.read_text(errors="replace")[-4000:])
        raise
    finally:
        product.stop()


def kill_workers(product: Product, evening: Evening, number: int) -> None:
    """One of the two after the other, a little earlier or later each time, when people are served again."""
    for n in range(number):
        product.kill_a_worker()
        await_answer(evening)
        time.sleep(0.1 + 0.03 * (n % 10))


def kill_databases(product: Product, cluster: Cluster | None, evening: Evening, number: int) -> None:
    """PostgreSQL with all its processes; SQLite lives in ours, so all of those, in the middle of their writes."""
    for n in range(number):
        victim: Cluster | Product = cluster or product
        victim.kill()
        victim.start()
        await_answer(evening)
        time.sleep(0.3 + 0.07 * (n % 10))


def await_answer(evening: Evening) -> None:
    """Waits until as many were acknowledged again as there are hands."""
    before = len(evening.acknowledged)
    wait_until(lambda: len(evening.acknowledged) >= before + HANDS)


def cut_answers(found: Trial, number: int) -> int:
    """Phones that hang up when the answer is on its way and tap again; how many were stored at the first tap."""
    evening, stored = Evening(), 0
    found.evenings["answers cut"] = evening
    for _ in range(number):
        phone, tap = Phone(found.crowd.port), next(found.crowd.taps)
        phone.tap_and_hang_up(tap)
        evening.cut_off += 1
        stored += rows_of(found.app, tap.receipt.key)
        if found.crowd.insist(phone, tap, evening) is None:
            evening.unanswered += 1
    return stored


def rows_of(app: Yiguan, key: str) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(CheckIn.key == key)) or 0


def report(kind: str, evenings: dict[str, Evening], times: dict[str, int], count: Count) -> None:
    say(f"\n{kind}")
    head = ("times", "acknowledged", "cut off", "gap s", "longest wait s", "unanswered")
    say(f"  {'trouble':18s}" + "".join(f"{word:>16s}" for word in head) + "  statuses")
    for name, evening in evenings.items():
        figures = [str(times.get(name, evening.cut_off)), str(len(evening.acknowledged))]
        figures += [str(evening.cut_off), f"{evening.longest_gap:.2f}", f"{max(evening.waits):.2f}"]
        figures += [str(evening.unanswered)]
        say(f"  {name:18s}" + "".join(f"{word:>16s}" for word in figures) + f"  {shown(evening.statuses)}")
        if evening.longest_gap > PROMISED_GAP_S.get(name, 60):
            say(f"  the gap is longer than the {PROMISED_GAP_S[name]} s promised; was the machine idle otherwise?")
    whole = "whole" if count.file_is_whole else "BROKEN"
    say(f"  acknowledged {count.acknowledged}, rows {count.rows}: LOST {count.lost}, DOUBLE {count.double}")
    say(f"  audit chain: {count.chain_faults} faults; database file: {whole}")


def shown(statuses: Counter[int]) -> str:
    return ", ".join(f"{status} × {number}" for status, number in sorted(statuses.items()))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
