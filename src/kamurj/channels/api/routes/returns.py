"""Taking pieces back: what would be refunded, and the return itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import origin_of
from kamurj.channels.api.once import once_outside
from kamurj.channels.api.ownership import workplace_of
from kamurj.channels.api.schemas import working as schemas
from kamurj.channels.api.shown import working as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.access.routes import ApiScope
from kamurj.journeys import return_in_store
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import ReturnId
from kamurj.orders import queries as orders

router = Router(tags=["Returns"])

desk = ApiScope(Scope.RETURNS_WRITE)


@router.post("/returns/preview", auth=desk, response=schemas.ReturnPreview, summary="What would be refunded")
def preview(request: HttpRequest, sent: schemas.ReturnPreviewed) -> HttpResponse:
    """What taking these pieces back would refund; nothing is changed, so no key is needed."""
    order = orders.order_by_number(sent.number)
    return answer(showing.preview(return_in_store.preview(order=order.id, lines=_back(sent.lines))))


@router.post("/returns", auth=desk, response={201: schemas.Return}, summary="Take pieces back")
def accept(request: HttpRequest, sent: schemas.ReturnSent) -> HttpResponse:
    """Take pieces back at a store, wherever they were bought: onto its stock, money to where it came from."""
    place = workplace_of(request, sent.location)
    order = orders.order_by_number(sent.number)

    def take_back() -> Shown:
        taken = return_in_store.return_in_store(
            id=ReturnId(sent.id),
            order=order.id,
            location=place,
            lines=_back(sent.lines),
            now=utc_now(),
            origin=origin_of(request, location=place),
        )
        return showing.returned(taken.returned)

    return once_outside(request, "returns.accept", take_back, status=201)


def _back(lines: Sequence[schemas.LineBack]) -> list[PiecesBack]:
    return [PiecesBack(line.position, line.quantity, line.disposition, line.reason) for line in lines]
