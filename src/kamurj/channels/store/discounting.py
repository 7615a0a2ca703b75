"""What is taken off by hand, as it stands in the till's address, and who approved it: signed for this sale and this much."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.core import signing

from kamurj.channels.store.basket import LARGEST_ID, Basket
from kamurj.foundation.access.contracts import Staff
from kamurj.foundation.access.queries import staff_of
from kamurj.journeys.till_discounts import Givers, HandDiscount
from kamurj.kernel.ids import VariantId
from kamurj.tills.contracts import OffKind

SEPARATOR = "~"
WHOLE_SALE = "sale"
GOOD_FOR = timedelta(minutes=30)
LARGEST = 10**15


def discounts_of(basket: Basket) -> tuple[HandDiscount, ...]:
    """The discounts of a sale; what makes no sense, or is for a line that is gone, is left out."""
    here = {line.variant for line in basket.lines}
    found = [_read(text) for text in basket.offs]
    return tuple(one for one in found if one is not None and (one.variant is None or one.variant in here))


def with_discount(basket: Basket, discount: HandDiscount) -> Basket:
    """The same with a discount, instead of another one for the same line or sale; an approval is asked for anew."""
    kept = [text for text in basket.offs if (one := _read(text)) is not None and one.variant != discount.variant]
    return replace(basket, offs=(*kept, _written(discount)), approval="")


def without_discount(basket: Basket, discount: HandDiscount) -> Basket:
    """The same without it."""
    return replace(basket, offs=tuple(text for text in basket.offs if _read(text) != discount), approval="")


def approved(basket: Basket, member: Staff, *, off_minor: int) -> Basket:
    """The same, approved by somebody up to this much in all."""
    signed = signing.dumps({"user": member.user_id, "offs": basket.offs, "most": off_minor}, salt=_salt(basket))
    return replace(basket, approval=signed)


def givers_of(basket: Basket, giver: Staff) -> Givers:
    """Who gives what is taken off, and who approved these discounts, if anybody did who still works here."""
    if not basket.approval:
        return Givers(giver)
    try:
        known = signing.loads(basket.approval, salt=_salt(basket), max_age=GOOD_FOR)
    except signing.BadSignature:
        return Givers(giver)
    if tuple(known["offs"]) != basket.offs:
        return Givers(giver)
    return Givers(giver, staff_of(known["user"]), known["most"])


def _written(discount: HandDiscount) -> str:
    target = WHOLE_SALE if discount.variant is None else str(discount.variant)
    return SEPARATOR.join((target, discount.kind.value, str(discount.value), " ".join(discount.reason.split())))


def _read(text: str) -> HandDiscount | None:
    target, _, rest = text.partition(SEPARATOR)
    kind, _, rest = rest.partition(SEPARATOR)
    value, _, reason = rest.partition(SEPARATOR)
    numbers = [value] if target == WHOLE_SALE else [value, target]
    if not all(one.isascii() and one.isdecimal() and len(one) <= len(str(LARGEST_ID)) for one in numbers):
        return None
    if kind not in {one.value for one in OffKind} or int(value) > LARGEST:
        return None
    variant = None if target == WHOLE_SALE else VariantId(int(target))
    return HandDiscount(variant, OffKind(kind), int(value), reason[:200])


def _salt(basket: Basket) -> str:
    return f"store.approval:{basket.sale}"
