import pytest

from kamurj.channels.console.tests.pages import text
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts.rerouting import HoldReason, MissingReason, RejectReason
from kamurj.journeys import pick_order, reject_order, reroute_order, substitute
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.picking import at
from kamurj.journeys.tests.shop import SHIP, WEB


@pytest.mark.django_db(transaction=True)
def test_the_page_says_what_was_missing_what_was_offered_and_what_the_customer_said(shop, desk, buy):
    shop.stock(shop.ash, yerevan=5)
    order = buy(2)
    (work,) = route_order(order=order.id, now=shop.now, origin=WEB)
    pick_order.start_picking(**at(work, shop))
    question = substitute.propose(
        **at(work, shop), position=1, quantity=1, variant=shop.ash, why=MissingReason.DISPLAY_PIECE
    )
    page = text(desk.get(f"/console/orders/{order.number}"))
    assert "Asked the customer" in page
    assert "Waits for the customer" in page
    assert ": A display piece that stays here" in page
    substitute.answer(question=question.id, accept=True, origin=WEB, now=shop.now)
    page = text(desk.get(f"/console/orders/{order.number}"))
    assert "Accepted" in page
    assert "The substitute for order" in page


@pytest.mark.django_db(transaction=True)
def test_a_line_comes_from_where_it_really_comes_and_the_rejection_has_its_reason(shop, desk, buy):
    shop.stock(shop.oak, yerevan=5, gyumri=5, warehouse=5)
    order = buy(1, delivery=SHIP)
    (work,) = route_order(order=order.id, now=shop.now, origin=WEB)
    reroute_order.hold(**at(work, shop), reason=HoldReason.ADDRESS_CHECK)
    assert "The address is not clear" in text(desk.get(f"/console/orders/{order.number}"))
    reroute_order.unhold(**at(work, shop))
    reject_order.reject(**at(work, shop), reason=RejectReason.TOO_BUSY)
    (other,) = [one for one in fulfilments.fulfilments_of(order.id) if one.is_open]
    answer = desk.get(f"/console/orders/{order.number}")
    assert answer.context["places_by_position"] == {1: answer.context["desk"].place_name(other.location)}
    page = text(answer)
    assert "We have too much to do" in page
    assert "A location could not deliver 1 piece of order" in page
