import pytest
from django.test import Client

from kamurj.channels.api.schemas import buying as schemas
from kamurj.channels.api.tests.conftest import Program, order_form
from kamurj.foundation.database import sql
from kamurj.journeys.tests.shop import WEB, everything_adds_up, order_count
from kamurj.kernel.money import Money
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import Kind, Source

UUID_KEY = "2f1c9f0a-9d0e-4a53-8a3e-0d6f5b7b1c11"


def test_a_guest_fills_a_cart_and_changes_it(shop, guest):
    cart = schemas.Cart.model_validate(guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 2}).json())
    assert (cart.pieces, cart.subtotal.minor, cart.channel, cart.can_be_ordered) == (2, 24_000_00, "app", True)
    changed = guest.send("put", f"{guest.cart}/lines/{shop.oak}", {"quantity": 3, "expected_version": cart.version})
    assert schemas.Cart.model_validate(changed.json()).pieces == 3
    stale = guest.send("put", f"{guest.cart}/lines/{shop.oak}", {"quantity": 4, "expected_version": cart.version})
    assert (stale.status_code, stale.json()["code"]) == (409, "orders.cart_changed_meanwhile")
    assert guest.send("delete", f"{guest.cart}/lines/{shop.oak}").json()["lines"] == []
    assert schemas.Cart.model_validate(guest.get(guest.cart).json()).token is None


def test_a_cart_is_ordered_after_a_look_at_what_it_comes_to(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    begun = guest.post(f"{guest.cart}/checkout", {"delivery": {"kind": "collect", "location": "YVN"}})
    checkout = schemas.Checkout.model_validate(begun.json())
    assert shop.free(shop.oak, shop.yerevan) == 1
    total = checkout.totals.gross.model_dump()
    placed = guest.post(f"{guest.cart}/order", order_form(seen_total=total))
    assert placed.status_code == 201, placed.content.decode()
    order = schemas.PlacedOrder.model_validate(placed.json())
    assert (order.status, order.total.minor) == ("confirmed", 12_000_00)
    seen = schemas.Order.model_validate(guest.get(f"/orders/{order.number}").json())
    assert (seen.status, seen.channel, [line.sku for line in seen.lines]) == ("confirmed", "app", ["CHAIR-OAK"])
    everything_adds_up()


def test_a_parcel_is_ordered_to_an_address(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    home = {"recipient": "Ani", "line1": "Baghramyan 1", "city": "Yerevan", "country": "AM"}
    placed = guest.post(f"{guest.cart}/order", order_form(delivery={"kind": "ship", "address": home}, near="40.18,44.51"))
    assert placed.json()["total"] == {"minor": 13_500_00, "currency": "AMD"}


def test_the_same_order_sent_twice_is_one(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    first = guest.post(f"{guest.cart}/order", order_form(), key=UUID_KEY).json()
    again = guest.post(f"{guest.cart}/order", order_form(), key=UUID_KEY).json()
    assert (again["number"], again["is_repeat"], order_count()) == (first["number"], True, 1)
    other = order_form(contact={"given_name": "Gor", "email": "gor@example.com"})
    refused = guest.post(f"{guest.cart}/order", other, key=UUID_KEY)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency.key_reused")


def test_a_gift_card_pays_first_and_a_wrong_code_orders_nothing(shop, guest):
    card = stored.issue(
        kind=Kind.GIFT_CARD, amount=Money(5_000_00, "AMD"), source=Source.GRANTED, key="card", now=shop.now, origin=WEB
    )
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    way = {"by": "card", "token": "tok_accept"}
    wrong = guest.post(f"{guest.cart}/order", order_form(payment={**way, "gift_cards": ["AAAA-BBBB"]}))
    assert (wrong.status_code, wrong.json()["code"], order_count()) == (404, "stored_value.code_unknown", 0)
    placed = guest.post(f"{guest.cart}/order", order_form(payment={**way, "gift_cards": [card.code]}))
    assert placed.status_code == 201, placed.content.decode()
    assert sql.rows("SELECT method, amount_minor FROM payments_payment ORDER BY amount_minor") == [
        ("gift_card", 5_000_00),
        ("card", 7_000_00),
    ]


def test_a_declined_card_leaves_the_lines_in_a_cart_that_the_same_token_opens(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    declined = guest.post(f"{guest.cart}/order", order_form(payment={"by": "card", "token": "tok_decline"}))
    assert (declined.status_code, declined.json()["code"]) == (409, "payments.not_enough_funds")
    again = f"/carts/{declined.json()['cart']}"
    assert guest.get(again).json()["pieces"] == 1
    assert guest.post(f"{again}/order", order_form()).status_code == 201
    everything_adds_up()


def test_another_total_than_was_seen_is_refused(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    refused = guest.post(f"{guest.cart}/order", order_form(seen_total={"minor": 1, "currency": "AMD"}))
    assert (refused.status_code, refused.json()["code"], order_count()) == (409, "journeys.price_changed", 0)


def test_an_order_is_cancelled_by_who_ordered_it(shop, guest):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    cancelled = guest.post(f"/orders/{number}/cancel", key=UUID_KEY)
    assert schemas.Order.model_validate(cancelled.json()).cancel_reason == "shopper"
    again = guest.post(f"/orders/{number}/cancel", key=UUID_KEY)
    assert (again.json(), again["Idempotent-Replayed"]) == (cancelled.json(), "true")
    other_key = guest.post(f"/orders/{number}/cancel")
    assert (other_key.status_code, other_key.json()["code"]) == (409, "orders.already_cancelled")
    everything_adds_up()


def test_making_a_cart_twice_gives_the_same_cart(shop, anybody):
    first, again = (anybody.post("/carts", {"region": "AM"}, key=UUID_KEY) for _ in range(2))
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert anybody.post("/carts", {"region": "US"}, key=UUID_KEY).status_code == 422


def test_a_key_that_somebody_may_guess_makes_no_cart(shop, anybody):
    refused = anybody.post("/carts", {}, key="cart-0001")
    assert (refused.status_code, refused.json()["code"]) == (400, "api.key_can_be_guessed")
    assert sql.scalar("SELECT count(*) FROM orders_cart") == 0


@pytest.mark.parametrize("path", ["/carts", "{cart}/lines", "{cart}/checkout", "{cart}/order", "/orders/K1/cancel"])
def test_every_change_needs_a_key(shop, guest, path):
    bodies = {
        "/carts": {},
        "{cart}/lines": {"variant": shop.oak},
        "{cart}/checkout": {"delivery": {"kind": "collect", "location": "YVN"}},
        "{cart}/order": order_form(),
    }
    if path.startswith("/orders"):
        guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
        path = f"/orders/{guest.post(f'{guest.cart}/order', order_form()).json()['number']}/cancel"
    refused = guest.post(path.format(cart=guest.cart), bodies.get(path), key="")
    assert (refused.status_code, refused.json()["code"]) == (400, "http.missing_key")


def test_pieces_are_put_in_once_under_one_key(shop, guest):
    for _ in range(3):
        guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 1}, key=UUID_KEY)
    assert guest.get(guest.cart).json()["pieces"] == 1
    other = guest.post(f"{guest.cart}/lines", {"variant": shop.oak, "quantity": 2}, key=UUID_KEY)
    assert (other.status_code, guest.get(guest.cart).json()["pieces"]) == (422, 1)


def test_what_was_refused_is_not_kept_under_its_key(shop, guest):
    shop.archive("gone")
    sent = {"variant": 999_999}
    assert guest.post(f"{guest.cart}/lines", sent, key=UUID_KEY).status_code == 404
    assert sql.scalar("SELECT count(*) FROM idempotency_key WHERE key = %s", (UUID_KEY,)) == 0


def test_somebody_elses_cart_and_order_do_not_exist(shop, guest, anybody):
    guest.post(f"{guest.cart}/lines", {"variant": shop.oak})
    number = guest.post(f"{guest.cart}/order", order_form()).json()["number"]
    stranger = Program(**{"Cart-Token": anybody.post("/carts", {}).json()["token"]})
    for path, code in ((guest.cart, "orders.cart_not_found"), (f"/orders/{number}", "orders.not_found")):
        refused = stranger.get(path)
        assert (refused.status_code, refused.json()["code"]) == (404, code)
    assert stranger.post(f"/orders/{number}/cancel").status_code == 404
    assert anybody.get(guest.cart).json()["code"] == "api.owner_unknown"
    forged = Program(**{"Cart-Token": guest.headers["Cart-Token"][:-1] + "_"})
    assert (forged.get(guest.cart).status_code, forged.get(guest.cart).json()["code"]) == (401, "api.token_refused")


def test_a_customer_who_is_logged_in_has_one_cart_and_needs_a_token_against_forged_forms(shop, django_user_model):
    user = django_user_model.objects.create_user("ani@example.com", None, name="Ani Petrosyan")
    sql.execute(
        "INSERT INTO customers_customer (id, user_id, given_name, family_name, given_key, family_key, language, created_at)"
        " VALUES (gen_random_uuid(), %s, 'Ani', 'Petrosyan', 'ani', 'petrosyan', 'en', now())",
        (user.pk,),
    )
    caller = Program()
    caller.client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    caller.client.force_login(user)
    assert (caller.post("/carts", {}).status_code, caller.post("/carts", {}).json()["code"]) == (403, "http.form_expired")
    caller.client = Client(SERVER_NAME="localhost")
    caller.client.force_login(user)
    first, second = (caller.post("/carts", {}).json() for _ in range(2))
    assert (first["cart"], first["token"]) == (second["cart"], None)
    assert caller.get(f"/carts/{first['cart']}").status_code == 200
