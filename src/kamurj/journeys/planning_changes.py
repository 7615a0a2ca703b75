"""What an order would become: lines off and lines added, pieces kept and let go, and the difference. Reads only.

Decisions: docs/decisions/0082-changing-an-order.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.journeys import changes, shipping
from kamurj.journeys.errors import AddressNeeded, CurrencyNotAccepted, NotSoldAnyMore, UnknownArticle
from kamurj.journeys.pricing_lines import segments_of
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CartId, LocationId, PriceListId, VariantId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Delivery, DeliveryKind, Order, OrderLine
from kamurj.orders.contracts.changes import ChangeKind, NewState
from kamurj.orders.queries.changes import change_policy, with_lines
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import HoldLine, LocationStock, Shortage
from kamurj.stock.errors import NotEnoughStock

AGREED = PriceListId(0)
"""Stands for the price that was agreed with the order: it is on no list of today."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a change of the order does to it, reckoned for the version that was read."""

    order: Order
    kind: ChangeKind
    becomes: NewState
    lines: tuple[OrderLine, ...]
    keep: tuple[HoldLine, ...]
    free: tuple[HoldLine, ...]

    @property
    def difference(self) -> Money:
        """What the order costs more afterwards; less, where negative."""
        return self.becomes.totals.gross - self.order.totals.gross

    def snapshots(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Before and after, as they are written down with the change."""
        before = _snapshot(self.order.lines, self.order.delivery, self.order.totals.gross)
        return before, _snapshot(self.lines, self.becomes.delivery, self.becomes.totals.gross)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Pieces of a line that are replaced: by which variant, at what price, and from where at best."""

    line: OrderLine
    quantity: int
    card: VariantCard | None
    quote: Quote
    source: LocationId


def plan(order: Order, wanted: changes.Wanted, *, now: datetime, held_by: CartId | None = None) -> Plan:
    """Reckon a change through; pieces that `held_by` holds are free for it. Raises what is refused about it."""
    match wanted:
        case changes.ChangeItems():
            return _items(order, wanted, now=now, held_by=held_by)
        case changes.ChangeAddress():
            return _address(order, wanted, now=now, held_by=held_by)
        case changes.ChangeStore():
            return _store(order, wanted, now=now, held_by=held_by)
        case changes.ChangePayment():
            return _unchanged(order, ChangeKind.PAYMENT)
        case changes.Cancel():
            return _unchanged(order, ChangeKind.CANCEL)


def region_of(delivery: Delivery) -> str:
    """The region whose prices and taxes apply."""
    if delivery.location is not None:
        return locations.location(delivery.location).region
    if delivery.address is None:
        raise AddressNeeded
    return shipping.region_of(delivery.address)


def _items(order: Order, wanted: changes.ChangeItems, *, now: datetime, held_by: CartId | None) -> Plan:
    if not wanted.swaps:
        raise changes.NothingToChange
    lines = {line.position: line for line in order.lines}
    asked = Counter[int]()
    for swap in wanted.swaps:
        line = lines.get(swap.position)
        quantity = line.quantity if line and swap.quantity is None else swap.quantity or 0
        asked[swap.position] += quantity
        if line is None or quantity < 1 or asked[swap.position] > line.quantity:
            raise changes.NoSuchOrderLine(position=swap.position)
    swaps = [swap for swap in wanted.swaps if swap.to != lines[swap.position].variant]
    if len(swaps) < len(wanted.swaps) and not change_policy().same_items:
        raise changes.NothingToChange
    if not swaps:
        return _unchanged(order, ChangeKind.ITEMS)
    chosen = [swap.to for swap in swaps]
    cards = catalogue.variant_cards(variants=[*{*chosen, *(line.variant for line in order.lines)}], language=order.language)
    for swap in swaps:
        _refuse_article(lines[swap.position], swap.to, cards)
    bought = Counter[VariantId]()
    for swap in swaps:
        bought[swap.to] += swap.quantity or lines[swap.position].quantity
    quotes = pricing.quote_all(
        variants=chosen,
        quantities=bought,
        segments=segments_of(order.customer),
        channel=order.channel,
        region=region_of(order.delivery),
        currency=order.currency,
        now=now,
    )
    pieces = [
        _Piece(
            line=lines[swap.position],
            quantity=swap.quantity or lines[swap.position].quantity,
            card=cards[swap.to],
            quote=quotes[swap.to],
            source=lines[swap.position].source,
        )
        for swap in swaps
    ]
    return _replaced(order, ChangeKind.ITEMS, pieces, order.delivery, now=now, held_by=held_by)


def _refuse_article(line: OrderLine, to: VariantId, cards: Mapping[VariantId, VariantCard]) -> None:
    if to not in cards:
        raise UnknownArticle(variant=to)
    if line.variant not in cards or cards[to].product != cards[line.variant].product:
        raise changes.OtherProduct(name=line.name)
    if not cards[to].sellable:
        raise NotSoldAnyMore(variant=to, name=cards[to].name)


def _address(order: Order, wanted: changes.ChangeAddress, *, now: datetime, held_by: CartId | None) -> Plan:
    if order.delivery.kind is not DeliveryKind.SHIP or order.delivery.address is None:
        raise changes.WrongDelivery(number=order.number)
    address = wanted.address
    if not address.line1.strip() or not address.city.strip():
        raise AddressNeeded
    if address == order.delivery.address:
        raise changes.NothingToChange
    _refuse_currency(order, shipping.tariff_of(address.country).currency)
    return _moved(order, replace(order.delivery, address=address), store=None, now=now, held_by=held_by)


def _store(order: Order, wanted: changes.ChangeStore, *, now: datetime, held_by: CartId | None) -> Plan:
    if order.delivery.kind is not DeliveryKind.COLLECT:
        raise changes.WrongDelivery(number=order.number)
    if wanted.location == order.delivery.location:
        raise changes.NothingToChange
    store = locations.open_store(wanted.location, language=order.language)
    _refuse_currency(order, store.currency)
    delivery = replace(order.delivery, location=store.location)
    return _moved(order, delivery, store=store.location, now=now, held_by=held_by)


def _refuse_currency(order: Order, accepted: str) -> None:
    if accepted != order.currency:
        raise CurrencyNotAccepted(accepted=accepted, given=order.currency)


def _moved(order: Order, delivery: Delivery, *, store: LocationId | None, now: datetime, held_by: CartId | None) -> Plan:
    """The order goes somewhere else: agreed prices stay, the tax is the new place's where that taxes otherwise."""
    variants = [line.variant for line in order.lines]

    here, there = (
        pricing.tax_points(variants=variants, region=region_of(place), now=now) for place in (order.delivery, delivery)
    )
    pieces = []
    for line in order.lines:
        quote = _agreed(line, here[line.variant], there[line.variant])
        is_taxed_otherwise = (quote.tax_basis_points, quote.tax_included) != (line.tax_basis_points, line.tax_included)
        if is_taxed_otherwise or store not in (None, line.source):
            pieces.append(_Piece(line, line.quantity, None, quote, line.source if store is None else store))
    return _replaced(order, ChangeKind.ADDRESS, pieces, delivery, now=now, held_by=held_by)


def _agreed(line: OrderLine, here: int, there: int) -> Quote:
    """The line's own price; taxed as there, if that is another rate than here."""
    rate = line.tax_basis_points if here == there else there
    return Quote(unit=line.unit, tax_basis_points=rate, tax_included=line.tax_included, price_list=AGREED)


def _unchanged(order: Order, kind: ChangeKind) -> Plan:
    state = NewState(off={}, added=(), delivery=order.delivery, totals=order.totals, pieces=order.pieces)
    return Plan(order=order, kind=kind, becomes=state, lines=order.lines, keep=(), free=())


def _replaced(
    order: Order, kind: ChangeKind, pieces: Sequence[_Piece], delivery: Delivery, *, now: datetime, held_by: CartId | None
) -> Plan:
    """Take these pieces off their lines, and add the lines that stand for them."""
    true = {line.position: line.source for line in order.lines}
    agreed = [replace(line, source=true.get(line.position, line.source)) for line in orders.lines_as_agreed(order)]
    off = Counter[int]()
    for piece in pieces:
        off[piece.line.position] += piece.quantity
    added: list[OrderLine] = []
    moves = [piece for piece in pieces if piece.card is not None or piece.source != piece.line.source]
    places = _places(order, moves, delivery, now=now, held_by=held_by)
    last = max(line.position for line in agreed)
    for piece in pieces:
        for location, quantity in places.get(id(piece), {piece.source: piece.quantity}).items():
            added.append(_line(last + len(added) + 1, piece, location, quantity))
    lines, totals = with_lines(order, agreed=agreed, off=off, added=added)
    state = NewState(off=dict(off), added=added, delivery=delivery, totals=totals, pieces=changes.pieces_of(lines))
    keep = [
        HoldLine(piece.card.variant if piece.card else piece.line.variant, location, count)
        for piece in moves
        for location, count in places[id(piece)].items()
    ]
    free = [HoldLine(piece.line.variant, piece.line.source, piece.quantity) for piece in moves]
    return Plan(order, kind, state, lines, tuple(keep), tuple(free))


def _places(
    order: Order, moves: Sequence[_Piece], delivery: Delivery, *, now: datetime, held_by: CartId | None
) -> dict[int, dict[LocationId, int]]:
    """From where new pieces come: the store where they are collected; for a parcel the place that packs already, else
    whichever of the country has most. Raises NotEnoughStock.
    """
    if not moves:
        return {}
    variants = [piece.card.variant if piece.card else piece.line.variant for piece in moves]
    by_location = stocked.by_location(variants=variants, channel=order.channel, cart=held_by, now=now)
    allowed = _allowed(delivery)
    free = {
        (variant, one.location): one.available
        for variant, places in by_location.items()
        for one in places
        if one.location in allowed
    }
    found: dict[int, dict[LocationId, int]] = {}
    for piece, variant in zip(moves, variants, strict=True):
        found[id(piece)] = _taken(free, variant, piece, by_location.get(variant, ()))
    return found


def _taken(
    free: dict[tuple[VariantId, LocationId], int], variant: VariantId, piece: _Piece, places: Sequence[LocationStock]
) -> dict[LocationId, int]:
    near = {piece.source, piece.line.source}
    ranked = sorted(
        (one.location for one in places if free.get((variant, one.location), 0) > 0),
        key=lambda place: (place not in near, -free[variant, place], place),
    )
    missing, taken = piece.quantity, dict[LocationId, int]()
    for place in ranked:
        if pieces := min(missing, free[variant, place]):
            taken[place] = pieces
            missing -= pieces
    if missing:
        short = Shortage(variant=variant, location=piece.source, asked=piece.quantity, free=piece.quantity - missing)
        raise NotEnoughStock(shortages=(short,))
    for place, pieces in taken.items():
        free[variant, place] -= pieces
    return taken


def _allowed(delivery: Delivery) -> set[LocationId]:
    if delivery.location is not None:
        return {delivery.location}
    country = delivery.address.country if delivery.address else ""
    return {card.location for card in locations.all_locations() if card.active and card.country == country}


def _line(position: int, piece: _Piece, location: LocationId, quantity: int) -> OrderLine:
    """A new line. Promotions keep giving what they gave for the pieces that it replaces, up to its price."""
    line, quote = piece.line, piece.quote
    price = quote.unit * quantity
    discount = min(line.discount.share(quantity, line.quantity), price)
    amounts = pricing.amounts_of(quoted=replace(quote, unit=price - discount), quantity=1)
    card = piece.card
    return replace(
        line,
        position=position,
        variant=card.variant if card else line.variant,
        sku=card.sku if card else line.sku,
        name=card.name if card else line.name,
        options=card.options if card else line.options,
        quantity=quantity,
        unit=quote.unit,
        tax_basis_points=quote.tax_basis_points,
        tax_included=quote.tax_included,
        net=amounts.net,
        tax=amounts.tax,
        gross=amounts.gross,
        source=location,
        discount_minor=discount.minor,
        cancelled=0,
    )


def _snapshot(lines: Sequence[OrderLine], delivery: Delivery, gross: Money) -> Mapping[str, Any]:
    shown = [
        {
            "position": line.position,
            "variant": line.variant,
            "sku": line.sku,
            "name": line.name,
            "options": line.options,
            "quantity": line.quantity,
            "gross_minor": line.gross.minor,
            "source": line.source,
        }
        for line in lines
    ]
    return {"lines": shown, "delivery": encode(delivery), "gross_minor": gross.minor}
