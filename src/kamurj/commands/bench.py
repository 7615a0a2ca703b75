"""`./kamurj bench NAME`: measures; each benchmark works in a database of its own that is made and dropped."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

from kamurj.commands import started
from kamurj.commands.answers import Progress, print_json, print_table
from kamurj.commands.database.choice import VARIABLE
from kamurj.commands.home import ROOT
from kamurj.commands.listing import nearest_of
from kamurj.commands.refusals import Refused


def run(arguments: list[str]) -> int:
    """Run one benchmark and print what it measured."""
    parser = argparse.ArgumentParser(prog="./kamurj bench", description=f"{__doc__} There are: {', '.join(names())}.")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="a run under a minute; its figures are rougher")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options, rest = parser.parse_known_args(arguments)
    module = load(options.name)
    with Progress() as progress, _place(module):
        result = module.run(quick=options.quick, progress=progress, arguments=tuple(rest))
    if options.json:
        print_json(result)
    else:
        print_table(options.name, result)
    return 0


def names() -> Sequence[str]:
    """The benchmarks there are: the modules in benchmarks/ that can be run."""
    found = (path.stem for path in (ROOT / "benchmarks").glob("*.py") if "\ndef run(" in path.read_text())
    return sorted(name.replace("_", "-") for name in found)


def load(name: str) -> ModuleType:
    """The benchmark's module; Refused, with the nearest name, when there is none."""
    if name not in names():
        near = nearest_of(name, names())
        hint = f"did you mean `./kamurj bench {near}`?" if near else f"choose one of: {', '.join(names())}."
        raise Refused(f"there is no benchmark `{name}`; {hint}", status=2)
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module(f"benchmarks.{name.replace('-', '_')}")


@contextmanager
def _place(module: ModuleType) -> Iterator[None]:
    """A migrated database of its own, with Django on it; nothing for a benchmark that starts installations itself."""
    if getattr(module, "STARTS_ITSELF", False):
        yield
        return
    os.environ.setdefault("KAMURJ_LOG_LEVEL", "WARNING")
    from benchmarks import harness

    with started.home_and_database() as (_, database), harness.temporary_database(database.url) as url:
        before = os.environ[VARIABLE]
        os.environ[VARIABLE] = url
        try:
            with started.django():
                from kamurj.commands.migrate import apply

                apply(verbosity=0)
                yield
        finally:
            os.environ[VARIABLE] = before
