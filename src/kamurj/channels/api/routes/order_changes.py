"""Changing an order: a preview, then the change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import Guest, OwnerOr, caller_of, origin_of
from kamurj.channels.api.errors import PaymentMeansUnclear
from kamurj.channels.api.once import key_and_caller
from kamurj.channels.api.ownership import order_of
from kamurj.channels.api.schemas import changing as schemas
from kamurj.channels.api.schemas.buying import PaymentSent
from kamurj.channels.api.schemas.plain import OrderNumber
from kamurj.channels.api.shown import changing as showing
from kamurj.customers.contracts import Address
from kamurj.foundation.access.contracts import Scope
from kamurj.journeys import changes
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.contracts import PayBy
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId, VariantId
from kamurj.locations import queries as locations
from kamurj.orders.contracts import CancelReason, Order
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.stored_value.contracts import AccountId

router = Router(tags=["Orders"])


@router.post(
    "/orders/{number}/changes/preview",
    auth=OwnerOr(Scope.ORDERS_WRITE),
    response=schemas.ChangePreview,
    summary="What a change would mean",
)
def preview(request: HttpRequest, number: OrderNumber, sent: schemas.ChangeWanted) -> HttpResponse:
    """What changing the order would mean, for a quarter of an hour; nothing is changed, so no key is needed."""
    found = order_of(request, number)
    holder = _holder(request, found)
    pay = _means(sent.difference, holder) or (None if sent.payment is None else _pay(sent.payment, holder))
    wanted = _wanted(sent, holder)
    seen = preview_change(order=found.id, wanted=wanted, customer=found.customer, pay=pay, now=utc_now())
    return answer(showing.preview(seen))


@router.post(
    "/orders/{number}/changes",
    auth=OwnerOr(Scope.ORDERS_WRITE),
    response=schemas.Changed,
    summary="Change an order as previewed",
)
def change(request: HttpRequest, number: OrderNumber, sent: schemas.ChangeSent) -> HttpResponse:
    """Make the change of a preview, once. It is refused with 409 where the order or a price moved on since."""
    found = order_of(request, number)
    key, _ = key_and_caller(request)
    holder = _holder(request, found)
    done = apply_change(
        token=sent.token,
        order=found.id,
        key=key,
        customer=found.customer,
        pay=_means(sent.difference, holder) or (None if sent.payment is None else _pay(sent.payment, holder)),
        origin=origin_of(request),
        now=utc_now(),
    )
    return answer(showing.changed(done))


def _wanted(sent: schemas.ChangeWanted, holder: CustomerId | None) -> changes.Wanted:
    """The one thing that is wanted. Raises NothingToChange where it is none, or several."""
    wishes: list[changes.Wanted] = []
    if sent.items:
        wishes.append(
            changes.ChangeItems(tuple(changes.ItemSwap(one.position, VariantId(one.to), one.quantity) for one in sent.items))
        )
    if sent.address is not None:
        wishes.append(changes.ChangeAddress(Address(**sent.address.dict())))
    if sent.store is not None:
        wishes.append(changes.ChangeStore(locations.location_by_code(sent.store).location))
    if sent.payment is not None:
        wishes.append(changes.ChangePayment(_pay(sent.payment, holder)))
    if sent.cancel is not None:
        wishes.append(changes.Cancel(CancelReason(sent.cancel)))
    if len(wishes) != 1:
        raise changes.NothingToChange
    return wishes[0]


def _pay(sent: PaymentSent, holder: CustomerId | None) -> changes.PayWith:
    if sent.instrument is not None:
        return changes.PayWith(instrument=InstrumentId(sent.instrument), holder=holder)
    return changes.PayWith(token=sent.token, in_store=sent.by is PayBy.IN_STORE)


def _means(sent: schemas.MeansSent | None, holder: CustomerId | None) -> changes.PayWith | None:
    """The means of the customer's own. Raises PaymentMeansUnclear where it is none, or both."""
    if sent is None:
        return None
    if (sent.instrument is None) == (sent.account is None):
        raise PaymentMeansUnclear
    if sent.instrument is not None:
        return changes.PayWith(instrument=InstrumentId(sent.instrument), holder=holder)
    return changes.PayWith(account=AccountId(sent.account) if sent.account else None, holder=holder)


def _holder(request: HttpRequest, found: Order) -> CustomerId | None:
    """Whose means may be used: the order's customer who is logged in, or for whom a program or staff act; not a guest."""
    return None if isinstance(caller_of(request), Guest) else found.customer
