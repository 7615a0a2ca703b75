from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.ids import OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means, ShippingPayer
from kamurj.returns.contracts.requests import RequestedLine, RequestId, RequestKind, Wish
from kamurj.returns.rules import requests as rules

NOTHING = Money.zero("AMD")
lines = st.builds(
    RequestedLine,
    position=st.integers(1, 9),
    variant=st.integers(1, 99).map(VariantId),
    quantity=st.integers(1, 9),
    reason=st.sampled_from(Reason),
    value=st.integers(0, 10**9).map(lambda minor: Money(minor, "AMD")),
    new_variant=st.integers(1, 99).map(VariantId),
    new_price=st.integers(1, 10**9).map(lambda minor: Money(minor, "AMD")),
)


def wish(*wanted: RequestedLine) -> Wish:
    return Wish(RequestKind.EXCHANGE, wanted, Means.ORIGINAL, None, NOTHING, NOTHING, ShippingPayer.SHOP)


@given(st.lists(lines))
def test_worth_and_difference_are_the_prices_of_the_new_pieces(wanted):
    new = sum((line.new_price for line in wanted), start=NOTHING)
    assert rules.value(wanted, currency="AMD") + rules.difference(wanted, currency="AMD") == new
    assert rules.difference(wanted[::-1], currency="AMD") == rules.difference(wanted, currency="AMD")


@given(st.uuids())
def test_a_label_is_always_the_same_and_can_be_read_aloud(number):
    label = rules.label(RequestId(number))
    assert label == rules.label(RequestId(number))
    assert (label[0], len(label)) == ("R", 9)
    assert set(label[1:]) <= set(rules.LETTERS)
    assert not set(rules.LETTERS) & set("01IO")


@given(st.lists(lines, min_size=1, max_size=5), st.randoms())
def test_a_request_is_told_by_what_was_chosen_and_not_by_its_order_or_prices(wanted, random):
    order = OrderId(uuid4())
    shuffled = [replace(line, new_price=Money(1, "AMD"), value=NOTHING) for line in wanted]
    random.shuffle(shuffled)
    mark = rules.fingerprint(order=order, wish=wish(*wanted))
    assert rules.fingerprint(order=order, wish=wish(*shuffled)) == mark
    more = replace(wanted[0], quantity=wanted[0].quantity + 1)
    assert rules.fingerprint(order=order, wish=wish(more, *wanted[1:])) != mark
