"""The file of rejected lines: beside the imported file, or where it may be written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kamurj.importers.contracts import Reject


def write(path: Path, rejects: Iterable[Reject]) -> Counter[str]:
    """Write line number, reason and text of every rejected line as CSV; return how often each reason was given."""
    reasons: Counter[str] = Counter()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "reason", "text"))
        for reject in rejects:
            reasons[reject.reason] += 1
            writer.writerow((reject.line, reject.reason, reject.text))
    return reasons
