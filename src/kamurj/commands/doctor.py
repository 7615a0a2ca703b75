"""`./kamurj doctor`: what is there and what is wrong. It answers also on a machine where nothing could be prepared."""

from __future__ import annotations

import argparse
import importlib.util
import json

from kamurj.commands import home as homes
from kamurj.commands.examination import machine
from kamurj.commands.examination.finding import Finding, State

SIGNS = {State.GOOD: "ok", State.NOTE: "--", State.WRONG: "!!"}


def run(arguments: list[str]) -> int:
    """Exit status 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(prog="./kamurj doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the findings as one JSON object")
    options = parser.parse_args(arguments)
    findings = examine(homes.from_environment())
    wrong = sum(finding.state is State.WRONG for finding in findings)
    if options.json:
        print(json.dumps({"wrong": wrong, "findings": [finding.as_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{SIGNS[finding.state]}  {finding.name:<17}{finding.detail}")
            if finding.way_out:
                print(f"{'':21}→ {finding.way_out}")
        print("Nothing is wrong." if not wrong else f"{wrong} of {len(findings)} are wrong.")
    return 1 if wrong else 0


def examine(home: homes.Home) -> list[Finding]:
    """Everything there is to say, from the machine up to the data."""
    findings = machine.examine(home)
    if importlib.util.find_spec("psycopg") is None:
        return [*findings, Finding("database", State.NOTE, "not looked at: the Python packages are missing")]
    from kamurj.commands.examination import data

    return [*findings, *data.examine(home)]
