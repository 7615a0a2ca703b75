from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.channels.store.tests.test_returns import back, text
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Contact as Reach
from kamurj.customers.operations import identify_or_create
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.promotions.contracts import Gives
from kamurj.promotions.contracts import Terms as Offer
from kamurj.promotions.operations.terms import add_promotion
from kamurj.returns import queries as returns
from kamurj.returns.contracts.claims import ClaimStatus
from kamurj.returns.contracts.policies import Means, Terms
from kamurj.returns.operations.policies import set_policy
from kamurj.returns.queries import claims as claimed
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.operations import issue


def sell(shop, nare, *variants, method=Method.IN_STORE_CARD):
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(variant, 1) for variant in variants],
        method=method,
        language="en",
        origin=nare.origin,
        now=shop.now,
    )
    return orders.order(sale.order)


def accept(who, order, **more):
    form = back(position=more.pop("position", 1))
    return who.send(f"returns/order/{order.number}/accept", **form, **more)


def test_the_money_becomes_a_new_gift_card_whose_code_is_shown_once(shop, nare):
    order = sell(shop, nare, shop.oak)
    page = nare.send(f"returns/order/{order.number}/preview", **back())
    assert 'name="means" value="gift_card"' in text(page)
    answer = accept(nare, order, means="gift_card")
    first, second = (text(nare.client.get(answer["Location"])) for _ in range(2))
    (refund,) = nare.client.get(answer["Location"]).context["refunds"]
    assert refund.sentence == "Has gone back to the gift card."
    code = first.partition('change-amount number">')[2].partition("<")[0]
    assert value.account_with_code(code=code).balance == Money(12_000_00, "AMD")
    assert code not in second


def test_the_money_goes_onto_a_card_that_is_named_or_to_the_customers_credit(shop, nare, web_orders):
    card = issue(
        kind=Kind.GIFT_CARD, amount=Money(1_00, "AMD"), source=Source.GRANTED, key="a card", now=shop.now, origin=WEB
    )
    accept(nare, sell(shop, nare, shop.oak), means="gift_card", gift_code=card.code)
    assert value.account(account=card.account.id).balance == Money(12_001_00, "AMD")
    order = sell(shop, nare, shop.lamp)
    wrong = accept(nare, order, means="gift_card", gift_code="0000000000000000")
    assert (wrong.status_code >= 400, returns.returns_of(order.id)) == (True, ())
    bought = web_orders.collected()
    accept(nare, bought, means="store_credit")
    (credit,) = value.accounts_of(customer=bought.customer)
    assert credit.balance == Money(12_000_00, "AMD")


def test_a_way_that_the_policy_does_not_allow_is_neither_offered_nor_taken(shop, nare):
    set_policy(category=None, country=None, terms=Terms(means=(Means.ORIGINAL,)), now=shop.now, origin=WEB)
    order = sell(shop, nare, shop.oak)
    assert 'name="means"' not in text(nare.send(f"returns/order/{order.number}/preview", **back()))
    assert accept(nare, order, means="gift_card").status_code == 422
    assert returns.returns_of(order.id) == ()


def test_who_has_no_receipt_needs_a_manager_who_says_why(shop, nare, hire):
    set_policy(category=None, country=None, terms=Terms(receipt_needed=True), now=shop.now, origin=WEB)
    order = sell(shop, nare, shop.oak)
    page = text(nare.open(f"returns/order/{order.number}", receipt="no"))
    assert "Comes back only with its receipt or order number." in page
    assert "Brought without a receipt" in page
    assert accept(nare, order, receipt="no", exception="I know her").status_code == 409
    assert returns.returns_of(order.id) == ()
    manager = hire(Role.MANAGER, place=shop.yerevan)
    assert accept(manager, order, receipt="no", exception="Regular customer").status_code == 302
    (taken,) = returns.returns_of(order.id)
    assert taken.exception == "Regular customer"
    other = sell(shop, nare, shop.oak)
    assert accept(nare, other).status_code == 302


def test_the_card_leads_to_the_order_without_its_receipt(shop, nare):
    order = sell(shop, nare, shop.oak)
    day = (shop.now + timedelta(hours=4)).date().isoformat()
    form = {"card-day": day, "card-amount": "12000", "card-last4": "4242"}
    page = nare.send("returns/find/card", **form)
    assert [one.number for one, _where in page.context["found"]] == [order.number]
    assert f"/store/returns/order/{order.number}?receipt=no" in text(page)
    for wrong in ({"card-amount": "11999"}, {"card-day": "2020-01-01"}, {"card-day": "soon"}, {"card-last4": "42"}):
        assert nare.send("returns/find/card", **form | wrong).status_code == 422


def test_who_brings_it_and_did_not_buy_it_is_a_signal_for_staff_only(shop, nare, web_orders, client):
    bought = web_orders.collected()
    identify_or_create(
        contact=Reach(email="aram@example.com", phone=""),
        given_name="Aram",
        family_name="Grigoryan",
        language="en",
        country="AM",
        origin=WEB,
        now=shop.now,
    )
    assert customers.find("aram@example.com")
    page = text(nare.send(f"returns/order/{bought.number}/preview", brought_by="aram@example.com", **back()))
    assert "Bought by another customer, Անի Petrosyan; brought by Aram Grigoryan." in page
    mine = text(nare.send(f"returns/order/{bought.number}/preview", brought_by="ani@example.com", **back()))
    assert "Bought by another customer" not in mine


def test_what_is_withheld_is_said_before_and_after(shop, nare):
    offer = Offer("Two", "Երկու", Gives.BUY_GET, shop.now - timedelta(days=1), basis_points=10_000, buy=1, get=1)
    add_promotion(terms=offer, now=shop.now, origin=WEB)
    order = sell(shop, nare, shop.oak, shop.lamp)
    page = nare.send(f"returns/order/{order.number}/preview", **back())
    assert (page.context["refund"].minor, page.context["withheld"].minor) == (4_999_99, -7_000_01)
    assert "would have cost more without these pieces" in text(page)
    answer = accept(nare, order)
    assert "would have cost more without these pieces" in text(nare.client.get(answer["Location"]))


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_claim_at_the_counter_is_written_down_looked_at_and_put_right_at_once(shop, hire, language):
    who = hire(place=shop.yerevan, language=language)
    order = sell(shop, who, shop.oak, method=Method.IN_STORE_CASH)
    form = {"form_id": str(ids.new()), "kind": "damaged", "words": "A leg is loose.", "line-1": "1"}
    for _ in range(2):
        answer = who.send(f"returns/order/{order.number}/claim", **form)
        assert answer.status_code == 302
    (claim,) = claimed.claims_of([order.id])
    assert claim.label in text(who.open(f"returns/claims/{claim.id}"))
    look = who.send(f"returns/claims/{claim.id}", outcome="replacement")
    assert look.context["remedy"].amount.minor == 0
    who.send(f"returns/claims/{claim.id}", outcome="replacement", apply="1")
    done = claimed.claim(claim.id)
    assert (done.status, orders.order(done.new_order).totals.gross.minor) == (ClaimStatus.SETTLED, 0)
    assert shop.free(shop.oak, shop.yerevan) == 3
    assert who.send("returns/find", text=claim.label.lower())["Location"] == f"/store/returns/claims/{claim.id}"


def test_a_claim_is_rejected_and_the_rejection_taken_back(shop, nare):
    order = sell(shop, nare, shop.oak)
    form = {"form_id": str(ids.new()), "kind": "late", "words": "Late.", "line-1": "1"}
    nare.send(f"returns/order/{order.number}/claim", **form)
    (claim,) = claimed.claims_of([order.id])
    assert nare.send(f"returns/order/{order.number}/claim", **form | {"form_id": str(ids.new())}).status_code == 422
    nare.send(f"returns/claims/{claim.id}/reject", reason="It was in time.")
    assert claimed.claim(claim.id).status is ClaimStatus.REJECTED
    nare.send(f"returns/claims/{claim.id}/reopen")
    assert claimed.claim(claim.id).status is ClaimStatus.OPENED
