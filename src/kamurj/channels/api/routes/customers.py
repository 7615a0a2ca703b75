"""Customers for staff: found by what they say, and their story over every channel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.errors import UnreadableMark
from kamurj.channels.api.schemas import working as schemas
from kamurj.channels.api.schemas.plain import LARGEST_ID, Id
from kamurj.channels.api.shown import working as showing
from kamurj.customers import queries as customers
from kamurj.customers.contracts import TimelineCursor
from kamurj.foundation.access.contracts import Scope
from kamurj.foundation.access.routes import ApiScope
from kamurj.foundation.words.languages import current_language
from kamurj.journeys.customer_story import StoryKind, customer_story
from kamurj.kernel.ids import CustomerId

router = Router(tags=["Customers"])

reading = ApiScope(Scope.CUSTOMERS_READ)


@router.get("/customers", auth=reading, response=schemas.Customers, summary="Find customers")
def find(
    request: HttpRequest,
    q: Annotated[str, Query(..., min_length=1, max_length=200, examples=["Ani Petr"])],
    limit: Annotated[int, Query(20, ge=1, le=50)],
) -> HttpResponse:
    """By the beginning of a name or an e-mail address, or by a phone number, its beginning or its last digits."""
    found = customers.find(q, language=current_language(), limit=limit)
    return answer({"customers": [showing.customer(one) for one in found]})


@router.get("/customers/{customer}", auth=reading, response=schemas.Customer, summary="One customer")
def one_customer(request: HttpRequest, customer: Id) -> HttpResponse:
    """Who somebody is and how they can be reached."""
    return answer(showing.customer(customers.customer(customer=CustomerId(customer))))


@router.get("/customers/{customer}/story", auth=reading, response=schemas.Story, summary="A customer's story")
def story(
    request: HttpRequest,
    customer: Id,
    before: Annotated[str | None, Query(None, max_length=100, description="`next` of the page before.")],
    kinds: Annotated[list[StoryKind], Query([], alias="kind", max_length=20)],
    limit: Annotated[int, Query(50, ge=1, le=200)],
) -> HttpResponse:
    """Everything that happened to a customer over every channel, latest first, in the caller's language."""
    told = customer_story(
        customer=CustomerId(customer),
        language=current_language(),
        before=None if before is None else _cursor(before),
        kinds=tuple(kinds),
        limit=limit,
    )
    return answer(showing.story(told))


def _cursor(text: str) -> TimelineCursor:
    """Read a mark back. Raises UnreadableMark."""
    moment, _, number = text.partition("~")
    try:
        cursor = TimelineCursor(occurred_at=datetime.fromisoformat(moment), fact_id=int(number))
    except ValueError as wrong:
        raise UnreadableMark from wrong
    if cursor.occurred_at.tzinfo is None or not 0 <= cursor.fact_id <= LARGEST_ID:
        raise UnreadableMark
    return cursor
