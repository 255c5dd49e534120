"""Every signature is watched (audit/watch.py), and its text still has the SM3 it was signed with."""

from collections.abc import Iterator

from sqlalchemy import select

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.base import crypto
from yiguan.signatures.models import Signature
from yiguan.store.db import db

SIGNATURE = columns("id", "subject", "subject_id", "act", "person_id", "name", "role", "at", "text", "digest")
ON_PAPER = columns("signed_on", "scan_digest", "confirmed_by")
watch(Signature, {1: Shape(SIGNATURE), 2: Shape(SIGNATURE | ON_PAPER)})


def unchanged() -> Iterator[str]:
    query = select(Signature.id, Signature.text, Signature.digest).order_by(Signature.id)
    for number, text, digest in db.session.execute(query.execution_options(yield_per=100)):
        if not crypto.same(crypto.digest(text.encode()), digest):
            yield f"signature {number}：签过的文字和签名时的 SM3 摘要对不上。"


CHECKS = (unchanged,)
