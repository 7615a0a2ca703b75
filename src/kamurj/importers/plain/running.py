"""What the plain importers share: rows in batches, repeats found, rejects gathered, a report at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kamurj.importers import rejects
from kamurj.importers.contracts import FileToImport, Reject
from kamurj.importers.plain.reading import CsvRow, count_lines
from kamurj.kernel.origin import Channel, Origin
from kamurj.kernel.progress import Progress

ORIGIN = Origin(channel=Channel.IMPORT, actor="system:import")
BATCH = 5_000


@dataclass(slots=True)
class Tally:
    """How the rows fared. `outcome` adds up what the rooms said they did."""

    read: int = 0
    imported: int = 0
    repeats: int = 0
    rejected: list[Reject] = field(default_factory=list)
    outcome: dict[str, int] = field(default_factory=dict)

    def reject(self, row: CsvRow, reason: str) -> None:
        """Put a row aside."""
        self.rejected.append(Reject(line=row.line, reason=reason, text=row.text))

    def add(self, **counts: int) -> None:
        """Add to what the rooms did."""
        for name, count in counts.items():
            self.outcome[name] = self.outcome.get(name, 0) + count


def run(
    file: FileToImport,
    rows: Iterable[CsvRow | Reject],
    progress: Progress,
    write: Callable[[Sequence[CsvRow], Tally], None],
    *,
    keeps_together: Callable[[CsvRow], str] | None = None,
) -> dict[str, object]:
    """Write rows batch by batch; `write` counts in the tally what it imports or rejects, each batch in its own transaction.

    A row that is the same as an earlier one is a repeat. `keeps_together` names what must not be cut apart by a batch's
    end (the lines of one order stand together in the file).
    """
    tally, seen, batch = Tally(), set[bytes](), list[CsvRow]()
    total = count_lines(file.path)
    for row in rows:
        tally.read += 1
        if isinstance(row, Reject):
            tally.rejected.append(row)
            continue
        mark = hashlib.blake2b("\x00".join(row.values.values()).encode(), digest_size=16).digest()
        if mark in seen:
            tally.repeats += 1
            continue
        seen.add(mark)
        is_full = len(batch) >= BATCH and (keeps_together is None or keeps_together(row) != keeps_together(batch[-1]))
        if is_full:
            write(batch, tally)
            batch = []
            progress("Importing", tally.read, max(total, tally.read))
        batch.append(row)
    if batch:
        write(batch, tally)
    progress("Importing", tally.read, tally.read)
    tally.rejected.sort(key=lambda reject: reject.line)
    reasons = rejects.write(file.rejects, tally.rejected)
    return {
        "read": tally.read,
        "imported": tally.imported,
        "repeats": tally.repeats,
        "rejected": len(tally.rejected),
        "rejected_by_reason": dict(reasons),
        **tally.outcome,
    }
