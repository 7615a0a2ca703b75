"""Who calls: a guest with a cart token, a customer's session, a program with a key, or staff at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from ninja.security.base import AuthBase

from kamurj.channels.api.errors import OwnerUnknown, TokenRefused
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import KeyHolder, Scope, Staff
from kamurj.foundation.access.entering import admit_scope, refuse_forged, staff_at_work
from kamurj.foundation.access.guards import Delegated
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.origin import Channel, Origin, Subject, anonymous_subject, customer_subject

HEADER = "Cart-Token"
_signer = Signer(sep=".", salt="kamurj.api.cart")


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever holds a cart's token."""

    anonymous_id: str


@dataclass(frozen=True, slots=True)
class Shopper:
    """A customer who is logged in."""

    customer: CustomerId
    user_id: int


Caller = Guest | Shopper | KeyHolder | Staff


def token_of(anonymous_id: str) -> str:
    """The token of a guest's carts: whoever has it may use them and see what was ordered from them."""
    return _signer.sign(anonymous_id)


def guest_of(token: str) -> Guest:
    """Read a token. Raises TokenRefused."""
    try:
        return Guest(_signer.unsign(token))
    except BadSignature as wrong:
        raise TokenRefused from wrong


class OwnerOr(AuthBase):
    """The owner of a cart or order (token or session), a program whose key has the scope, or staff whose role covers it.

    Whether it is theirs is asked where the cart or order is read (`ownership`).
    """

    access_rule = Delegated()
    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = HEADER
    openapi_description = "The token that came with a new cart"

    def __init__(self, scope: Scope, *, strangers_too: bool = False) -> None:
        self.scope = scope
        self.strangers_too = strangers_too
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | bool:
        """Who calls; True for a stranger where those are welcome. Raises OwnerUnknown, TokenRefused, the door's refusals."""
        if "Authorization" in request.headers:
            return admit_scope(request, self.scope)
        if token := request.headers.get(HEADER):
            return guest_of(token)
        if request.user.is_authenticated:
            return self._logged_in(request)
        if self.strangers_too:
            return True
        raise OwnerUnknown

    def _logged_in(self, request: HttpRequest) -> Caller | bool:
        if staff_at_work(request) is not None:
            return admit_scope(request, self.scope)
        refuse_forged(request)
        user: Any = request.user.pk
        customer = customers.customer_of_user(user)
        if customer is not None:
            return Shopper(customer, user)
        if self.strangers_too:
            return True
        raise OwnerUnknown


def caller_of(request: HttpRequest) -> Caller | None:
    """The caller whom the route's door let in; None for a stranger."""
    found: Any = getattr(request, "auth", None)
    return found if isinstance(found, Guest | Shopper | KeyHolder | Staff) else None


def name_of(caller: Caller) -> str:
    """Whose idempotency keys they are."""
    match caller:
        case Guest(anonymous_id):
            return f"anonymous:{anonymous_id}"
        case Shopper(user_id=user) | Staff(user_id=user):
            return f"user:{user}"
        case KeyHolder(prefix=prefix):
            return f"key:{prefix}"


def origin_of(request: HttpRequest, *, channel: Channel = Channel.API, location: LocationId | None = None) -> Origin:
    """The circumstances for the log. `channel` is another one where a program speaks for it."""
    caller = caller_of(request)
    subject: Subject | None = None
    match caller:
        case Guest(anonymous_id):
            subject = anonymous_subject(anonymous_id)
        case Shopper(customer=customer):
            subject = customer_subject(customer)
    return Origin(channel=channel, location=location, subject=subject, actor=None if caller is None else name_of(caller))
