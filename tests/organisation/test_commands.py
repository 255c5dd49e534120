import argparse

import pytest

from tests.factories.organisation import a_district
from yiguan.organisation import cli, queries


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers())
    asked = parser.parse_args(words)
    return int(asked.act(asked))


@pytest.mark.row("ST-01")
def test_one_command_adds_a_station(app, capsys):
    a_district()
    assert run("unit-add", "xyz", "新城社区协商站", "--phone", "0562-2850099") == 0
    assert "/S/XYZ" in capsys.readouterr().out
    assert queries.get_unit("XYZ").phone == "0562-2850099"


def test_a_code_in_use_is_refused_with_a_sentence(app, capsys):
    a_district()
    run("unit-add", "xyz", "新城社区协商站")
    assert run("unit-add", "XYZ", "另一个站") == 1
    assert "已经有单位在用" in capsys.readouterr().out
