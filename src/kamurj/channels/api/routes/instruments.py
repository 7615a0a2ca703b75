"""The cards and wallets that a customer keeps: listed and forgotten. They are kept by the shop's own pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import Guest, OwnerOr, Shopper, caller_of, origin_of
from kamurj.channels.api.schemas import instruments as schemas
from kamurj.channels.api.schemas.plain import Id
from kamurj.channels.api.shown import instruments as showing
from kamurj.foundation.access.contracts import Scope
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.payments import instruments
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.errors import NoSuchInstrument

router = Router(tags=["Customers"])


@router.get(
    "/customers/{customer}/instruments",
    auth=OwnerOr(Scope.CUSTOMERS_READ),
    response=schemas.Instruments,
    summary="What a customer keeps to pay with",
)
def kept(request: HttpRequest, customer: Id) -> HttpResponse:
    """Cards and wallets, expired ones too, the newest first. No card number and no token is in it."""
    found = instruments.instruments_of(customer=_own(request, customer))
    return answer({"instruments": [showing.instrument(one, now=utc_now()) for one in found]})


@router.delete(
    "/customers/{customer}/instruments/{instrument}",
    auth=OwnerOr(Scope.CUSTOMERS_WRITE),
    response=schemas.Instruments,
    summary="Forget one of them",
)
def forget(request: HttpRequest, customer: Id, instrument: Id) -> HttpResponse:
    """It can be used no more; what was paid with it stays. One that is forgotten already stays so. Says what is left."""
    whose = _own(request, customer)
    instruments.forget(instrument=InstrumentId(instrument), customer=whose, now=utc_now(), origin=origin_of(request))
    left = instruments.instruments_of(customer=whose)
    return answer({"instruments": [showing.instrument(one, now=utc_now()) for one in left]})


def _own(request: HttpRequest, customer: Id) -> CustomerId:
    """The customer, if it is the caller or the caller may act for customers. Raises NoSuchInstrument."""
    match caller_of(request):
        case Guest():
            raise NoSuchInstrument
        case Shopper(customer=own) if own != customer:
            raise NoSuchInstrument
    return CustomerId(customer)
