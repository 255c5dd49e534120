"""Units are corrected in the browser: they get a version, and the invented contacts of a real installation go.

An installation began with the telephones, hours and addresses of the sample district, which its public pages showed.
What nobody has changed since is emptied, unless the installation is a demo (its accounts are flagged as sample).
"""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from yiguan.audit.baseline import Old, carry, proven

revision = "0015"
down_revision = "0014"

SEED = Path(__file__).parents[1] / "seeds" / "units.csv"
COLUMNS = {"phone": "phone", "hours": "hours", "address": "address", "about": "area_note"}
UNIT = sa.table("unit", *map(sa.column, ("code", "is_sample", *COLUMNS)))
ACCOUNT = sa.table("account", sa.column("is_sample", sa.Boolean()))
WATCHED = (
    "id code kind parent_id path name short_name station_kind level address phone hours about retired_on is_sample"
)


def upgrade() -> None:
    op.add_column("unit", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    connection = op.get_bind()
    if connection.scalar(sa.select(sa.literal(1)).where(ACCOUNT.c.is_sample).limit(1)):
        return
    known = Old("unit", WATCHED)
    ids = proven(connection, known)
    with SEED.open(encoding="utf-8", newline="") as file:
        changed = sum(_empty(row) for row in csv.DictReader(file))
    if changed:
        carry(connection, known, ids)


def _empty(row: dict[str, str]) -> int:
    """Empties what still stands as it came with the installation; returns how many columns that were."""
    changed = 0
    for column, name in COLUMNS.items():
        as_it_came = (UNIT.c.code == row["code"], UNIT.c[column] == row[name], UNIT.c[column] != "")
        changed += op.get_bind().execute(sa.update(UNIT).where(*as_it_came).values({column: ""})).rowcount
    return changed


def downgrade() -> None:
    op.drop_column("unit", "version")
