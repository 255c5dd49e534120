from yiguan.check import check


def test_a_test_installation_is_told_everything_that_forbids_a_production_start(app, capsys):
    assert check(app) == 1
    told = capsys.readouterr().out
    assert "✗ 运行方式是 test" in told
    assert "✗ 可信主机" in told
    assert "✓ 审计链应完好" in told
    assert "✓ 示例账号 0 个" in told
