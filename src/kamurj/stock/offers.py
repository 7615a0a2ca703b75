"""PUBLIC: what is not offered although it is free, and what is not there yet although it is announced (0084).

Rules narrow what a channel is shown and chooses from; a hold never asks them, because pieces in somebody's cart were
offered before. Goods that are announced are shown with their day and become pieces only when they are received.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import CategoryId, LocationId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.stock import operations, rules
from kamurj.stock.contracts import (
    Incoming,
    IncomingAnnounced,
    IncomingCancelled,
    IncomingKind,
    IncomingLine,
    IncomingReceived,
    IncomingStatus,
    OfferRule,
    OfferRuleEnded,
    OfferRuleKind,
    OfferRuleSet,
    Pieces,
)
from kamurj.stock.errors import (
    ComesWithTransfer,
    ExpectedInThePast,
    IncomingClosed,
    NothingAsked,
    QuantityOutOfRange,
    UnknownIncoming,
    UnknownOfferRule,
)
from kamurj.stock.rules import MOST_PIECES


def offer_rules() -> tuple[OfferRule, ...]:
    """Every rule, the general ones first. One statement."""
    return tuple(
        _rule(row) for row in sql.rows(_RULE + " ORDER BY kind, variant_id NULLS FIRST, category_id, location_id, id")
    )


@atomic
def set_offer_rule(*, rule: OfferRule, members: Sequence[VariantId] = (), now: datetime, origin: Origin) -> OfferRule:
    """Let a rule hold; one of the same kind and scope is replaced. Returns it with its number.

    For a category, `members` are the variants that lie in it now: the catalogue knows them, the caller brings them.
    Raises InvalidOfferRule, QuantityOutOfRange.
    """
    rules.check_offer_rule(rule)
    scope = _scope(rule)
    found = sql.row(_RULE + _SAME_SCOPE + " FOR UPDATE", scope)
    number = sql.scalar(
        """
        INSERT INTO stock_offer_rule (kind, channel, location_id, category_id, variant_id, pieces)
        VALUES (%(kind)s, %(channel)s, %(location)s, %(category)s, %(variant)s, %(pieces)s)
            ON CONFLICT (variant_id, category_id, location_id, channel, kind) DO UPDATE SET pieces = excluded.pieces
        RETURNING id
        """,
        scope | {"pieces": rule.pieces},
    )
    if rule.category is not None:
        set_members(category=rule.category, members=members)
    written = _rule((number, rule.kind, rule.channel, rule.location, rule.category, rule.variant, rule.pieces))
    tell(OfferRuleSet(rule=written, before=None if found is None else _rule(found)), origin=origin, now=now)
    return written


@atomic
def end_offer_rule(*, rule: int, now: datetime, origin: Origin) -> OfferRule:
    """Let a rule hold no more; returns what it said. Raises UnknownOfferRule."""
    found = sql.row(
        "DELETE FROM stock_offer_rule WHERE id = %s"
        " RETURNING id, kind, channel, location_id, category_id, variant_id, pieces",
        (rule,),
    )
    if found is None:
        raise UnknownOfferRule
    ended = _rule(found)
    tell(OfferRuleEnded(rule=ended), origin=origin, now=now)
    return ended


def ruled_categories() -> tuple[CategoryId, ...]:
    """The categories that a rule names."""
    found = sql.rows("SELECT DISTINCT category_id FROM stock_offer_rule WHERE category_id IS NOT NULL ORDER BY 1")
    return tuple(CategoryId(number) for (number,) in found)


@atomic
def set_members(*, category: CategoryId, members: Sequence[VariantId]) -> int:
    """Say which variants lie in a category that a rule names; returns how many came or went. Two statements at most."""
    parameters = {"category": category, "members": sorted(set(members))}
    gone = sql.execute(
        "DELETE FROM stock_category_member WHERE category_id = %(category)s AND variant_id <> ALL(%(members)s::bigint[])",
        parameters,
    )
    come = sql.execute(
        """
        INSERT INTO stock_category_member (category_id, variant_id)
        SELECT %(category)s, variant_id FROM unnest(%(members)s::bigint[]) AS member (variant_id) ORDER BY variant_id
            ON CONFLICT DO NOTHING
        """,
        parameters,
    )
    return gone + come


@atomic
def announce(
    *,
    kind: IncomingKind,
    number: str = "",
    lines: Sequence[IncomingLine],
    today: date,
    transfer: UUID | None = None,
    now: datetime,
    origin: Origin,
) -> tuple[Incoming, ...]:
    """Announce goods of a purchase order or a transfer. `today` is the receiving places' own date; lines that belong to a
    `transfer` come in with it alone.

    Raises NothingAsked, QuantityOutOfRange, ExpectedInThePast.
    """
    if not lines:
        raise NothingAsked
    if any(not 1 <= line.quantity <= MOST_PIECES for line in lines):
        raise QuantityOutOfRange(most=MOST_PIECES)
    if any(line.expected_date < today for line in lines):
        raise ExpectedInThePast
    named = [ids.new() for _ in lines]
    sql.execute(
        """
        INSERT INTO stock_incoming (id, kind, number, variant_id, location_id, quantity, received, expected_date, status,
                                    announced_at, transfer_id)
        SELECT id, %(kind)s, %(number)s, variant_id, location_id, quantity, 0, expected_date, 'open', %(now)s, %(transfer)s
          FROM unnest(%(ids)s::uuid[], %(variants)s::bigint[], %(locations)s::bigint[], %(quantities)s::int[],
                      %(dates)s::date[]) AS line (id, variant_id, location_id, quantity, expected_date)
        """,
        {
            "ids": named,
            "kind": kind.value,
            "number": number,
            "variants": [line.variant for line in lines],
            "locations": [line.location for line in lines],
            "quantities": [line.quantity for line in lines],
            "dates": [line.expected_date for line in lines],
            "transfer": transfer,
            "now": now,
        },
    )
    tell(IncomingAnnounced(kind=kind, number=number, lines=tuple(lines)), origin=origin, now=now)
    return tuple(
        Incoming(
            name, kind, number, one.variant, one.location, one.quantity, 0, one.expected_date, IncomingStatus.OPEN, transfer
        )
        for name, one in zip(named, lines, strict=True)
    )


@atomic
def receive_incoming(*, incoming: UUID, pieces: int | None = None, now: datetime, origin: Origin) -> Incoming:
    """Book announced pieces in, all that are missing or some; check and count are one statement, so a delivery booked
    from two places at once comes in once. Raises UnknownIncoming, IncomingClosed, QuantityOutOfRange, ComesWithTransfer.
    """
    if pieces is not None and not 1 <= pieces <= MOST_PIECES:
        raise QuantityOutOfRange(most=MOST_PIECES)
    before = _alone(_locked(incoming))
    if before.status is not IncomingStatus.OPEN or (pieces or before.missing) > before.missing:
        raise IncomingClosed(missing=before.missing if before.status is IncomingStatus.OPEN else 0)
    taken = pieces or before.missing
    after = _incoming(
        sql.rows(
            _COUNT_IN,
            {"incoming": incoming, "taken": taken},
        )[0]
    )
    operations.receive(
        location=after.location, lines=[Pieces(after.variant, taken)], reference=incoming, now=now, origin=origin
    )
    fact = IncomingReceived(incoming=incoming, pieces=taken, complete=after.status is IncomingStatus.RECEIVED)
    tell(fact, origin=origin, now=now)
    return after


@atomic
def cancel_incoming(*, incoming: UUID, now: datetime, origin: Origin) -> Incoming:
    """What is missing of a delivery comes no more. Raises UnknownIncoming, IncomingClosed."""
    before = _alone(_locked(incoming))
    return _turn(before, IncomingStatus.OPEN, IncomingStatus.CANCELLED, now=now, origin=origin)


@atomic
def expect_again(*, incoming: UUID, now: datetime, origin: Origin) -> Incoming:
    """A cancelled delivery is expected after all: the way back from `cancel_incoming`. Raises as it does."""
    before = _alone(_locked(incoming))
    return _turn(before, IncomingStatus.CANCELLED, IncomingStatus.OPEN, now=now, origin=origin)


def receive_transfer(*, transfer: UUID, pieces: Mapping[VariantId, int]) -> None:
    """So many pieces of a transfer are announced no more: they have come, or never will. Its own operation moves stock."""
    given = {"transfer": transfer, "variants": list(pieces), "quantities": list(pieces.values())}
    sql.execute(_COUNT_IN_TRANSFER, given)


def end_transfer(*, transfer: UUID) -> None:
    """Nothing of a transfer is announced any more."""
    sql.execute("UPDATE stock_incoming SET status = 'cancelled' WHERE transfer_id = %s AND status = 'open'", (transfer,))


def incoming_goods(*, variant: VariantId | None = None, limit: int = 200) -> tuple[Incoming, ...]:
    """What is announced and still open, the next day first."""
    found = sql.rows(
        _INCOMING + " WHERE status = 'open' AND (%(variant)s::bigint IS NULL OR variant_id = %(variant)s)"
        " ORDER BY expected_date, id LIMIT %(limit)s",
        {"variant": variant, "limit": limit},
    )
    return tuple(map(_incoming, found))


def _turn(before: Incoming, since: IncomingStatus, to: IncomingStatus, *, now: datetime, origin: Origin) -> Incoming:
    if before.status is not since:
        raise IncomingClosed(missing=before.missing if before.status is IncomingStatus.OPEN else 0)
    [row] = sql.rows(
        _SET_STATUS,
        (to.value, before.id),
    )
    after = _incoming(row)
    if to is IncomingStatus.CANCELLED:
        tell(IncomingCancelled(incoming=before.id, missing=before.missing), origin=origin, now=now)
    else:
        line = IncomingLine(before.variant, before.location, before.missing, before.expected_date)
        tell(IncomingAnnounced(kind=before.kind, number=before.number, lines=(line,)), origin=origin, now=now)
    return after


_RULE = "SELECT id, kind, channel, location_id, category_id, variant_id, pieces FROM stock_offer_rule"
_SAME_SCOPE = """
 WHERE kind = %(kind)s AND channel IS NOT DISTINCT FROM %(channel)s::text
   AND location_id IS NOT DISTINCT FROM %(location)s::bigint AND category_id IS NOT DISTINCT FROM %(category)s::bigint
   AND variant_id IS NOT DISTINCT FROM %(variant)s::bigint"""
_INCOMING = """
SELECT id, kind, number, variant_id, location_id, quantity, received, expected_date, status, transfer_id
  FROM stock_incoming"""
_COUNT_IN = """
UPDATE stock_incoming SET received = received + %(taken)s,
       status = CASE WHEN received + %(taken)s = quantity THEN 'received' ELSE 'open' END
 WHERE id = %(incoming)s
RETURNING id, kind, number, variant_id, location_id, quantity, received, expected_date, status, transfer_id"""
_COUNT_IN_TRANSFER = """
UPDATE stock_incoming AS coming SET received = coming.received + came.quantity,
       status = CASE WHEN coming.received + came.quantity = coming.quantity THEN 'received' ELSE 'open' END
  FROM unnest(%(variants)s::bigint[], %(quantities)s::int[]) AS came (variant_id, quantity)
 WHERE coming.transfer_id = %(transfer)s AND coming.variant_id = came.variant_id AND coming.status = 'open'"""
_SET_STATUS = """
UPDATE stock_incoming SET status = %s WHERE id = %s
RETURNING id, kind, number, variant_id, location_id, quantity, received, expected_date, status, transfer_id"""


def _scope(rule: OfferRule) -> dict[str, object]:
    scope: Mapping[str, object] = {
        "kind": rule.kind.value,
        "channel": rule.channel,
        "location": rule.location,
        "category": rule.category,
        "variant": rule.variant,
    }
    return dict(scope)


def _rule(row: sql.Row) -> OfferRule:
    number, kind, channel, location, category, variant, pieces = row
    return OfferRule(
        kind=OfferRuleKind(kind),
        channel=channel,
        location=None if location is None else LocationId(location),
        category=None if category is None else CategoryId(category),
        variant=None if variant is None else VariantId(variant),
        pieces=pieces,
        id=number,
    )


def _locked(incoming: UUID) -> Incoming:
    found = sql.rows(_INCOMING + " WHERE id = %s FOR UPDATE", (incoming,))
    if not found:
        raise UnknownIncoming
    return _incoming(found[0])


def _alone(incoming: Incoming) -> Incoming:
    if incoming.transfer is not None:
        raise ComesWithTransfer
    return incoming


def _incoming(row: sql.Row) -> Incoming:
    identity, kind, number, variant, location, quantity, received, expected, status, transfer = row
    return Incoming(
        id=identity,
        kind=IncomingKind(kind),
        number=number,
        variant=VariantId(variant),
        location=LocationId(location),
        quantity=quantity,
        received=received,
        expected_date=expected,
        status=IncomingStatus(status),
        transfer=transfer,
    )
