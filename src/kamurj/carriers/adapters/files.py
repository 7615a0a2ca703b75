"""A carrier that works with files: labels and day lists go into a folder, its events are read from tables.

For a house's own drivers, and for every carrier that takes files; nothing leaves this machine.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from kamurj.carriers.adapters.drawing import draw
from kamurj.carriers.contracts import Carrier, Label, Service, Shipment
from kamurj.carriers.ports import CarrierSilent

BEGINS = "KM"
DIGITS = 15
COLUMNS = (
    *("tracking", "order", "service", "weight_grams", "recipient", "line1", "line2"),
    *("postcode", "city", "region", "country", "phone", "place"),
)


class Files:
    """Writes into `settings.CARRIER_FOLDER`, a folder for each carrier."""

    def make_label(self, *, shipment: Shipment, carrier: Carrier, service: Service) -> Label:
        """Draw the label; asked again, it is the same one."""
        tracking = tracking_number(shipment)
        try:
            file = draw(shipment=shipment, tracking=tracking, carrier=carrier, service=service)
            labels = _folder(carrier.code) / "labels"
            _write(labels / f"{tracking}.pdf", file.pdf)
            _write(labels / f"{tracking}.svg", file.svg.encode())
        except OSError as broken:
            raise CarrierSilent(str(broken)) from broken
        return Label(tracking, file)

    def give_up(self, *, shipment: Shipment) -> None:
        """Take the label out of the folder."""
        for ending in ("pdf", "svg"):
            Path(_folder(shipment.carrier), "labels", f"{tracking_number(shipment)}.{ending}").unlink(missing_ok=True)

    def hand_manifest(self, *, carrier: Carrier, day: date, shipments: Sequence[Shipment]) -> str:
        """Write the day's list, whole, in place of an earlier one."""
        written = io.StringIO()
        lines = csv.writer(written)
        lines.writerow(COLUMNS)
        lines.writerows([_harmless(cell) for cell in _cells(shipment)] for shipment in shipments)
        path = _folder(carrier.code) / f"manifest-{day}.csv"
        try:
            _write(path, written.getvalue().encode())
        except OSError as broken:
            raise CarrierSilent(str(broken)) from broken
        return str(path)


def tracking_number(shipment: Shipment) -> str:
    """`KM`, 15 digits out of the shipment's id, and a check digit (Luhn): always the same for the same parcel."""
    number = int.from_bytes(hashlib.sha256(shipment.id.bytes).digest(), "big") % 10**DIGITS
    digits = f"{number:0{DIGITS}d}"
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits), start=1)]
    return f"{BEGINS}{digits}{-sum(each // 10 + each % 10 for each in doubled) % 10}"


def _cells(one: Shipment) -> list[str]:
    to = one.recipient
    where = [to.recipient, to.line1, to.line2, to.postcode, to.city, to.region, to.country, to.phone]
    return [one.tracking or "", one.order_number, one.service, str(one.weight_grams), *where, str(one.location)]


def _harmless(cell: str) -> str:
    """What somebody typed must not become a formula in somebody else's spreadsheet; a phone's plus is no formula."""
    is_number = cell[:1] == "+" and cell[1:].replace(" ", "").isdigit()
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else cell


def _folder(carrier: str) -> Path:
    return Path(settings.CARRIER_FOLDER, carrier)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, and readable by nobody else: it names where people live."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    beside.replace(path)
