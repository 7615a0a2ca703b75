"""A public door: the means that customers keep here, to pay with them again and to be paid out to.

Whose they are is decided here, whoever asks: a means of somebody else, or one that was forgotten, is not there. A token
never leaves the room but to the provider that gave it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Origin, customer_subject
from kamurj.payments import rules
from kamurj.payments.contracts import Payment, ProviderAnswer, ProviderStatus, Refund
from kamurj.payments.contracts.instruments import (
    Instrument,
    InstrumentForgotten,
    InstrumentId,
    InstrumentKind,
    InstrumentSaved,
    KeptMeans,
)
from kamurj.payments.errors import (
    InstrumentExpired,
    InstrumentRefused,
    InvalidToken,
    NoSuchInstrument,
    ProviderSilent,
    ProviderUnreachable,
    TooManyInstruments,
)
from kamurj.payments.ports import ProviderDown, ProviderTimeout
from kamurj.payments.providers import TIMEOUT_SECONDS, provider_named, reader_named, standard

MOST = 10
"""How many means a customer keeps at most."""
_COLUMNS = "id, customer_id, kind, provider, brand, last4, expires_date, saved_at"


def instruments_of(*, customer: CustomerId) -> tuple[Instrument, ...]:
    """What a customer keeps, expired ones too, the newest first."""
    query = f"""
        SELECT {_COLUMNS} FROM payments_instrument WHERE customer_id = %s AND forgotten_at IS NULL
         ORDER BY saved_at DESC, id
        """  # noqa: S608 - a constant
    return tuple(_instrument_of(columns) for columns in sql.rows(query, (customer,)))


def own(*, instrument: InstrumentId, customer: CustomerId | None, now: datetime) -> Instrument:
    """A means that its customer may use now. Raises NoSuchInstrument (also for somebody else's), InstrumentExpired."""
    found = _one("customer_id = %s AND forgotten_at IS NULL", (instrument, customer))
    if found is None:
        raise NoSuchInstrument
    if not found.is_good_on(now.date()):
        raise InstrumentExpired
    return found


def names(*, instruments: Sequence[InstrumentId]) -> dict[InstrumentId, Instrument]:
    """Means by their ids, forgotten ones too: what payments and refunds of the past were made with."""
    query = f"SELECT {_COLUMNS} FROM payments_instrument WHERE id = ANY(%s::uuid[])"  # noqa: S608 - a constant
    found = [_instrument_of(columns) for columns in sql.rows(query, (list(instruments),))]
    return {one.id: one for one in found}


def takes_payouts(*, instrument: Instrument) -> bool:
    """Whether its provider sends money to it that was not taken from it."""
    return reader_named(instrument.provider).pays_out


def save(*, id: InstrumentId, customer: CustomerId, token: str, now: datetime, origin: Origin) -> Instrument:  # noqa: A002
    """Let the provider keep what a token stands for. Refuses inside a transaction.

    `id` names the form: sent again, and for a card that is kept already, the answer is the card that is kept. Raises
    InvalidToken, InstrumentRefused, InstrumentExpired, TooManyInstruments, ProviderSilent, ProviderUnreachable.
    """
    if not rules.is_token(token):
        raise InvalidToken
    known = _one("customer_id = %s AND forgotten_at IS NULL", (id, customer))
    if known is not None:
        return known
    provider = standard()
    try:
        kept = provider_named(provider).keep(token=token, customer=str(customer), timeout_seconds=TIMEOUT_SECONDS)
    except ProviderTimeout as silent:
        raise ProviderSilent from silent
    except ProviderDown as down:
        raise ProviderUnreachable from down
    if kept is None:
        raise InstrumentRefused
    if kept.expires is not None and kept.expires < now.date():
        raise InstrumentExpired
    return _write(id, customer, provider, kept, now=now, origin=origin)


def forget(*, instrument: InstrumentId, customer: CustomerId, now: datetime, origin: Origin) -> None:
    """Keep a means no longer: its token is gone at once, and the provider is told. Refuses inside a transaction.

    Forgotten before: nothing happens. What was promised to it and is not sent yet goes back to where it came from, once
    staff try again. Raises NoSuchInstrument for somebody else's.
    """
    with atomic():
        found = sql.row(
            """
            WITH before AS (
                SELECT id, token FROM payments_instrument
                 WHERE id = %(id)s AND customer_id = %(customer)s AND forgotten_at IS NULL FOR UPDATE)
            UPDATE payments_instrument kept SET forgotten_at = %(now)s, token = ''
              FROM before WHERE kept.id = before.id RETURNING before.token, kept.provider, kept.kind
            """,
            {"id": instrument, "customer": customer, "now": now},
        )
        if found is None:
            if _one("customer_id = %s", (instrument, customer)) is None:
                raise NoSuchInstrument
            return
        token, provider, kind = found
        fact = InstrumentForgotten(instrument=instrument, customer=customer, kind=InstrumentKind(kind))
        tell(fact, origin=origin, now=now, subject=customer_subject(customer))
    try:
        provider_named(provider).forget(token=token, timeout_seconds=TIMEOUT_SECONDS)
    except (ProviderTimeout, ProviderDown):
        # Ours is gone, so nobody can use it here; what a provider keeps under a name that nobody knows harms nobody.
        return


def token_of(instrument: InstrumentId) -> str:
    """For the provider only. Raises NoSuchInstrument where it was forgotten meanwhile."""
    token = sql.scalar("SELECT token FROM payments_instrument WHERE id = %s AND forgotten_at IS NULL", (instrument,))
    if not token:
        raise NoSuchInstrument
    return str(token)


def pay_out(*, refund: Refund, on: Payment) -> ProviderAnswer:
    """Ask the provider to send a refund to the means that it goes to; refused where that was forgotten meanwhile.

    Raises the port's ProviderTimeout and ProviderDown.
    """
    found = None if refund.instrument is None else _one("forgotten_at IS NULL", (refund.instrument,))
    if found is None:
        return ProviderAnswer(ProviderStatus.DECLINED, reason="forgotten")
    return provider_named(found.provider).pay_out(
        key=refund.key,
        token=token_of(found.id),
        amount=refund.amount,
        reference=on.key,
        timeout_seconds=TIMEOUT_SECONDS,
    )


@atomic
def _write(
    number: InstrumentId, customer: CustomerId, provider: str, kept: KeptMeans, *, now: datetime, origin: Origin
) -> Instrument:
    """One statement: kept once for its form and once for its card, while there is room."""
    try:
        with atomic():
            written = sql.row(
                f"""
                INSERT INTO payments_instrument
                       (id, customer_id, kind, provider, token, fingerprint, brand, last4, expires_date, saved_at)
                SELECT %(id)s, %(customer)s, %(kind)s, %(provider)s, %(token)s, %(fingerprint)s, %(brand)s, %(last4)s,
                       %(expires)s, %(now)s
                 WHERE (SELECT count(*) FROM payments_instrument
                         WHERE customer_id = %(customer)s AND forgotten_at IS NULL) < %(most)s
                    ON CONFLICT (customer_id, provider, fingerprint) WHERE forgotten_at IS NULL
                    DO UPDATE SET token = excluded.token, expires_date = excluded.expires_date
                RETURNING {_COLUMNS}, id = %(id)s
                """,  # noqa: S608 - a constant
                {
                    "id": number,
                    "customer": customer,
                    "kind": kept.kind.value,
                    "provider": provider,
                    "token": kept.token,
                    "fingerprint": kept.fingerprint,
                    "brand": kept.brand[:40],
                    "last4": kept.last4[-4:],
                    "expires": kept.expires,
                    "now": now,
                    "most": MOST,
                },
            )
    except IntegrityError as taken:
        # The form's id is another customer's, or one's own that was forgotten: either way it names nothing new.
        raise NoSuchInstrument from taken
    if written is None:
        raise TooManyInstruments(limit=MOST)
    *columns, is_new = written
    found = _instrument_of(tuple(columns))
    if is_new:
        fact = InstrumentSaved(instrument=found.id, customer=customer, kind=found.kind)
        tell(fact, origin=origin, now=now, subject=customer_subject(customer))
    return found


def _one(condition: str, values: tuple[object, ...]) -> Instrument | None:
    found = sql.row(f"SELECT {_COLUMNS} FROM payments_instrument WHERE id = %s AND {condition}", values)  # noqa: S608
    return None if found is None else _instrument_of(found)


def _instrument_of(columns: sql.Row) -> Instrument:
    number, customer, kind, provider, brand, last4, expires, saved_at = columns
    day: date | None = expires
    return Instrument(
        id=InstrumentId(UUID(str(number))),
        customer=CustomerId(customer),
        kind=InstrumentKind(kind),
        provider=provider,
        brand=brand,
        last4=last4,
        expires=day,
        saved_at=saved_at,
    )
