"""Reads CSV files that people made: any usual separator, UTF-8, a header line; a strange row is named, never lost."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kamurj.importers.contracts import Reject
from kamurj.importers.errors import ColumnsMissing, FileUnreadable
from kamurj.kernel.words import N_

SEPARATORS = ",;\t|"
LONGEST_FIELD = 100_000
NOT_UTF8 = N_("it is not UTF-8 text")
EMPTY = N_("it is empty")


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row by its columns, each without spaces around it; `line` counts from 1 after the header."""

    line: int
    values: dict[str, str]

    @property
    def text(self) -> str:
        """The row as it can be shown in a list of rejects."""
        return " | ".join(self.values.values())


def read(path: Path, *, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[CsvRow | Reject]:
    """Every row of the file, in order, as a row or as the reason why it is none.

    Columns may stand in any order; unknown ones are ignored. Raises, before the first row, FileUnreadable or
    ColumnsMissing; FileUnreadable also later, where the text stops being UTF-8.
    """
    separator, header = _header(path, needed=needed, optional=optional)
    known = {name: place for place, name in enumerate(header) if name in {*needed, *optional}}
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        line = -1
        while True:
            line += 1
            try:
                fields = next(reader, None)
            except csv.Error as wrong:
                yield Reject(line=line, reason=f"not CSV: {wrong}", text="")
                continue
            except UnicodeDecodeError as wrong:
                raise FileUnreadable(file=path.name, reason=f"{NOT_UTF8} (near line {line})") from wrong
            if fields is None:
                return
            if line == 0 or not any(fields):
                continue
            if len(fields) != len(header):
                yield Reject(
                    line=line, reason=f"{len(fields)} fields where the header has {len(header)}", text=" | ".join(fields)
                )
            elif any("\x00" in field for field in fields):
                yield Reject(line=line, reason="a NUL byte", text="")
            else:
                yield CsvRow(line=line, values={name: fields[place].strip() for name, place in known.items()})


def count_lines(path: Path) -> int:
    """About how many rows there are, for a progress bar."""
    with path.open("rb") as file:
        return max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1)


def _header(path: Path, *, needed: Sequence[str], optional: Sequence[str]) -> tuple[str, list[str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            first = file.readline(LONGEST_FIELD)
    except UnicodeDecodeError as wrong:
        raise FileUnreadable(file=path.name, reason=NOT_UTF8) from wrong
    if not first.strip():
        raise FileUnreadable(file=path.name, reason=EMPTY)
    separator = max(SEPARATORS, key=first.count)
    header = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator))]
    missing = [name for name in needed if name not in header]
    if missing:
        raise ColumnsMissing(
            file=path.name, missing=", ".join(missing), needed=", ".join((*needed, *(f"[{name}]" for name in optional)))
        )
    return separator, header
