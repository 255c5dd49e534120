"""Who signed which text: one row an act, never changed, checked by audit-verify."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.factories.organisation import a_department
from tests.factories.people import an_account, as_actor
from tests.factories.recommendations import a_recommendation, signature_of
from yiguan.audit import verify
from yiguan.audit.triggers import removals
from yiguan.base import clock, crypto
from yiguan.people.states import Role
from yiguan.recommendations.states import RecommendationState
from yiguan.signatures import sealed
from yiguan.signatures.models import Signature
from yiguan.signatures.service import sign
from yiguan.store.db import db

REPLY = "一、两套方案已经做好，图纸附后。"


def test_the_leaders_of_a_unit_and_of_the_district_sign_one_reply(app):
    unit, at = a_department(), clock.now()
    for act, role in (("sign", Role.UNIT_LEADER), ("sign_off", Role.DISTRICT_LEADER)):
        sign(as_actor(an_account(role, unit)), unit, act, role=role, text=REPLY, at=at)
    db.session.commit()
    found = db.session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [(one.act, one.role) for one in found] == [("sign", "unit_leader"), ("sign_off", "district_leader")]
    assert {one.digest for one in found} == {crypto.digest(REPLY.encode())}


def test_one_act_signs_a_record_once(app):
    unit, leader = a_department(), as_actor(an_account(Role.UNIT_LEADER))
    sign(leader, unit, "sign", role=Role.UNIT_LEADER, text=REPLY, at=clock.now())
    with pytest.raises(IntegrityError), db.session.begin_nested():
        sign(leader, unit, "sign", role=Role.UNIT_LEADER, text=REPLY, at=clock.now())


@pytest.mark.parametrize("statement", ["UPDATE signature SET name = '别人'", "DELETE FROM signature"])
def test_no_statement_changes_a_signature(app, statement):
    a_recommendation(RecommendationState.ISSUED)
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_a_signed_text_that_was_changed_is_found_twice(app):
    signature = signature_of(a_recommendation(RecommendationState.ISSUED))
    assert (list(sealed.unchanged()), verify.changed("signature", [signature.id])) == ([], {})
    for statement in removals(db.session.get_bind().dialect.name, "signature"):
        db.session.execute(text(statement))
    db.session.execute(text("UPDATE signature SET text = text || '另加一条。'"))
    assert list(sealed.unchanged()) == [f"signature {signature.id}：签过的文字和签名时的 SM3 摘要对不上。"]
    assert list(verify.changed("signature", [signature.id])) == [signature.id]
