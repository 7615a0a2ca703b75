from __future__ import annotations

from kamurj.commands.testing import Counts, Outcome, closing_line, count

GOOD = Outcome("mypy", went_well=True, seconds=1.0)
BAD = Outcome("ruff check", went_well=False, seconds=1.0)


def test_tests_are_counted_from_pytests_own_report(tmp_path):
    report = tmp_path / "pytest.xml"
    report.write_text('<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>')
    assert count(report) == Counts(passed=4, failed=3, skipped=3)


def test_a_pytest_that_wrote_no_report_has_no_counts_and_is_one_failure(tmp_path):
    counts = count(tmp_path / "missing.xml")
    assert counts == Counts()
    assert closing_line([GOOD], counts, 4) == "0 passed, 1 failed"


def test_the_last_line_counts_failed_tests_and_failed_checks():
    assert closing_line([GOOD], Counts(passed=412), 0) == "412 passed, 0 failed"
    assert closing_line([GOOD, BAD], Counts(passed=410, failed=2, skipped=1), 1) == "410 passed, 3 failed, 1 skipped"


def test_passing_tests_under_a_pytest_that_fails_count_one_failure():
    assert closing_line([], Counts(passed=3), 1) == "3 passed, 1 failed"
