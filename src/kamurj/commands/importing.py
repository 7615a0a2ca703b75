"""`./kamurj import SOURCE FILE`: fills the database from a file; run again, it goes on where it was or changes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from kamurj.commands import started
from kamurj.commands.answers import Progress, print_json, print_table
from kamurj.commands.migrate import apply
from kamurj.commands.refusals import Refused

SOURCES = {
    "online-retail": "the Online Retail II data set (.parquet)",
    "products": "products and variants (.csv)",
    "stock": "pieces by variant and location (.csv)",
    "locations": "stores and warehouses (.csv)",
    "customers": "customers (.csv)",
    "gift-cards": "gift cards of another system (.csv)",
    "payment-methods": "cards and wallets that customers keep at the payment provider (.csv)",
    "orders": "orders and their lines (.csv)",
}


def run(arguments: list[str]) -> int:
    """Import one file; exit status 0 also when some rows were rejected: they are counted and written to a file by reason."""
    options = parse(arguments)
    with started.django(), Progress() as progress:
        apply(verbosity=0)
        from kamurj.importers.running import run_import
        from kamurj.kernel.errors import KamurjError

        try:
            result = run_import(source=options.source, path=options.file, progress=progress)
        except KamurjError as refusal:
            raise Refused(f"{options.file}: {refusal}") from refusal
    if options.json:
        print_json(result)
    else:
        print_table(f"{options.source}: {options.file.name}", result)
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """What to import; Refused when the file cannot be read."""
    listing = "\n".join(f"  {name:<15}{what}" for name, what in SOURCES.items())
    parser = argparse.ArgumentParser(
        prog="./kamurj import", description=f"{__doc__}\n\n{listing}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", choices=SOURCES, metavar="SOURCE", help="what kind of file it is")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        raise Refused(f"there is no file {options.file}. Name one that can be read: ./kamurj import {options.source} FILE")
    return options
