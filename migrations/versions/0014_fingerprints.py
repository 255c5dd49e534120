"""Every watched row has fingerprints from now on: `fingerprint`, and a dated baseline of the rows that are there.

The baseline is what the rows hold at the migration; what was changed before is not seen by it. `audit-verify` should
therefore be run before an upgrade. Sealed tables need none: their seals go on, and tables sealed from now on (consent)
are sealed by the worker within minutes.
"""

import sqlalchemy as sa
from alembic import op

from yiguan.audit.baseline import Old, OldPart, write, write_start
from yiguan.audit.triggers import removals, statements

revision = "0014"
down_revision = "0013"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FINGERPRINT = ["id", "subject", "subject_id", "entry_id", "version", "at", "content", "mac"]
WATCHED = {
    "account": "id person_id username password_hash password_at totp_secret first_link_hash first_link_until"
    " disabled_at is_sample",
    "allotted_number": "id series year number words at voided_at",
    "appointment": "id person_id unit_id role title starts_on ends_on is_sample",
    "attachment": "id name media_type size width height at",
    "box_pack": "id code meeting_id token_hash epoch key_no made_by at until revoked_at is_sample",
    "burst_review": "id meeting_id kind subject size at is_sample",
    "event": "id entry_id subject subject_id act",
    "feedback": "id text person_id at answered_at answer",
    "former_password": "id account_id password_hash at",
    "hall_box": "id code meeting_id device told until at",
    "helper_link": "id meeting_id token_hash pin_hash shown at until revoked_at is_sample",
    "lead": "id receipt nonce unit_id person_id entered_by channel text place field public_name pick_code state"
    " held_for rechecked at is_sample limit_id",
    "lead_device": "id lead_id device_id at ended_at",
    "lead_note": "id lead_id kind text by at",
    "lead_photo": "id lead_id attachment_id position",
    "link_use": "id link_id person_id at is_sample",
    "meeting": "id code unit_id kind title place starts_at ends_at capacity attendance host printed_code listed_only"
    " tracks_exit epoch key_no state was_short postponed_from at is_sample",
    "minutes": "id meeting_id unit_id summary state submitted_by confirmed_at digest at is_sample limit_id",
    "paper_list": "id meeting_id attachment_id people at is_sample",
    "person": "id kind name name_index phone phone_index device_id sector created_at erased_at is_sample",
    "phone_move": "id person_id code_hash state proof unit_id asked_by from_device to_device at until used_at undone_at"
    " undone_by is_sample",
    "publication": "id topic_id state first_at reviewed_at withdrawn_at why is_sample",
    "recommendation": "id code number unit_id topic_id meeting_id title addressee state revision approved_by signed_by"
    " signed_name signed_role signed_at frozen digest at is_sample",
    "registration": "id meeting_id person_id side door state required removed place unit_name reason epoch code_index"
    " at is_sample",
    "revision": "id recommendation_id number text submitted_by at remarks answered_at",
    "sheet": "id meeting_id at closed_by note figures is_sample",
    "support": "id topic_id person_id at withdrawn_at",
    "thanks": "id meeting_id at is_sample",
    "time_limit": "id start rule length paused_days paused_on days_left due tentative explain ended_on after_id",
    "token": "id account_id token_hash scopes label at until revoked_at",
    "topic": "id code number unit_id title problem affected place field source level state merged_into_id round"
    " submitted_by deferred_until public_since at is_sample limit_id",
    "topic_lead": "id topic_id lead_id joined_at left_at",
    "undoing": "id check_in_id at reason is_sample",
    "unit": "id code kind parent_id path name short_name station_kind level address phone hours about retired_on"
    " is_sample",
}
PARTS = {
    "meeting": (
        OldPart("parts", "meeting_part", "meeting_id", "id meeting_id position title place starts_at ends_at"),
        OldPart("topics", "meeting_topic", "meeting_id", "id meeting_id topic_id"),
        OldPart("agenda", "agenda_item", "meeting_id", "id meeting_id position title minutes topic_id"),
    ),
    "minutes": (
        OldPart("items", "consensus_item", "minutes_id", "id minutes_id position kind text unit_id due_on dissent"),
    ),
    "recommendation": (
        OldPart(
            "items",
            "recommendation_item",
            "recommendation_id",
            "id recommendation_id position problem analysis advice unit_id",
        ),
        OldPart(
            "sources",
            "item_source",
            "item_id",
            "id item_id kind subject_id",
            through=("recommendation_item", "recommendation_id"),
        ),
    ),
}


def upgrade() -> None:
    op.create_table(
        "fingerprint",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fingerprint"),
    )
    op.create_index("ix_fingerprint_subject", "fingerprint", ["subject", "subject_id", "id"])
    op.create_index("ix_fingerprint_entry", "fingerprint", ["entry_id"])
    connection = op.get_bind()
    write_start(connection)
    for name, columns in WATCHED.items():
        write(connection, Old(name, columns, PARTS.get(name, ())))
    for statement in statements(connection.dialect.name, "fingerprint", FINGERPRINT):
        op.execute(statement)


def downgrade() -> None:
    """Seals over fingerprints stay in the chain, which the release before does not know; an upgrade begins anew."""
    for statement in removals(op.get_bind().dialect.name, "fingerprint"):
        op.execute(statement)
    op.drop_index("ix_fingerprint_entry", "fingerprint")
    op.drop_index("ix_fingerprint_subject", "fingerprint")
    op.drop_table("fingerprint")
