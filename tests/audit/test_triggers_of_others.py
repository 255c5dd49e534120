"""A trigger behind the program's back could rewrite what the program writes."""

from sqlalchemy import text

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from yiguan.audit import verify
from yiguan.settings import settings
from yiguan.store.db import db


def test_a_trigger_that_changes_what_the_program_writes_is_found(app):
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(
            text(
                "CREATE TRIGGER evil AFTER INSERT ON lead BEGIN UPDATE lead SET text = 'anders' WHERE id = NEW.id; END"
            )
        )
    else:
        body = "BEGIN NEW.text := 'anders'; RETURN NEW; END"
        db.session.execute(text(f"CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
        db.session.execute(text("CREATE TRIGGER evil BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION evil()"))
    a_lead(a_station())
    db.session.commit()
    assert [fault for fault in verify.verify(settings()) if "evil" in fault]
