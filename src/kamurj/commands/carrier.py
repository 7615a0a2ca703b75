"""`./kamurj carrier events FILE | manifest`: reads what a carrier tells, writes the list of a day's parcels."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kamurj.commands import started
from kamurj.commands.answers import print_json, print_table, say
from kamurj.commands.migrate import apply
from kamurj.commands.refusals import Refused

HOUSE = "house"


def run(arguments: list[str]) -> int:
    """Read events from a table (CSV), or write a day list; lines of no use are left out and said, with exit status 0."""
    options = parse(arguments)
    with started.django():
        apply(verbosity=0)
        from kamurj.kernel.errors import KamurjError

        try:
            result = _events(options) if options.what == "events" else _manifest(options)
        except KamurjError as refusal:
            raise Refused(str(refusal)) from refusal
    for left_out in result.get("left_out", ()):
        say(f"Line {left_out['line']} is left out: {left_out['why']}")
    if options.json:
        print_json(result)
    else:
        print_table(
            f"carrier {options.carrier}: {options.what}", {name: value for name, value in result.items() if value != []}
        )
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """What to do; Refused when the file cannot be read."""
    parser = argparse.ArgumentParser(prog="./kamurj carrier", description=__doc__)
    asked = parser.add_subparsers(dest="what", required=True)
    events = asked.add_parser("events", help="read a table of events: tracking, event_id, event, at, place, note")
    events.add_argument("file", type=Path, metavar="FILE")
    events.add_argument("--preview", action="store_true", help="say what would come of it and change nothing")
    manifest = asked.add_parser("manifest", help="write the list of a day's parcels")
    manifest.add_argument(
        "--day", type=date.fromisoformat, default=None, help="the day, such as 2026-03-14 (default: today)"
    )
    for each in (events, manifest):
        each.add_argument("--carrier", default=HOUSE, help="the carrier's code (default: house)")
        each.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(arguments)
    if options.what == "events" and not options.file.is_file():
        raise Refused(f"there is no file {options.file}. Name one that can be read: ./kamurj carrier events FILE")
    return options


def _events(options: argparse.Namespace) -> dict[str, Any]:
    from kamurj.carriers.queries.offers import carrier as carrier_of
    from kamurj.journeys.parcels import hear_events, preview_events, read_events
    from kamurj.kernel.clock import utc_now
    from kamurj.kernel.origin import Channel, Origin

    now, carrier = utc_now(), carrier_of(options.carrier).code
    good, bad = read_events(options.file.read_bytes(), now=now)
    if options.preview:
        heard = preview_events(carrier=carrier, told=good)
    else:
        origin = Origin(channel=Channel.API, actor="system:carrier")
        heard = hear_events(carrier=carrier, told=good, now=now, origin=origin)
    left_out = sorted((*bad, *heard.not_taken), key=lambda one: one.line)
    return {
        "new": heard.stored,
        "known": heard.repeated,
        "left_out": [{"line": one.line, "why": str(one.why), "code": one.why.code} for one in left_out],
    }


def _manifest(options: argparse.Namespace) -> dict[str, Any]:
    from kamurj.carriers.operations.labels import hand_manifest
    from kamurj.kernel.clock import utc_now

    day = options.day or utc_now().date()
    parcels, where = hand_manifest(carrier=options.carrier, day=day)
    return {"day": day.isoformat(), "parcels": parcels, "written": where}
