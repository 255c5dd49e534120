import pytest

from tests.reporting import minutes_by_folder


def a_report(nodeid: str, when: str, minutes: float) -> pytest.TestReport:
    return pytest.TestReport(nodeid, (nodeid, 1, ""), {}, "passed", None, when, duration=minutes * 60)  # type: ignore[arg-type]


def test_minutes_are_added_up_by_folder_and_the_longest_stands_first():
    reports = [
        a_report("tests/topics/test_a.py::test_one", "setup", 1),
        a_report("tests/topics/test_a.py::test_one", "call", 0.5),
        a_report("tests/journeys/evening/test_b.py::test_two", "setup", 0),
        a_report("tests/journeys/evening/test_b.py::test_two", "call", 2.25),
        a_report("tests/topics/test_c.py::test_three", "setup", 0.25),
        a_report("tests/calendar/test_d.py::test_four", "setup", 0.01),
    ]
    assert [line.split(maxsplit=4) for line in minutes_by_folder(reports)] == [
        ["2.25", "min", "1", "tests", "journeys"],
        ["1.75", "min", "2", "tests", "topics"],
        ["0.01", "min", "1", "tests", "the other folders"],
        ["4.01", "min", "4", "tests", "together"],
    ]
