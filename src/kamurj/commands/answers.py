"""How commands speak: progress for people on stderr, the result on stdout."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def console(*, to_stderr: bool) -> Console:
    """A console that colours for a terminal only, and never in CI."""
    if in_ci:
        return Console(stderr=to_stderr, highlight=False, no_color=True, force_terminal=False)
    return Console(stderr=to_stderr, highlight=False)


def say(sentence: str) -> None:
    """One line for the person watching."""
    print(sentence, file=sys.stderr, flush=True)


def print_json(result: Mapping[str, Any]) -> None:
    """The command's result as one line, the last of stdout."""
    sys.stderr.flush()
    print(json.dumps(result, ensure_ascii=False, default=str), flush=True)


def print_table(title: str, rows: Mapping[str, Any]) -> None:
    """A result for a person: names and values."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    for name, value in rows.items():
        text = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        table.add_row(name.replace("_", " "), text)
    console(to_stderr=False).print(table)


class Progress:
    """Shows on stderr how far a long piece of work is: bars on a terminal, a line every few seconds elsewhere.

    Called with what is being done, how much of it is done and how much there is; without numbers it is one line.
    """

    LINE_EVERY_SECONDS = 5.0

    def __init__(self) -> None:
        target = console(to_stderr=True)
        self._bars = Bars(
            *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()), console=target
        )
        self._is_terminal = target.is_terminal
        self._tasks: dict[str, Any] = {}
        self._told: dict[str, float] = {}

    def __enter__(self) -> Self:
        if self._is_terminal:
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_terminal:
            self._bars.stop()

    def __call__(self, what: str, done: float | None = None, total: float | None = None) -> None:
        """Say how far `what` is."""
        if not self._is_terminal:
            self._tell(what, done, total)
        elif done is None:
            self._bars.console.print(what)
        else:
            if what not in self._tasks:
                self._tasks[what] = self._bars.add_task(what, total=total)
            self._bars.update(self._tasks[what], completed=done, total=total)

    def _tell(self, what: str, done: float | None, total: float | None) -> None:
        now = time.monotonic()
        is_last = done is not None and done == total
        if what in self._told and not is_last and now - self._told[what] < self.LINE_EVERY_SECONDS:
            return
        self._told[what] = now
        amount = "" if done is None else f" {done:,.0f}" + ("" if total is None else f" of {total:,.0f}")
        say(f"{what}{amount}")
