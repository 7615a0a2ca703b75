"""Which commands there are. Only the standard library is imported here: `help` answers before anything is installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kamurj.commands.refusals import Refused


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `./kamurj`."""

    name: str
    module: str
    summary: str
    listed: bool = True


COMMANDS = (
    Command("demo", "kamurj.commands.demo", "a living demo retailer: shop, till and console (--check runs its whole story)"),
    Command("serve", "kamurj.commands.serve", "the same processes on your own data"),
    Command("import", "kamurj.commands.importing", "fill it from a file: ./kamurj import SOURCE FILE"),
    Command("test", "kamurj.commands.testing", "every check and every test; with arguments, pytest with them"),
    Command("bench", "kamurj.commands.bench", "measure: ./kamurj bench checkout | catalogue | import | start | …"),
    Command(
        "carrier",
        "kamurj.commands.carrier",
        "what carriers tell, and the lists of a day's parcels: carrier events FILE | manifest",
    ),
    Command("doctor", "kamurj.commands.doctor", "what is there and what is wrong"),
    Command("audit", "kamurj.commands.audit", "whether goods, orders and money add up, in the tables and by the log"),
    Command("migrate", "kamurj.commands.migrate", "bring the database's tables up to date"),
    Command("manage", "kamurj.commands.manage", "any Django command: ./kamurj manage shell"),
    Command("words", "kamurj.commands.words", "compile the translations that changed"),
    Command("lock", "kamurj.commands.lock", "pin the packages anew after requirements*.in or package.json changed"),
    Command("worker", "kamurj.commands.worker", "log readers and jobs alone; serve runs it for you", listed=False),
    Command("fill-demo", "kamurj.commands.fill_demo", "the demo's data alone; demo runs it for you", listed=False),
)


def find(name: str) -> Command:
    """The command of that name; Refused, with the nearest name, when there is none."""
    for command in COMMANDS:
        if command.name == name:
            return command
    near = nearest(name)
    hint = f"did you mean `./kamurj {near}`?" if near else "`./kamurj help` lists what there is."
    raise Refused(f"there is no command `{name}`; {hint}", status=2)


def nearest(name: str) -> str | None:
    """The listed command spelt most like `name`, or None when nothing comes close."""
    return nearest_of(name, ["help", *(command.name for command in COMMANDS if command.listed)])


def nearest_of(name: str, choices: Sequence[str]) -> str | None:
    """The choice spelt most like `name`, or None when nothing comes close."""
    matches = get_close_matches(name.lower(), choices, n=1, cutoff=0.5)
    return matches[0] if matches else None


def text() -> str:
    """The short list `./kamurj help` prints."""
    lines = [f"  {command.name:<9}{command.summary}" for command in COMMANDS if command.listed]
    return "\n".join(
        [
            "Kamurj: one stock, one customer, one log.",
            "",
            "  ./kamurj COMMAND [options]      `./kamurj COMMAND --help` says more",
            "",
            *lines,
            "",
            "KAMURJ_HOME says where its state lives (default ./var),",
            "KAMURJ_DATABASE_URL puts it on any PostgreSQL 15 or newer instead of the one it brings.",
        ]
    )
