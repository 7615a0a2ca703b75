"""`./kamurj test`: every check and every test in turn; with arguments, pytest alone with them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from kamurj.commands import chromium, scratch, words
from kamurj.commands import home as homes
from kamurj.commands.answers import in_ci, print_json, say

WORKERS = "2"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check went."""

    name: str
    went_well: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


def checks() -> dict[str, list[str]]:
    """The checks before the tests, by name."""
    python = sys.executable
    return {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "mypy": [python, "-m", "mypy"],
        "import-linter": [str(Path(python).parent / "lint-imports")],
    }


def run(arguments: list[str]) -> int:
    """Exit status 0 when everything passed. The last line counts what passed and what failed."""
    as_json = "--json" in arguments
    arguments = [argument for argument in arguments if argument != "--json"]
    os.environ.setdefault("KAMURJ_LOG_LEVEL", "WARNING")
    if in_ci:
        os.environ["NO_COLOR"] = "1"
    # Before Django is: it reads its own language's sentences as soon as it is set up.
    words.compile_changed(homes.ROOT / "src")
    with scratch.home_and_database(homes.from_environment()) as home:
        _find_browser(may_install=not arguments)
        if arguments:
            outcomes: list[Outcome] = []
            report, status = _run_pytest(arguments, home, to_stderr=as_json)
        else:
            outcomes = [_run_check(name, command, to_stderr=as_json) for name, command in checks().items()]
            report, status = _run_pytest(["-n", WORKERS], home, to_stderr=as_json)
        counts = count(report)
    if arguments and not as_json:
        return status
    return _close(outcomes, counts, status, as_json=as_json)


def count(report: Path) -> Counts:
    """Read pytest's report; no counts where it wrote none."""
    if not report.exists():
        return Counts()
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - written by our own pytest
        for name in totals:
            totals[name] += int(suite.get(name, "0"))
    failed = totals["failures"] + totals["errors"]
    return Counts(passed=totals["tests"] - failed - totals["skipped"], failed=failed, skipped=totals["skipped"])


def closing_line(outcomes: list[Outcome], counts: Counts, status: int) -> str:
    """`N passed, N failed`: tests, and checks that failed; a pytest that could not even begin counts as one failure."""
    failed = counts.failed + sum(not outcome.went_well for outcome in outcomes)
    if status and not counts.failed:
        failed += 1
    skipped = f", {counts.skipped} skipped" if counts.skipped else ""
    return f"{counts.passed} passed, {failed} failed{skipped}"


def _find_browser(*, may_install: bool) -> None:
    found = chromium.find_or_install() if may_install else chromium.find()
    found.export()
    if not found.path:
        say(f"Browser tests are skipped: {found.reason}.")


def _run_check(name: str, command: list[str], *, to_stderr: bool) -> Outcome:
    say(f"── {name}")
    begun = time.monotonic()
    done = subprocess.run(command, cwd=homes.ROOT, check=False, stdout=sys.stderr if to_stderr else None)
    return Outcome(name, done.returncode == 0, time.monotonic() - begun)


def _run_pytest(arguments: list[str], home: homes.Home, *, to_stderr: bool) -> tuple[Path, int]:
    report = home.path / "pytest.xml"
    colour = ["--color=no"] if in_ci else []
    command = [sys.executable, "-m", "pytest", *colour, "-q", f"--junitxml={report}", *arguments]
    done = subprocess.run(command, cwd=homes.ROOT, check=False, stdout=sys.stderr if to_stderr else None)
    return report, done.returncode


def _close(outcomes: list[Outcome], counts: Counts, status: int, *, as_json: bool) -> int:
    went_well = status == 0 and all(outcome.went_well for outcome in outcomes)
    if as_json:
        checked = {outcome.name: {"passed": outcome.went_well, "seconds": round(outcome.seconds, 1)} for outcome in outcomes}
        print_json({"passed": counts.passed, "failed": counts.failed, "skipped": counts.skipped, "checks": checked})
        return 0 if went_well else 1
    sys.stdout.flush()
    for outcome in outcomes:
        print(f"{outcome.name:<15}{'passed' if outcome.went_well else 'FAILED':<8}{outcome.seconds:6.1f} s")
    print(closing_line(outcomes, counts, status))
    return 0 if went_well else 1
