"""How many pieces lie where: columns `sku`, `location` (its code) and `on_hand`."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.catalogue.queries import variants_by_sku
from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import ORIGIN, Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.progress import Progress
from kamurj.locations.queries import all_locations
from kamurj.stock import bulk as stock
from kamurj.stock.contracts import LevelCount

NEEDED = ("sku", "location", "on_hand")


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file as a count: what lies there afterwards is what the file says."""
    return running.run(file, read(file.path, needed=NEEDED), progress, _write)


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    variants = variants_by_sku([row.values["sku"] for row in rows])
    places = {card.code: card.location for card in all_locations(closed_too=True)}
    counted: list[tuple[CsvRow, LevelCount]] = []
    for row in rows:
        variant, place, on_hand = variants.get(row.values["sku"]), places.get(row.values["location"]), row.values["on_hand"]
        if variant is None:
            tally.reject(row, "unknown sku")
        elif place is None:
            tally.reject(row, "unknown location")
        elif not on_hand.removeprefix("-").isdecimal():
            tally.reject(row, "on_hand is no whole number")
        else:
            counted.append((row, LevelCount(variant=variant, location=place, on_hand=int(on_hand))))
    done = stock.set_levels(rows=[count for _, count in counted], now=utc_now(), origin=ORIGIN)
    for refused in done.refused:
        tally.reject(counted[refused.place][0], refused.reason)
    tally.imported += len(counted) - len(done.refused)
    tally.add(changed=done.written, unchanged=done.unchanged)
