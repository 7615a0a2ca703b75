from __future__ import annotations

import re

import pytest

from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.files.contracts import FileKind
from kamurj.foundation.files.operations import store_file
from kamurj.foundation.files.tests.test_files import PNG
from kamurj.journeys import claims as claiming
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.returns.contracts.claims import ClaimId, ClaimKind, ClaimStatus, Outcome
from kamurj.returns.operations.claims import set_limit
from kamurj.returns.queries import claims as claimed

LIST = "/console/returns/claims"


@pytest.fixture
def claim(shop, settings, tmp_path):
    """Something is wrong with one of two chairs, carried out of Yerevan; a photo shows it."""
    settings.MEDIA_ROOT = tmp_path
    shop.stock(shop.oak, yerevan=5)
    order = sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(shop.oak, 2)],
        method=Method.IN_STORE_CASH,
        language="en",
        origin=Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:5"),
        now=shop.now,
    ).order
    return claiming.open_claim(
        id=ClaimId(ids.new()),
        order=order,
        customer=None,
        kind=ClaimKind.DAMAGED,
        lines=[claiming.Wronged(1, 1)],
        words="A leg is <b>broken</b>.",
        photos=[store_file(name="leg", content=PNG, kind=FileKind.EVIDENCE).path],
        now=shop.now,
        origin=WEB,
    ).claim


def address(claim, page=""):
    return f"{LIST}/{claim.id}{page}"


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_decision_is_shown_first_then_made_once(shop, claim, at_work, language):
    client = at_work(Role.AGENT, language=language)
    assert claim.label in text(client.get(LIST))
    page = text(client.get(address(claim)))
    assert "A leg is <b>broken</b>." in page
    photo = client.get(re.search(r'<img class="claim-photo" src="([^"]+)"', page)[1])
    assert photo.content == PNG
    look = client.post(address(claim), {"outcome": "refund", "means": "original"})
    assert look.context["remedy"].amount == Money(12_000_00, "AMD")
    assert claimed.claim(claim.id).is_open
    for _ in range(2):
        client.post(address(claim), hidden(look) | {"apply": "1"})
    done = claimed.claim(claim.id)
    assert (done.status, done.outcome, done.amount) == (ClaimStatus.SETTLED, Outcome.REFUND, Money(12_000_00, "AMD"))
    assert [one.refunded.minor for one in paid.payments_of(order=claim.order)] == [12_000_00]


def test_above_the_limit_one_proposes_and_another_one_agrees(shop, claim, at_work):
    set_limit(currency="AMD", limit=Money(10_000_00, "AMD"), now=shop.now, origin=WEB)
    sent = {"outcome": "refund", "means": "original", "apply": "1"}
    answer = at_work(Role.AGENT).post(address(claim), sent, follow=True)
    assert "It is above the limit" in text(answer)
    assert claimed.claim(claim.id).awaits_approval
    assert [one.refunded.minor for one in paid.payments_of(order=claim.order)] == [0]
    at_work(Role.ADMINISTRATOR).post(address(claim), sent)
    assert claimed.claim(claim.id).status is ClaimStatus.SETTLED


def test_a_rejection_says_why_and_is_taken_back(shop, claim, at_work):
    client = at_work(Role.AGENT)
    client.post(address(claim, "/reject"), {"reason": " "})
    assert claimed.claim(claim.id).is_open
    answer = client.post(address(claim, "/reject"), {"reason": "It was whole."}, follow=True)
    assert claimed.claim(claim.id).status is ClaimStatus.REJECTED
    where, fields = undo_of(answer)
    client.post(where, fields)
    assert claimed.claim(claim.id).status is ClaimStatus.OPENED


def test_an_allowance_a_note_and_a_limit_with_its_undo(shop, claim, at_work):
    client = at_work(Role.ADMINISTRATOR)
    for wrong in ("", "much", "20000", "-1"):
        sent = {"outcome": "allowance", "amount": wrong, "means": "original", "apply": "1"}
        assert client.post(address(claim), sent).status_code in (409, 422)
    client.post(address(claim, "/carrier"), {"note": "Post 12"})
    client.post(address(claim), {"outcome": "allowance", "amount": "3000", "means": "original", "apply": "1"})
    done = claimed.claim(claim.id)
    assert (done.amount, done.carrier_note) == (Money(3_000_00, "AMD"), "Post 12")
    answer = client.post(LIST, {"currency": "AMD", "amount": "500"}, follow=True)
    assert claimed.limits()["AMD"].limit == Money(500_00, "AMD")
    where, fields = undo_of(answer)
    client.post(where, fields)
    assert claimed.limits() == {}


def test_a_replacement_is_an_order_without_a_price(shop, claim, at_work):
    at_work(Role.AGENT).post(address(claim), {"outcome": "replacement", "means": "original", "apply": "1"})
    done = claimed.claim(claim.id)
    new = orders.order(done.new_order)
    assert (new.totals.gross, new.delivery.location, new.pieces) == (Money(0, "AMD"), shop.yerevan, 1)
    assert shop.free(shop.oak, shop.yerevan) == 2
