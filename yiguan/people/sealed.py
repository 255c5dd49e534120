"""What of this slice's tables is sealed (audit/seals.py) or watched (audit/watch.py)."""

from yiguan.audit.seals import register
from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.people.models import (
    Account,
    Affiliation,
    Alias,
    Appointment,
    Attempt,
    Consent,
    Device,
    FormerPassword,
    Person,
    RawScan,
    SignIn,
    Token,
)

COUNTER = "counts failed tries; the trail has an entry of each"
VERSION = "counts edits"
PERSON = columns("id", "kind", "name", "name_index", "phone", "phone_index", "device_id", "created_at", "erased_at",
                 "is_sample")  # fmt: skip
ACCOUNT = columns("id", "person_id", "username", "password_hash", "password_at", "totp_secret", "first_link_hash",
                  "first_link_until", "disabled_at", "is_sample")  # fmt: skip
APPOINTMENT = columns("id", "person_id", "unit_id", "role", "title", "starts_on", "ends_on", "is_sample")
ALIAS = columns("id", "person_id", "main_id", "proof", "device_id", "by", "at", "undone_at", "undone_by")
TOKEN = columns("id", "account_id", "token_hash", "scopes", "label", "at", "until", "revoked_at")
CONSENT = columns("id", "person_id", "version", "channel", "at")

register("consent", Consent, {1: CONSENT})
watch(Person, {2: Shape(PERSON)})  # 1 had the sector; 0029 moved it and carried over what was proven
watch(Affiliation, {1: Shape(columns("id", "person_id", "kind", "name", "starts_on", "is_sample"))})
watch(
    Account,
    {1: Shape(ACCOUNT)},
    apart={
        "failures": COUNTER,
        "locked_until": COUNTER,
        "totp_last_step": "counts accepted codes",
        "version": VERSION,
    },
)
watch(Appointment, {1: Shape(APPOINTMENT), 2: Shape(APPOINTMENT | columns("term_id"))})
watch(Alias, {1: Shape(ALIAS), 2: Shape(ALIAS | columns("onto_id"))})
watch(FormerPassword, {1: Shape(columns("id", "account_id", "password_hash", "at"))})
watch(Token, {1: Shape(TOKEN)})
leave(Attempt, "a log with a short life, encrypted; what succeeded is an entry about the account or the lead")
leave(Device, "its hash is keyed, so a row made by hand recognises no phone")
leave(
    SignIn, "lasts some hours, and its keyed hash covers its account; signing in and out are entries about the account"
)
leave(RawScan, "a text for whoever settles a scan, authenticated by its cipher, and erased by retention")
