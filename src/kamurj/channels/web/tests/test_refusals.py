"""Every address of the shop, sent rubbish about things that there are not: refused, and nothing is done."""

from __future__ import annotations

import pytest
from django.test import Client

from kamurj.channels.web import urls

pytestmark = pytest.mark.django_db
EXPECTED: dict[str, set[int]] = {
    "account": {422},
    "add_coupon": {302},
    "add_to_cart": {302},
    "ask_return": {404},
    "cancel_order": {404},
    "cart": {200},
    "category": {404},
    "change_cart": {302},
    "change_order": {404},
    "change_value": {302},
    "checkout": {302},
    "checkout_sums": {422},
    "choose_market": {302},
    "choose_place": {302},
    "claim_photo": {405},
    "find_order": {422},
    "forget_card": {404},
    "home": {200},
    "i_am_here": {404},
    "i_had_to_leave": {404},
    "kept_cards": {422},
    "my_code": {200},
    "name_collector": {404},
    "open_claim": {404},
    "order": {404},
    "pay_link": {404},
    "product": {404},
    "products": {200},
    "question": {404},
    "remove_coupon": {302},
    "search": {302},
    "store": {404},
    "stores": {200},
    "suggest": {200},
    "withdraw_claim": {404},
    "withdraw_return": {404},
}
"""What each address answers to four kinds of rubbish; one that is new needs a row here."""


def test_rubbish_about_nothing_is_refused_at_every_address(shop, log_in, send_rubbish):
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    log_in(client, "ani@example.com")
    assert send_rubbish(client, "web", urls.urlpatterns) == EXPECTED
