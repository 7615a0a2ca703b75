"""What an order could be changed to: the other versions of each line's article, and the other stores."""

from __future__ import annotations

from collections.abc import Mapping

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantChoice
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.errors import WorkHasBegun
from kamurj.fulfilment.operations.following import refuse_begun
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.orders.contracts import DeliveryKind, Order, OrderStatus


def may_change(order: Order) -> bool:
    """Whether nobody has begun on it: the shop's own rules are looked at when somebody wants to."""
    if order.status is not OrderStatus.CONFIRMED or order.delivery.kind is DeliveryKind.CARRY_OUT:
        return False
    try:
        refuse_begun(fulfilling.fulfilments_of(order.id))
    except WorkHasBegun:
        return False
    return True


def other_versions(order: Order, *, language: str) -> Mapping[int, tuple[VariantChoice, ...]]:
    """By position: the other versions of the same article that are sold; lines that have none are left out."""
    cards = catalogue.variant_cards(variants=[line.variant for line in order.lines], language=language)
    pages = {
        handle: catalogue.product_by_handle(handle, language, drafts_too=True)
        for handle in {card.handle for card in cards.values()}
    }
    found: dict[int, tuple[VariantChoice, ...]] = {}
    for line in order.lines:
        if line.variant in cards:
            versions = pages[cards[line.variant].handle].variants
            others = tuple(one for one in versions if one.active and one.variant != line.variant)
            if others:
                found[line.position] = others
    return found


def other_stores(order: Order) -> tuple[LocationCard, ...]:
    """Where a collection could be collected instead, in the same currency."""
    if order.delivery.kind is not DeliveryKind.COLLECT:
        return ()
    return tuple(
        card
        for card in locations.all_locations(kind=LocationKind.STORE)
        if card.active and card.currency == order.currency and card.location != order.delivery.location
    )
