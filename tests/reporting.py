"""What a run tells beside its dots: the seed of its samples first, the minutes of each folder last."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

from tests.sampling import seed, whole

SHORT_MIN = 0.05
"""Folders that took less stand together in one line."""
SHORT, ALL = "the other folders", "together"


def choice() -> str:
    return "YIGUAN_TEST_WHOLE=1" if whole() else f"YIGUAN_TEST_SEED={seed()}"


def pytest_report_header() -> str:
    return f"walks and properties: {choice()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = [one for some in terminalreporter.stats.values() for one in some if isinstance(one, pytest.TestReport)]
    terminalreporter.write_sep("=", "minutes by folder, of all workers")
    for line in minutes_by_folder(found):
        terminalreporter.write_line(line)
    if any(report.failed for report in found):
        terminalreporter.write_line(f"the same walks and properties once more: {choice()}")


def minutes_by_folder(reports: Iterable[pytest.TestReport]) -> list[str]:
    """A line for each folder of tests, the longest first: minutes of set-up, test and clean-up, and how many tests."""
    minutes, tests = defaultdict[str, float](float), Counter[str]()
    for report in reports:
        folder = PurePosixPath(report.nodeid.partition("::")[0]).parts[1]
        minutes[folder] += report.duration / 60
        tests[folder] += report.when == "setup"
    for folder in [folder for folder in minutes if minutes[folder] < SHORT_MIN]:
        minutes[SHORT] += minutes.pop(folder)
        tests[SHORT] += tests.pop(folder)
    lines = sorted(minutes.items(), key=lambda line: -line[1])
    lines.append((ALL, sum(minutes.values())))
    tests[ALL] = tests.total()
    return [f"{took:7.2f} min {tests[folder]:6d} tests  {folder}" for folder, took in lines]
