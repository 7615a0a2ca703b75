"""`./kamurj serve`: the shop, the till, the console and the API on your own data, until Ctrl-C."""

from __future__ import annotations

import argparse

from kamurj.commands import home as homes
from kamurj.commands import site
from kamurj.commands.answers import say


def run(arguments: list[str]) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="./kamurj serve", description=__doc__)
    add_address(parser)
    options = parser.parse_args(arguments)
    wanted = site.Site(host=options.host, port=options.port, workers=options.workers, command="serve")

    def tell() -> None:
        for face, path in FACES.items():
            say(f"{face:<9}{wanted.address}{path}")
        say("Ctrl-C stops it.")

    site.run(wanted, home=homes.from_environment(), once_answering=tell)
    return 0


FACES = {"Shop": "/", "Till": "/store/", "Console": "/console/", "API": "/api/v1/docs"}


def add_address(parser: argparse.ArgumentParser) -> None:
    """The options of every command that serves."""
    parser.add_argument("--port", type=port, default=8000, help="the port to listen on (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--workers", type=at_least_one, default=2, help="how many web processes (default 2)")


def port(text: str) -> int:
    """A TCP port."""
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; ports are 1 to 65535")
    return int(text)


def at_least_one(text: str) -> int:
    """A count of processes."""
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; choose 1 to 64")
    return int(text)
