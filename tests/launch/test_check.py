from tests.factories.keys import NEW, after_replacing
from tests.factories.people import a_resident
from yiguan.base import crypto
from yiguan.check import check
from yiguan.secrets import NAMES
from yiguan.settings import settings
from yiguan.store import key_proofs


def test_a_test_installation_is_told_everything_that_forbids_a_production_start(app, capsys):
    assert check(app) == 1
    told = capsys.readouterr().out
    assert "✗ 运行方式是 test" in told
    assert "✗ 可信主机" in told
    assert "✓ 审计链应完好" in told
    assert "✓ 示例账号 0 个" in told


def test_each_key_is_listed_with_its_id_and_age_and_the_earlier_one(app, installed, capsys):
    key_proofs.keep(settings().keys)
    earlier = crypto.key_id(settings().keys.person).hex()
    installed(keys=after_replacing("person"))
    check(app)
    told = capsys.readouterr().out
    assert f"✓ person_key 编号 {crypto.key_id(NEW).hex()}，用了 0 天，旧的还留着 {earlier}。" in told
    assert all(f"✓ {name} 编号 " in told for name in NAMES)


def test_what_an_earlier_key_encrypted_is_counted(app, installed, capsys):
    a_resident("李秀英", "13800001234")
    installed(keys=after_replacing("person"))
    check(app)
    assert "✗ 还用旧 person_key 的内容 2 处" in capsys.readouterr().out
