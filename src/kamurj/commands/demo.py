"""`./kamurj demo`: a living demo retailer; with --check its whole story is played against the running processes."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kamurj.commands import fill_demo, ports, serve, site
from kamurj.commands import home as homes
from kamurj.commands.answers import print_json, say
from kamurj.commands.database.choice import VARIABLE, Database, recreate
from kamurj.commands.refusals import Refused

SEED = 7


def run(arguments: list[str]) -> int:
    """Serve the demo retailer until stopped; with --check play the story, stop, and answer with its outcome."""
    options = parse(arguments)
    if options.check:
        return _check(options)
    wanted = site.Site(host=options.host, port=options.port, workers=options.workers, command="demo")
    site.run(
        wanted,
        home=homes.from_environment(),
        prepare=lambda database: fill_once(database, seed=options.seed, fresh=options.fresh),
        once_answering=lambda: _tell(wanted),
    )
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of `./kamurj demo`."""
    parser = argparse.ArgumentParser(prog="./kamurj demo", description=__doc__)
    serve.add_address(parser)
    parser.set_defaults(port=None)
    parser.add_argument("--check", action="store_true", help="play the whole story over HTTP, then stop")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what the retailer is drawn from (default {SEED})")
    parser.add_argument("--fresh", action="store_true", help="throw away what this database holds and fill it anew")
    parser.add_argument("--json", action="store_true", help="with --check: print the outcome as one JSON object")
    options = parser.parse_args(arguments)
    if options.json and not options.check:
        parser.error("--json goes with --check; the demo itself has no result")
    options.port = options.port or (ports.free(options.host) if options.check else 8000)
    return options


def fill_once(database: Database, *, seed: int, fresh: bool) -> None:
    """Fill the database unless it is filled; anew when asked to, or when an earlier filling was interrupted.

    Refused when it holds somebody's own data: the demo is not mixed into them.
    """
    found = fill_demo.read_mark(database.url)
    if found.startswith(fill_demo.FILLED) and not fresh:
        if found != f"{fill_demo.FILLED} with seed {seed}":
            say(f"This home holds a demo ({found.removeprefix(fill_demo.FILLED).strip()}); --fresh makes it anew.")
        return
    if not found and fill_demo.holds_products(database.url):
        raise Refused(
            "this database already holds data that are not the demo's, and they are left alone. "
            "Give the demo a home of its own: KAMURJ_HOME=./var-demo ./kamurj demo"
        )
    if found:
        recreate(database.url)
        _run("migrate", "--quiet")
    _run("fill-demo", "--seed", str(seed))


def _run(*arguments: str) -> None:
    if status := subprocess.run([sys.executable, "-m", "kamurj", *arguments], check=False).returncode:
        raise Refused("the demo could not be made; the reason stands above. The same command begins anew.", status=status)


def _tell(wanted: site.Site) -> None:
    for line in describe(wanted.address):
        print(line, flush=True)
    say("Ctrl-C stops it.")


def describe(address: str) -> list[str]:
    """Where each face of the demo retailer is, and who may log in there."""
    from kamurj.demo.log_ins import COUPON, LOG_INS, PIN

    lines = [""]
    for face, path in serve.FACES.items():
        lines.append(f"{face:<9}{address}{path}")
        lines += [f"{'':9}{who.email:<30}{who.password:<22}{who.name}" for who in LOG_INS if who.face == face]
        lines.append("")
    return [*lines, f"{'':9}The manager's PIN at the till: {PIN}", f"{'':9}A coupon for the cart: {COUPON}", ""]


def _check(options: argparse.Namespace) -> int:
    with _home_for_check(options) as home:
        wanted = site.Site(host=options.host, port=options.port, workers=options.workers, command="demo --check")
        outcomes: list[bool] = []

        def play() -> None:
            from kamurj.demo.check import playing

            outcomes.append(playing.run(wanted.address, say=say))

        site.run(
            wanted,
            home=home,
            prepare=lambda database: fill_once(database, seed=options.seed, fresh=options.fresh),
            once_answering=play,
            then_stop=True,
        )
    went_well = outcomes == [True]
    if options.json:
        print_json({"went_well": went_well, "address": wanted.address, "seed": options.seed})
    return 0 if went_well else 1


@contextmanager
def _home_for_check(options: argparse.Namespace) -> Iterator[homes.Home]:
    """The home that was named, or a throw-away one: a check must not play its story into somebody's demo."""
    if os.environ.get("KAMURJ_HOME") or os.environ.get(VARIABLE):
        yield homes.from_environment()
        return
    beside = homes.from_environment().path
    beside.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="check-", dir=beside))
    options.fresh = False
    try:
        yield homes.Home(folder)
    except BaseException:
        say(f"Its logs are kept in {folder / 'logs'}.")
        shutil.rmtree(folder / "postgres", ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
