"""Carts: made for a guest with a token, or a logged-in customer's own; filled, checked out, ordered."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import Guest, OwnerOr, Shopper, caller_of, origin_of, token_of
from kamurj.channels.api.errors import KeyCanBeGuessed
from kamurj.channels.api.markets import market_of, position_of
from kamurj.channels.api.once import key_and_caller, once
from kamurj.channels.api.ownership import Bag, bag_of
from kamurj.channels.api.schemas import buying as schemas
from kamurj.channels.api.schemas.plain import Id, MoneySent, VariantNumber
from kamurj.channels.api.shown import buying as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.customers.contracts import Address
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.http.once import request_key
from kamurj.foundation.words.languages import current_language
from kamurj.journeys import carts
from kamurj.journeys.contracts import PaymentChoice, StoredPart
from kamurj.journeys.place_order import begin_checkout, place_order
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CartId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.orders.contracts import Contact, Delivery, DeliveryKind
from kamurj.payments.contracts.instruments import InstrumentId

router = Router(tags=["Carts"])

CouponCode = Annotated[str, Path(min_length=1, max_length=40)]

owner = OwnerOr(Scope.CARTS_WRITE)
anybody = OwnerOr(Scope.CARTS_WRITE, strangers_too=True)


@router.post("/carts", auth=anybody, response={201: schemas.Cart}, summary="Make a cart")
def open_cart(request: HttpRequest, sent: schemas.NewCart) -> HttpResponse:
    """A new cart with the token that opens it; a customer who is logged in gets the open cart they have, if there is one.

    For a new cart the Idempotency-Key must be a random UUID: whoever repeats it is given this cart.
    """
    market, caller = market_of(sent.region), caller_of(request)
    if not isinstance(caller, Shopper):
        _check_random(request_key(request))

    def make() -> Shown:
        anonymous_id = caller.anonymous_id if isinstance(caller, Guest) else f"api-{ids.new()}"
        view = carts.open_cart(
            customer=caller.customer if isinstance(caller, Shopper) else None,
            anonymous_id=None if isinstance(caller, Shopper) else anonymous_id,
            currency=market.currency,
            region=market.region,
            language=current_language(),
            origin=origin_of(request, channel=Channel(sent.channel)),
            now=utc_now(),
        )
        token = None if isinstance(caller, Shopper) else token_of(anonymous_id)
        return {**showing.cart(view), "token": token}

    return once(request, "carts.open", make, status=201)


@router.get("/carts/{cart}", auth=owner, response=schemas.Cart, summary="Look into a cart")
def view_cart(request: HttpRequest, cart: Id) -> HttpResponse:
    """The cart with price and availability of every line now."""
    return answer(_shown(bag_of(request, CartId(cart))))


@router.post("/carts/{cart}/lines", auth=owner, response={201: schemas.Cart}, summary="Put pieces into the cart")
def add_line(request: HttpRequest, cart: Id, sent: schemas.NewLine) -> HttpResponse:
    """Pieces of one variant, to those that are in the cart already."""
    bag = bag_of(request, CartId(cart))

    def add() -> Shown:
        return showing.cart(
            carts.add(
                cart=bag.cart.id,
                variant=VariantId(sent.variant),
                quantity=sent.quantity,
                region=bag.region,
                language=current_language(),
                origin=bag.origin,
                now=utc_now(),
            )
        )

    return once(request, "carts.add", add, status=201)


@router.put("/carts/{cart}/lines/{variant}", auth=owner, response=schemas.Cart, summary="Change a line")
def change_line(request: HttpRequest, cart: Id, variant: VariantNumber, sent: schemas.LineChange) -> HttpResponse:
    """Let a line be so many pieces; 0 takes it out. Doing it again changes nothing."""
    bag = bag_of(request, CartId(cart))
    view = carts.change(
        cart=bag.cart.id,
        variant=VariantId(variant),
        quantity=sent.quantity,
        expected_version=sent.expected_version,
        region=bag.region,
        language=current_language(),
        origin=bag.origin,
        now=utc_now(),
    )
    return answer(showing.cart(view))


@router.delete("/carts/{cart}/lines/{variant}", auth=owner, response=schemas.Cart, summary="Take a line out")
def remove_line(request: HttpRequest, cart: Id, variant: VariantNumber) -> HttpResponse:
    """Take a line out; one that is not there is out already."""
    bag = bag_of(request, CartId(cart))
    view = carts.remove(
        cart=bag.cart.id,
        variant=VariantId(variant),
        region=bag.region,
        language=current_language(),
        origin=bag.origin,
        now=utc_now(),
    )
    return answer(showing.cart(view))


@router.post("/carts/{cart}/coupons", auth=owner, response={201: schemas.Cart}, summary="Put a coupon on the cart")
def add_coupon(request: HttpRequest, cart: Id, sent: schemas.CouponSent) -> HttpResponse:
    """A code that counts takes its discount off at once; one that only lacks the right goods waits for them on the cart."""
    bag = bag_of(request, CartId(cart))

    def add() -> Shown:
        return showing.cart(
            carts.apply_coupon(
                cart=bag.cart.id,
                code=sent.code,
                region=bag.region,
                language=current_language(),
                origin=bag.origin,
                now=utc_now(),
            )
        )

    return once(request, "carts.coupon", add, status=201)


@router.delete("/carts/{cart}/coupons/{code}", auth=owner, response=schemas.Cart, summary="Take a coupon off")
def remove_coupon(request: HttpRequest, cart: Id, code: CouponCode) -> HttpResponse:
    """Take a code off the cart; one that is not there is off already."""
    bag = bag_of(request, CartId(cart))
    view = carts.remove_coupon(
        cart=bag.cart.id,
        code=code,
        region=bag.region,
        language=current_language(),
        origin=bag.origin,
        now=utc_now(),
    )
    return answer(showing.cart(view))


@router.post("/carts/{cart}/checkout", auth=owner, response=schemas.Checkout, summary="Begin to check out")
def checkout(request: HttpRequest, cart: Id, sent: schemas.CheckoutBegun) -> HttpResponse:
    """Keep the pieces for 15 minutes and say what the order would come to. Beginning again replaces what was kept."""
    bag, delivery = bag_of(request, CartId(cart)), _delivery(sent.delivery)
    position = position_of(sent.near)

    def begin() -> Shown:
        return showing.checkout(
            begin_checkout(
                cart=bag.cart.id,
                delivery=delivery,
                position=position,
                language=current_language(),
                origin=bag.origin,
                now=utc_now(),
            )
        )

    return once(request, "carts.checkout", begin)


@router.post("/carts/{cart}/order", auth=owner, response={201: schemas.PlacedOrder}, summary="Order the cart")
def order(request: HttpRequest, cart: Id, sent: schemas.OrderSent) -> HttpResponse:
    """Order what is in the cart. The key and the cart each become one order, however often this is sent.

    A declined card leaves nothing ordered and the lines in a new cart (`cart` in the problem), which the same token opens.
    """
    key, _ = key_and_caller(request)
    bag = bag_of(request, CartId(cart))
    placed = place_order(
        cart=bag.cart.id,
        delivery=_delivery(sent.delivery),
        payment=PaymentChoice(
            by=sent.payment.by,
            token=sent.payment.token,
            instrument=None if sent.payment.instrument is None else InstrumentId(sent.payment.instrument),
            stored=tuple(StoredPart(code=code) for code in sent.payment.gift_cards),
        ),
        contact=Contact(
            given_name=sent.contact.given_name,
            family_name=sent.contact.family_name,
            email=sent.contact.email,
            phone=sent.contact.phone,
        ),
        key=key,
        seen_total=None if sent.seen_total is None else _money(sent.seen_total),
        position=position_of(sent.near),
        origin=bag.origin,
        now=utc_now(),
    )
    return answer(showing.placed(placed), status=201)


def _shown(bag: Bag) -> Shown:
    return showing.cart(
        carts.view(cart=bag.cart.id, region=bag.region, language=current_language(), origin=bag.origin, now=utc_now())
    )


def _delivery(sent: schemas.DeliverySent) -> Delivery:
    location = None if sent.location is None else locations.location_by_code(sent.location).location
    address = None if sent.address is None else Address(**sent.address.dict())
    return Delivery(kind=DeliveryKind(sent.kind), location=location, address=address)


def _money(sent: MoneySent) -> Money:
    return Money(sent.minor, sent.currency)


def _check_random(key: str) -> None:
    try:
        UUID(key)
    except ValueError as wrong:
        raise KeyCanBeGuessed from wrong
