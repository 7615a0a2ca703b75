"""Reading a carrier's table of events: what can be used is taken, every other line is left out with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kamurj.carriers import errors
from kamurj.carriers.contracts import EventKind, NotTaken, ShipmentEvent, Told

COLUMNS = ("tracking", "event_id", "event", "at", "place", "note")
"""`place` and `note` may be empty or missing."""
LONGEST = {"tracking": 100, "event_id": 200}
LONGEST_WORDS = 200
MOST_LINES = 5_000
FIRST_YEAR = 2000
"""No parcel of ours is older."""
CLOCKS_DIFFER = timedelta(minutes=10)
"""By so much a carrier's clock may be ahead of ours."""
SHOWN_CHARACTERS = 120


def read_table(content: bytes, *, now: datetime) -> tuple[list[Told], list[NotTaken]]:
    """The usable lines and the others, of a CSV file in UTF-8 with commas or semicolons and a first line that names its
    columns. Raises FileUnreadable, FileTooLong; nothing of the file is used then.
    """
    try:
        text = content.decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise errors.FileUnreadable(columns=", ".join(COLUMNS)) from wrong
    names = [name.strip().lower() for name in lines[0]] if lines else []
    if "\0" in text or not set(COLUMNS[:4]) <= set(names):
        raise errors.FileUnreadable(columns=", ".join(COLUMNS))
    if len(lines) - 1 > MOST_LINES:
        raise errors.FileTooLong(most=MOST_LINES)
    good: list[Told] = []
    bad: list[NotTaken] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            good.append(_told(dict(zip(names, cells, strict=False)), line=number, now=now))
        except errors.CarriersError as why:
            bad.append(not_taken(number, delimiter.join(cells), why))
    return good, bad


def not_taken(line: int, text: str, why: errors.CarriersError) -> NotTaken:
    """A line that was left out; of a long one only the beginning is shown."""
    return NotTaken(line, text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…", why)


def check(told: Sequence[Told], *, now: datetime) -> None:
    """What is true of every event, wherever it comes from. Raises NotYet, MomentUnreadable."""
    if early := next((one.event.at for one in told if one.event.at.year < FIRST_YEAR), None):
        raise errors.MomentUnreadable(moment=early.isoformat())
    if any(one.event.at > now + CLOCKS_DIFFER for one in told):
        raise errors.NotYet


def _told(cells: Mapping[str, str], *, line: int, now: datetime) -> Told:
    told = Told(
        tracking=_needed(cells, "tracking"),
        event=ShipmentEvent(
            id=_needed(cells, "event_id"),
            kind=_kind(cells.get("event", "")),
            at=_moment(cells.get("at", "")),
            place=_words(cells, "place"),
            note=_words(cells, "note"),
        ),
        line=line,
    )
    check([told], now=now)
    return told


def _needed(cells: Mapping[str, str], column: str) -> str:
    text = cells.get(column, "").strip()
    if not 1 <= len(text) <= LONGEST[column]:
        raise errors.ColumnMissing(column=column)
    return text


def _words(cells: Mapping[str, str], column: str) -> str:
    text = " ".join(cells.get(column, "").split())
    if len(text) > LONGEST_WORDS:
        raise errors.ColumnMissing(column=column)
    return text


def _kind(word: str) -> EventKind:
    try:
        return EventKind(word.strip().lower())
    except ValueError as unknown:
        raise errors.UnknownKind(kind=word.strip()[:40] or "?", known=", ".join(EventKind)) from unknown


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as wrong:
        raise errors.MomentUnreadable(moment=text.strip()[:40] or "?") from wrong
    if moment.tzinfo is None or moment.year < FIRST_YEAR:
        raise errors.MomentUnreadable(moment=text.strip()[:40])
    return moment
