"""What the checkout page needs between the browser and the journey: choices, wishes, and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from kamurj.channels.web.discounts import coupons_of, discounts_of
from kamurj.channels.web.forms.checkout import ANOTHER, CARDS, IN_STORE, CheckoutForm
from kamurj.channels.web.keys import order_address
from kamurj.channels.web.pictures import picture_address
from kamurj.channels.web.places import Places, places_of
from kamurj.channels.web.visits import visit_of
from kamurj.customers import errors as customers_errors
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Address, SavedAddress
from kamurj.journeys import carts, errors
from kamurj.journeys.collectable import CollectableStore, home_of, stores_with_all
from kamurj.journeys.contracts import Checkout, HomeDelivery, PricedLine
from kamurj.journeys.keep_address import keep_address
from kamurj.journeys.place_order import begin_checkout
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations.errors import LocationError
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Cart, Delivery, DeliveryKind

PLACED = "web.placed"
"""The session remembers which form became which order, so that a second press leads to the same page."""
REMEMBERED = 5
SHOWN_AT_ONCE = 4
"""So many of the nearest stores are shown; the others one press away."""

FIELDS: tuple[tuple[type[KamurjError], str], ...] = (
    (customers_errors.InvalidEmail, "email"),
    (customers_errors.InvalidPhone, "phone"),
    (customers_errors.InvalidName, "given_name"),
    (customers_errors.NameTooLong, "given_name"),
    (customers_errors.InvalidAddress, "street"),
    (errors.AddressNeeded, "street"),
    (errors.PickupStoreNeeded, "store"),
    (LocationError, "store"),
    (errors.NotShippedThere, "delivery"),
    (errors.PayInStoreOnCollectionOnly, "payment"),
)
"""Beside which field a refusal is said; others stand above the form."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a cart: stores that have all of it, when it could be at home, and the shopper's addresses."""

    stores: tuple[dict[str, Any], ...]
    home_delivery: HomeDelivery | None
    book: tuple[SavedAddress, ...]

    def saved_region(self, number: str) -> str | None:
        """The region of the saved address with this number."""
        return next((saved.address.region for saved in self.book if str(saved.id) == number), None)

    def store(self, code: str) -> dict[str, Any] | None:
        """The choice with this store's code."""
        return next((each for each in self.stores if each["place"].card.code == code), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is chosen at the moment; `store` is the code of the store to collect in,
    `is_far` that it is not among the nearest, which the page shows at once.
    """

    kind: DeliveryKind
    store: str
    delivery: Delivery
    is_far: bool = False


def choices_of(request: HttpRequest, cart: Cart) -> Choices:
    """The ways in which the visit's cart could get to the shopper now."""
    places, now = places_of(request), utc_now()
    stores = stores_with_all(
        cart=cart,
        channel=Channel.WEB,
        country=places.market.country,
        position=places.from_where,
        language=places.language,
        now=now,
    )
    view = carts.view(cart=cart.id, region=places.region, language=places.language, origin=visit_of(request).origin, now=now)
    return Choices(
        stores=tuple(_store_choice(each, places) for each in stores),
        home_delivery=home_of(cart=cart, channel=Channel.WEB, country=places.market.country, goods=view.listed, now=now),
        book=book_of(request),
    )


def book_of(request: HttpRequest) -> tuple[SavedAddress, ...]:
    """The addresses of whoever is logged in that lie in the country they shop in, the default first."""
    customer, country = visit_of(request).customer, places_of(request).market.country
    if customer is None:
        return ()
    return tuple(saved for saved in customers.addresses_of(customer=customer) if saved.address.country == country)


def shown_book(book: Sequence[SavedAddress]) -> list[dict[str, str]]:
    """The saved addresses as choices: a title, the place, and whom it is for."""
    return [
        {
            "number": str(saved.id),
            "title": saved.address.label or saved.address.line1,
            "place": ", ".join(filter(None, _place_words(saved.address))),
            "recipient": saved.address.recipient,
        }
        for saved in book
    ]


def keep(request: HttpRequest, form: CheckoutForm) -> bool:
    """Keep the typed address where that was ticked; False where the book is full. Called once the order is placed."""
    customer, address = visit_of(request).customer, form.address_to_keep(places_of(request).market.country)
    if customer is None or address is None:
        return True
    return keep_address(customer=customer, address=address, now=utc_now(), origin=visit_of(request).origin)


def wish_of(request: HttpRequest, choices: Choices, given: Mapping[str, Any], *, form: CheckoutForm | None = None) -> Wish:
    """What is wished by what was sent, or what suggests itself: the chosen store or the nearest, else home."""
    places = places_of(request)
    said = str(given.get("delivery") or "")
    if said not in (DeliveryKind.COLLECT, DeliveryKind.SHIP):
        said = DeliveryKind.COLLECT if choices.stores else DeliveryKind.SHIP
    if said == DeliveryKind.SHIP:
        saved = choices.saved_region(str(given.get("saved") or ""))
        region = (str(given.get("region") or "") if saved is None else saved) or places.region
        address = Address(recipient="", line1="", city="", country=places.market.country, region=region)
        return Wish(DeliveryKind.SHIP, "", Delivery(kind=DeliveryKind.SHIP, address=address))
    code = str(given.get("store") or "")
    known = next((store for store in places.stores if store.code == code), None)
    if known is None and form is None and choices.stores:
        suggested = places.store and choices.store(places.store.code)
        known = (suggested or choices.stores[0])["place"].card
    if known is None:
        return Wish(DeliveryKind.COLLECT, "", Delivery(kind=DeliveryKind.COLLECT))
    nearest = [each["place"].card.code for each in choices.stores[:SHOWN_AT_ONCE]]
    delivery = Delivery(kind=DeliveryKind.COLLECT, location=known.location)
    return Wish(DeliveryKind.COLLECT, known.code, delivery, is_far=known.code not in nearest)


def begin(request: HttpRequest, cart: Cart, delivery: Delivery) -> Checkout:
    """Keep the pieces and price the order."""
    return begin_checkout(
        cart=cart.id,
        delivery=delivery,
        position=places_of(request).from_where,
        language=places_of(request).language,
        origin=visit_of(request).origin,
        now=utc_now(),
    )


def delivery_of(wish: Wish, form: CheckoutForm, places: Places) -> Delivery:
    """The delivery as it is ordered: with the whole address where it is sent."""
    if wish.kind is DeliveryKind.SHIP:
        return Delivery(kind=DeliveryKind.SHIP, address=form.address(places.market.country))
    return wish.delivery


def in_step(request: HttpRequest, cart: Cart) -> Cart:
    """The cart in the language and money of the page at hand."""
    places = places_of(request)
    if (cart.language, cart.currency) == (places.language, places.currency):
        return cart
    location = places.store.location if places.store else None
    carts.choose_place(cart=cart.id, currency=places.currency, language=places.language, location=location, now=utc_now())
    return orders.cart(cart.id)


def known_of(request: HttpRequest) -> dict[str, Any]:
    """What we know of who is here, to fill into the form."""
    visit = visit_of(request)
    if visit.customer is None:
        return {"payment": CARDS[0][0], "saved": ANOTHER}
    book = book_of(request)
    person = customers.customer(customer=visit.customer)
    return {
        "payment": CARDS[0][0],
        "saved": str(book[0].id) if book else ANOTHER,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email or "",
        "phone": person.phone or "",
    }


def shown(checkout: Checkout, wish: Wish) -> dict[str, Any]:
    """The order-to-be for the page."""
    totals = checkout.totals
    included = all(line.quote.tax_included for line in checkout.lines)
    return {
        "lines": [_line(line) for line in checkout.lines],
        "coupons": coupons_of(checkout.cart.coupons, checkout.promoted),
        "kept_until": checkout.kept_until,
        "seen_total": totals.gross.minor,
        "sums": {
            "pieces": checkout.cart.pieces,
            "goods": sum((line.listed for line in checkout.lines), start=Money.zero(totals.gross.currency)),
            "discounts": discounts_of(checkout.promoted),
            "shipping": totals.shipping if wish.kind is DeliveryKind.SHIP else None,
            "tax": totals.tax,
            "tax_added": not included,
            "total": totals.gross,
        },
    }


def ways_to_pay(choices: Choices) -> list[tuple[str, str, str]]:
    """The cards of the sandbox, and paying in the store, which fits collecting only."""
    ways = [(token, str(title), str(text)) for token, title, text in CARDS]
    if choices.stores:
        ways.append((IN_STORE, gettext("Pay in the store"), gettext("When you collect it, in cash or by card.")))
    return ways


def field_of(refusal: KamurjError) -> str | None:
    """Beside which field this refusal is said."""
    return next((field for kind, field in FIELDS if isinstance(refusal, kind)), None)


def placed_before(request: HttpRequest, form: CheckoutForm) -> str | None:
    """The page of the order that this very form became, if it was sent before."""
    number = request.session.get(PLACED, {}).get(form.data.get("request_key", ""))
    return order_address(number, new="1") if number else None


def remember_placed(request: HttpRequest, form: CheckoutForm, number: str) -> None:
    """Note which form became which order; the last few are enough."""
    kept = [*request.session.get(PLACED, {}).items(), (form.cleaned_data["request_key"], number)]
    request.session[PLACED] = dict(kept[-REMEMBERED:])


def _store_choice(each: CollectableStore, places: Places) -> dict[str, Any]:
    return {
        "place": places.near_store(each.store),
        "opening": each.opening,
        "ready_at": each.ready_at,
        "is_today": each.is_ready_today,
        "until": each.until,
    }


def _place_words(address: Address) -> tuple[str, ...]:
    line1 = address.line1 if address.label else ""
    return line1, address.line2, f"{address.postcode} {address.city}".strip(), address.region


def _line(line: PricedLine) -> dict[str, Any]:
    return {
        "name": line.card.name,
        "options": line.card.options,
        "quantity": line.quantity,
        "amount": line.listed,
        "picture": picture_address(line.card.image.path) if line.card.image else "",
    }
