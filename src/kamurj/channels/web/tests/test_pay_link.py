import pytest
from django.test import Client

from kamurj.channels.web.tests.town import HOUSE, said
from kamurj.journeys import pay_link
from kamurj.payments import links
from kamurj.payments import queries as paid


@pytest.fixture
def address(shop, client, now):
    """The page behind a link for an order that is to be paid in the store."""
    shop.put_in(client, "LAMP", 2)
    order = shop.order(client, payment="in_store")
    link = pay_link.make_link(order=order.id, now=order.placed_at, origin=HOUSE)
    return f"/pay/{links.token_of(link.id)}", order


def test_whoever_has_the_link_sees_the_sum_and_pays_it_once(shop, address):
    path, order = address
    stranger = Client()
    page = stranger.get(path)
    assert order.number in said(page)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
    for _ in range(2):
        assert stranger.post(path, {"payment": "tok_accept"}).status_code == 302
    assert "Thank you!" in said(stranger.get(path))
    assert "Շնորհակալություն" in said(stranger.get(f"/hy{path}"))
    assert len(paid.payments_of(order=order.id)) == 1


def test_a_declined_card_leaves_the_page_open_for_another(shop, address):
    path, order = address
    refused = Client().post(path, {"payment": "tok_decline"})
    assert refused.status_code == 422
    assert "Nothing was charged" in said(refused)
    assert Client().post(path, {"payment": "tok_accept"}).status_code == 302
    assert [one.is_good for one in paid.payments_of(order=order.id)] == [False, True]


def test_a_silent_bank_is_said_and_no_card_is_asked_for_meanwhile(shop, address):
    path, _order = address
    Client().post(path, {"payment": "tok_late"})
    page = said(Client().get(path))
    assert "Please do not pay again" in page
    assert 'name="payment"' not in page


@pytest.mark.parametrize("rubbish", ["x", "A" * 43, "ա" * 20])
def test_a_link_that_was_never_made_is_not_found(shop, client, rubbish):
    assert client.get(f"/pay/{rubbish}").status_code == 404
    assert client.post(f"/pay/{rubbish}", {"payment": "tok_accept"}).status_code == 404
