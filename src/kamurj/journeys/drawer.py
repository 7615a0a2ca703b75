"""What sales, refunds and gift cards move in the drawer of the till that somebody works at, in their own transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kamurj.journeys.cash import Split
from kamurj.kernel.ids import LocationId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments.contracts import Method
from kamurj.tills.contracts import CASH, Entry, EntryKind
from kamurj.tills.operations import drawers


def note_sale(sale: OrderId, how: Split, *, location: LocationId, origin: Origin, now: datetime) -> None:
    """Write down how a sale was paid. Raises tills' NoOpenDrawer where cash was taken and no drawer is open."""
    entries = [
        Entry(EntryKind.SALE, part.method.value, part.amount, f"sale:{sale}:{part.account or part.method.value}", sale)
        for part in (*how.stored, *how.taken)
    ]
    entries.append(Entry(EntryKind.ROUNDING, CASH, how.rounding, f"sale:{sale}:rounding", sale))
    drawers.note(location=location, entries=entries, now=now, origin=origin, needs_drawer=how.cash is not None)


def note_money(  # noqa: PLR0913 - an entry is all of these
    kind: EntryKind,
    method: Method,
    amount: Money,
    *,
    key: str,
    reference: UUID,
    location: LocationId | None,
    origin: Origin,
    now: datetime,
    needs_drawer: bool = False,
) -> None:
    """Write down money taken (above zero) or given back (below) at a till; nothing where no drawer is open there."""
    if location is not None:
        entry = Entry(kind, method.value, amount, key, reference)
        drawers.note(location=location, entries=[entry], now=now, origin=origin, needs_drawer=needs_drawer)
