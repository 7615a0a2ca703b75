"""Stock levels for staff, and correcting them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kamurj.catalogue import queries as catalogue
from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import origin_of
from kamurj.channels.api.errors import UnknownSkus
from kamurj.channels.api.once import once
from kamurj.channels.api.ownership import workplace_of
from kamurj.channels.api.schemas import working as schemas
from kamurj.channels.api.schemas.plain import LARGEST_ID, Code, PlaceCode
from kamurj.channels.api.shown import working as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.access.routes import ApiScope
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import VariantId
from kamurj.locations import queries as locations
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Pieces, Reason

router = Router(tags=["Stock"])


@router.get(
    "/stock/locations/{code}", auth=ApiScope(Scope.STOCK_READ), response=schemas.Levels, summary="What lies in a place"
)
def of_location(
    request: HttpRequest,
    code: PlaceCode,
    after: Annotated[int | None, Query(None, ge=0, le=LARGEST_ID, description="`next` of the page before.")],
    limit: Annotated[int, Query(100, ge=1, le=1000)],
) -> HttpResponse:
    """The levels of a place by variant, a page at a time."""
    place = locations.location_by_code(code).location
    found = stocked.levels_of_location(
        location=place, now=utc_now(), after=None if after is None else VariantId(after), limit=limit
    )
    following = found[-1].variant if len(found) == limit else None
    return answer({"levels": [showing.level(level) for level in found], "next": following})


@router.get(
    "/stock/variants/{path:code}", auth=ApiScope(Scope.STOCK_READ), response=schemas.Levels, summary="Where a variant lies"
)
def of_variant(request: HttpRequest, code: Code) -> HttpResponse:
    """A variant's levels over all places, by its SKU or barcode."""
    found = stocked.levels_of_variant(variant=catalogue.variant_by_code(code).variant, now=utc_now())
    return answer({"levels": [showing.level(level) for level in found], "next": None})


@router.post(
    "/stock/adjustments", auth=ApiScope(Scope.STOCK_WRITE), response={201: schemas.Levels}, summary="Correct levels"
)
def adjust(request: HttpRequest, sent: schemas.Adjustment) -> HttpResponse:
    """Correct what lies in a place, all lines or none; the ledger keeps every correction. Answers the levels afterwards."""
    place = workplace_of(request, sent.location)
    skus = [line.sku for line in sent.lines]
    variants = catalogue.variants_by_sku(skus)
    if unknown := [sku for sku in dict.fromkeys(skus) if sku not in variants]:
        raise UnknownSkus(skus=", ".join(unknown))

    def correct() -> Shown:
        stock.adjust(
            location=place,
            lines=[Pieces(variants[line.sku], line.quantity) for line in sent.lines],
            reason=Reason(sent.reason),
            now=utc_now(),
            origin=origin_of(request, location=place),
        )
        levels = [
            showing.level(level)
            for variant in sorted(set(variants.values()))
            for level in stocked.levels_of_variant(variant=variant, now=utc_now())
            if level.location == place
        ]
        return {"levels": levels, "next": None}

    return once(request, "stock.adjust", correct, status=201)
