"""Customers of another system: columns `external_id`; optional `given_name`, `family_name`, `email`, `phone`, `language`,
`country` (helps to read phone numbers without a country code) and `since` (ISO date). With `line1` and `city` the row has an
address too: `line2`, `region` and `postcode` are optional parts of it, `country` is needed then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kamurj.customers import bulk as customers
from kamurj.customers.contracts import Address, Contact
from kamurj.customers.errors import CustomersError
from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import ORIGIN, Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.progress import Progress

SOURCE = "csv"
NEEDED = ("external_id",)
ADDRESS = ("line1", "line2", "city", "region", "postcode")
OPTIONAL = ("given_name", "family_name", "email", "phone", "language", "country", "since", *ADDRESS)
LANGUAGES = ("en", "hy")


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; a customer whose name or contact cannot be read is rejected with the reason."""
    return running.run(file, read(file.path, needed=NEEDED, optional=OPTIONAL), progress, _write)


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    now = utc_now()
    accepted: list[customers.CustomerRow] = []
    for row in rows:
        try:
            accepted.append(_customer(row.values, now))
        except (ValueError, CustomersError) as wrong:
            tally.reject(row, str(wrong))
    done = customers.upsert_customers(source=SOURCE, rows=accepted, now=now, origin=ORIGIN)
    tally.imported += len(accepted)
    tally.add(added=done.added, changed=done.changed, unchanged=len(accepted) - done.added - done.changed)


def _customer(values: dict[str, str], now: datetime) -> customers.CustomerRow:
    if not values["external_id"]:
        raise ValueError("external_id is empty")
    if (language := values.get("language") or "en") not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language}")
    contact = Contact(email=values.get("email") or None, phone=values.get("phone") or None)
    email, phone = customers.contacts_of(contact, language=language, country=values.get("country") or None)
    return customers.CustomerRow(
        external_id=values["external_id"],
        created_at=datetime.fromisoformat(values["since"]).replace(tzinfo=UTC) if values.get("since") else now,
        given_name=values.get("given_name", ""),
        family_name=values.get("family_name", ""),
        language=language,
        email=email,
        phone=phone,
        address=customers.address_of(_address(values), language=language) if values.get("line1") else None,
    )


def _address(values: dict[str, str]) -> Address:
    recipient = f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()
    parts = {name: values.get(name, "") for name in ADDRESS}
    return Address(recipient=recipient, country=values.get("country", ""), **parts)
