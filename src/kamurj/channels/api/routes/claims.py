"""Saying that something is wrong with an order; and, for staff, putting it right."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import OwnerOr, caller_of, origin_of
from kamurj.channels.api.once import once, once_outside
from kamurj.channels.api.ownership import order_of, workplace_of
from kamurj.channels.api.schemas import returning as schemas
from kamurj.channels.api.schemas.plain import OrderNumber
from kamurj.channels.api.shown import returning as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Permission, Scope, Staff
from kamurj.foundation.access.routes import ApiScope
from kamurj.journeys import claims as claiming
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.errors import OrderNotFound
from kamurj.returns.contracts.claims import Claim, ClaimId
from kamurj.returns.errors import ClaimNotFound
from kamurj.returns.queries import claims as claimed

router = Router(tags=["Returns"])

owner = OwnerOr(Scope.RETURNS_WRITE)
desk = ApiScope(Scope.RETURNS_WRITE)


@router.get("/orders/{number}/claims", auth=owner, response=schemas.Claims, summary="What is said to be wrong")
def claims_of(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """All claims of an order, first first."""
    found = order_of(request, number)
    return answer({"claims": [_shown(one) for one in claimed.claims_of([found.id])]})


@router.post("/orders/{number}/claims", auth=owner, response={201: schemas.Claim}, summary="Say that something is wrong")
def create(request: HttpRequest, number: OrderNumber, sent: schemas.ClaimSent) -> HttpResponse:
    """Something was damaged, lost, wrong, missing or late. The shop decides how it is put right."""
    found = order_of(request, number)

    def complain() -> Shown:
        done = claiming.open_claim(
            id=ClaimId(sent.id),
            order=found.id,
            customer=None,
            kind=sent.kind,
            lines=[claiming.Wronged(line.position, line.quantity) for line in sent.lines],
            words=sent.words,
            now=utc_now(),
            origin=origin_of(request),
        )
        return _shown(done.claim)

    return once(request, "claims.open", complain, status=201)


@router.get("/claims/{claim}", auth=owner, response=schemas.Claim, summary="One claim")
def one_claim(request: HttpRequest, claim: UUID) -> HttpResponse:
    """A claim as it stands."""
    return answer(_shown(_own(request, claim)))


@router.post("/claims/{claim}/cancel", auth=owner, response=schemas.Claim, summary="Withdraw a claim")
def cancel(request: HttpRequest, claim: UUID) -> HttpResponse:
    """The customer wants nothing any more."""
    known = _own(request, claim)

    def withdraw() -> Shown:
        return _shown(claiming.withdraw_claim(claim=known.id, customer=None, now=utc_now(), origin=origin_of(request)))

    return once(request, f"claims.withdraw:{known.id}", withdraw)


@router.post("/claims/{claim}/preview", auth=desk, response=schemas.Remedy, summary="What a decision would mean")
def preview(request: HttpRequest, claim: UUID, sent: schemas.ClaimDecided) -> HttpResponse:
    """What putting a claim right like this would mean; nothing is changed, so no key is needed."""
    del request
    known = claimed.claim(ClaimId(claim))
    seen = claiming.preview_claim(claim=known.id, outcome=sent.outcome, amount=_amount(sent, known))
    return answer(showing.remedy(seen))


@router.post("/claims/{claim}/settle", auth=desk, response=schemas.Claim, summary="Put a claim right")
def settle(request: HttpRequest, claim: UUID, sent: schemas.ClaimDecided) -> HttpResponse:
    """Money back, the same pieces again, a part of the money, or a return. Above the shop's limit it is proposed only,
    unless the caller may approve claims; a key never may.
    """
    known = claimed.claim(ClaimId(claim))
    place = None if sent.location is None else workplace_of(request, sent.location)
    caller = caller_of(request)

    def put_right() -> Shown:
        done = claiming.settle_claim(
            claim=known.id,
            outcome=sent.outcome,
            amount=_amount(sent, known),
            reason=sent.reason,
            location=place,
            may_approve=isinstance(caller, Staff) and caller.may(Permission.CLAIMS_APPROVE),
            now=utc_now(),
            origin=origin_of(request, location=place),
        )
        return _shown(done)

    return once_outside(request, f"claims.settle:{known.id}", put_right)


@router.post("/claims/{claim}/reject", auth=desk, response=schemas.Claim, summary="Reject a claim")
def reject(request: HttpRequest, claim: UUID, sent: schemas.ClaimRefused) -> HttpResponse:
    """The shop does not put it right; the customer reads why."""
    known = claimed.claim(ClaimId(claim))

    def refuse() -> Shown:
        return _shown(claiming.reject_claim(claim=known.id, reason=sent.reason, now=utc_now(), origin=origin_of(request)))

    return once(request, f"claims.reject:{known.id}", refuse)


def _amount(sent: schemas.ClaimDecided, known: Claim) -> Money | None:
    return None if sent.amount_minor is None else Money(sent.amount_minor, known.value.currency)


def _shown(one: Claim) -> Shown:
    new_order = None if one.new_order is None else orders.order(one.new_order)
    return showing.claim(one, orders.order(one.order), new_order)


def _own(request: HttpRequest, claim: UUID) -> Claim:
    """The claim, if its order is the caller's. Raises ClaimNotFound."""
    known = claimed.claim(ClaimId(claim))
    try:
        order_of(request, orders.order(known.order).number)
    except OrderNotFound as unknown:
        raise ClaimNotFound from unknown
    return known
