"""The door of the importers: a source by name, a file, and a report."""

from __future__ import annotations

import hashlib
import resource
import time
from pathlib import Path

from django.conf import settings

from kamurj.importers.contracts import FileToImport, Importer
from kamurj.importers.errors import FileMissing, UnknownSource
from kamurj.importers.online_retail import importing as online_retail
from kamurj.importers.plain import customers, gift_cards, locations, orders, payment_methods, products, stock
from kamurj.kernel.progress import Progress

IMPORTERS: dict[str, Importer] = {
    "online-retail": online_retail.run,
    "locations": locations.run,
    "products": products.run,
    "stock": stock.run,
    "customers": customers.run,
    "gift-cards": gift_cards.run,
    "payment-methods": payment_methods.run,
    "orders": orders.run,
}


def run_import(*, source: str, path: Path, progress: Progress) -> dict[str, object]:
    """Import a file; return its report with `seconds`, `peak_mb` and `rejects_file` added.

    Raises UnknownSource, FileMissing, FileUnreadable or ColumnsMissing before anything is changed. A line that cannot be
    imported is no error: it is counted and written to the rejects file.
    """
    if source not in IMPORTERS:
        raise UnknownSource(source=source, known=", ".join(IMPORTERS))
    if not path.is_file():
        raise FileMissing(file=str(path))
    began = time.monotonic()
    digest = _digest(path)
    file = FileToImport(
        path=path, digest=digest, rejects=Path(settings.HOME) / "imports" / f"{source}-{digest[:12]}-rejects.csv"
    )
    report = IMPORTERS[source](file, progress)
    peak_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return report | {
        "rejects_file": str(file.rejects),
        "seconds": round(time.monotonic() - began, 1),
        "peak_mb": round(peak_kilobytes / 1024),
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
