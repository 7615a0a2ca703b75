"""What a log-in means for the shop: the device is known, and what it gathered lies in the customer's cart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from kamurj.channels.web.places import places_of
from kamurj.channels.web.visits import remember, visit_of
from kamurj.customers import operations as customers
from kamurj.customers.contracts import Account
from kamurj.foundation.access.adapters.allauth import AccountAdapter as HouseAdapter
from kamurj.foundation.access.queries import staff_of
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.words.languages import current_language
from kamurj.journeys import carts
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId


class AccountAdapter(HouseAdapter):
    """The house's rules of the log-in, and the shopper's device and cart."""

    def login(self, request: HttpRequest, user: Account) -> None:
        """Log somebody in; a customer finds on this device what they did on it before. Staff at work are no shoppers."""
        visit = visit_of(request)
        super().login(request, user)
        if staff_of(user.pk) is None:
            customer = welcome(request, user, anonymous_id=visit.anonymous_id)
            remember(request, replace(visit, customer=customer, user_id=user.pk))


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose log-in it is; who has not chosen a language speaks the one of the page."""

    pk: int
    email: str
    name: str
    language: str


@atomic
def welcome(request: HttpRequest, user: Account, *, anonymous_id: str) -> CustomerId:
    """Make the log-in's owner a customer if they are none yet, recognise the device, and merge the carts."""
    visit, now = visit_of(request), utc_now()
    customer = customers.customer_of_user(
        account=Owner(pk=user.pk, email=user.email, name=user.name, language=user.language or current_language()),
        is_verified=EmailAddress.objects.filter(user_id=user.pk, email__iexact=user.email, verified=True).exists(),
        now=now,
        origin=visit.origin,
    )
    customers.recognise(anonymous=anonymous_id, customer=customer, now=now, origin=visit.origin)
    places = places_of(request)
    carts.merge_at_login(
        customer=customer,
        anonymous_id=anonymous_id,
        currency=places.currency,
        language=places.language,
        origin=visit.origin,
        now=now,
    )
    return customer
