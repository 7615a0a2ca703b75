"""The work of staff: fulfilment, returns, stock, customers; and the payment provider's events."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from kamurj.channels.api.schemas.buying import OrderSummary
from kamurj.channels.api.schemas.plain import (
    Answer,
    Body,
    Id,
    LineNumber,
    Moment,
    Money,
    OrderNumber,
    Pieces,
    PlaceCode,
    Sku,
    VariantNumber,
    shape,
)
from kamurj.returns.contracts import Disposition, Reason

PaidAtDesk = Literal["in_store_cash", "in_store_card"]
"""The methods of payment that a desk takes."""
Correcting = Literal["counted", "damaged", "lost", "found", "received", "stolen", "display", "sample", "expired"]
"""The reasons of the stock's movements that somebody may give; the house gives the others itself."""
Counted = Annotated[int, Field(ge=0, le=999, examples=[2])]
Delivered = Annotated[int, Field(ge=1, le=999, examples=[1])]


class WorkLine(Answer):
    """One order line in one place."""

    position: LineNumber
    variant: VariantNumber
    quantity: Pieces
    picked: Pieces
    missing: Pieces


class Fulfilment(Answer):
    """A fulfilment order: what a place is to deliver of an order."""

    fulfilment: Id
    order: Id
    order_number: OrderNumber
    location: Annotated[int, Field(examples=[3])]
    kind: Annotated[str, Field(examples=["collect"])]
    status: Annotated[str, Field(examples=["new"])]
    lines: list[WorkLine]
    attempts_left: Annotated[int, Field(examples=[5])]
    opened_at: Moment
    ready_at: Moment | None
    deadline_at: Moment | None
    handed_over_at: Moment | None
    shipped_at: Moment | None
    tracking: Annotated[str | None, Field(examples=["HY-10021"])]
    close_reason: Annotated[str | None, Field(examples=["shopper"])]


class Work(Fulfilment):
    """A fulfilment order on the work list of its place."""

    next_action: Annotated[str, Field(examples=["start_picking"])]
    waiting_since: Moment


class WorkList(Answer):
    """The open work of a place, longest waiting first; `counts` by status are of all of it."""

    work: list[Work]
    counts: Annotated[dict[str, int], Field(examples=[{"new": 2, "picking": 0, "ready": 1}])]


class PickedLine(Body):
    """So many pieces of a line, in all."""

    position: LineNumber
    quantity: Counted


class Picked(Body):
    """What has been found by now; `missing` was looked for in vain (added to what was missing before)."""

    model_config = ConfigDict(extra="forbid", **shape({"picked": [{"position": 1, "quantity": 2}]}))  # type: ignore[typeddict-item]
    picked: Annotated[list[PickedLine], Field(max_length=200)] = []
    missing: Annotated[list[PickedLine], Field(max_length=200)] = []


class HandedOver(Body):
    """The shopper's pickup code, and how what was still due was paid at the desk."""

    model_config = ConfigDict(extra="forbid", **shape({"code": "7KQ2MX", "paid_by": "in_store_card"}))  # type: ignore[typeddict-item]
    code: Annotated[str, Field(max_length=40, examples=["7KQ2MX"])]
    paid_by: PaidAtDesk | None = None


class Shipped(Body):
    """The carrier's tracking text."""

    model_config = ConfigDict(extra="forbid", **shape({"tracking": "HY-10021"}))  # type: ignore[typeddict-item]
    tracking: Annotated[str, Field(min_length=1, max_length=100, examples=["HY-10021"])]


BACK = {"position": 1, "quantity": 1, "disposition": "shelf", "reason": "too_small"}


class LineBack(Body):
    """Pieces of an order line on the counter."""

    position: LineNumber
    quantity: Delivered
    disposition: Disposition
    reason: Reason


class ReturnPreviewed(Body):
    """What somebody wants to bring back."""

    model_config = ConfigDict(extra="forbid", **shape({"number": "K4F7-92QD-XM", "lines": [BACK]}))  # type: ignore[typeddict-item]
    number: OrderNumber
    lines: Annotated[list[LineBack], Field(min_length=1, max_length=200)]


class ReturnSent(Body):
    """A return at a store. `id` was made by the caller: the same return twice is one."""

    model_config = ConfigDict(
        extra="forbid",
        **shape(  # type: ignore[typeddict-item]
            {"id": "0199b1c2-7d1e-7c3a-8f00-2b6a5d1f9c45", "number": "K4F7-92QD-XM", "location": "GYU", "lines": [BACK]}
        ),
    )
    id: Id
    number: OrderNumber
    location: PlaceCode
    lines: Annotated[list[LineBack], Field(min_length=1, max_length=200)]


class ReturnedLine(Answer):
    """Pieces that came back and what is refunded for them."""

    position: LineNumber
    variant: VariantNumber
    quantity: Pieces
    disposition: Annotated[str, Field(examples=["shelf"])]
    reason: Annotated[str, Field(examples=["too_small"])]
    refund: Money


class ReturnPreview(Answer):
    """What would be refunded; nothing was changed. `withheld` is taken off the lines where pieces that are kept would have
    cost more without these, or added (below zero) where that is made up for.
    """

    lines: list[ReturnedLine]
    refund: Money
    withheld: Money


class Return(Answer):
    """A return as it was accepted. `status`: accepted while the money is on its way, then refunded."""

    id: Id
    order: Id
    location: Annotated[int, Field(examples=[4])]
    status: Annotated[str, Field(examples=["accepted"])]
    lines: list[ReturnedLine]
    refund: Money
    withheld: Money
    accepted_at: Moment


class Level(Answer):
    """A variant in one place: `held` pieces are kept for carts and orders, `free` ones can be sold."""

    variant: VariantNumber
    location: Annotated[int, Field(examples=[3])]
    on_hand: Pieces
    held: Pieces
    free: Pieces


class Levels(Answer):
    """Levels by variant; send `next` as `after` for the following page."""

    levels: list[Level]
    next: Annotated[int | None, Field(examples=[4760])]


class Correction(Body):
    """So many pieces more, or with a minus sign fewer."""

    sku: Sku
    quantity: Annotated[int, Field(ge=-1_000_000, le=1_000_000, examples=[-1])]


class Adjustment(Body):
    """A correction of what lies in a place: all lines or none."""

    model_config = ConfigDict(
        extra="forbid",
        **shape({"location": "YVN", "reason": "damaged", "lines": [{"sku": "SOFA-OAK", "quantity": -1}]}),  # type: ignore[typeddict-item]
    )
    location: PlaceCode
    reason: Correcting
    lines: Annotated[list[Correction], Field(min_length=1, max_length=500)]


class ContactPoint(Answer):
    """An e-mail address or a phone number."""

    kind: Annotated[str, Field(examples=["email"])]
    value: Annotated[str, Field(examples=["ani@example.com"])]
    is_verified: bool


class Customer(Answer):
    """Somebody who buys from us."""

    customer: Id
    given_name: Annotated[str, Field(examples=["Ani"])]
    family_name: Annotated[str, Field(examples=["Petrosyan"])]
    language: Annotated[str, Field(examples=["hy"])]
    contacts: list[ContactPoint]
    created_at: Moment


class Customers(Answer):
    """Who was found, the most likely first."""

    customers: list[Customer]


class StoryItem(Answer):
    """One thing that happened; `title` is a sentence in the caller's language."""

    at: Moment
    kind: Annotated[str, Field(examples=["order"])]
    type: Annotated[str, Field(examples=["OrderPlaced"])]
    channel: Annotated[str, Field(examples=["web"])]
    place: Annotated[str, Field(examples=["Northern Avenue"])]
    title: Annotated[str, Field(examples=["Ordered 2 pieces (K4F7-92QD-XM)"])]
    amount: Money | None
    order_number: Annotated[str, Field(examples=["K4F7-92QD-XM"])]


class Worth(Answer):
    """What a customer bought in one currency, what of it came back, over how many orders."""

    bought: Money
    returned: Money
    orders: Pieces


class Story(Answer):
    """A customer's story over every channel, latest first; send `next` as `before` for the following page."""

    customer: Customer
    items: list[StoryItem]
    orders: list[OrderSummary]
    values: list[Worth]
    next: Annotated[str | None, Field(examples=["2026-03-14T10:00:00+00:00~88123"])]


class EventTaken(Answer):
    """The provider's event is stored. `is_repeat`: it came before and was not applied again."""

    is_repeat: bool


class NewPayLink(Body):
    """What a link is to ask for; without an amount, all that is owed."""

    model_config = ConfigDict(extra="forbid", **shape({"amount_minor": 1500000, "days": 3}))  # type: ignore[typeddict-item]
    amount_minor: Annotated[int | None, Field(ge=1, lt=10**13, examples=[1500000])] = None
    days: Annotated[int, Field(ge=1, le=31, examples=[3])] = 3


class PayLink(Answer):
    """A link by which an order is paid once. `address` is there only while it can be paid."""

    link: Id
    order_number: OrderNumber
    amount: Money
    status: Annotated[str, Field(examples=["open"])]
    expires_at: Moment
    address: Annotated[str | None, Field(examples=["https://shop.example/pay/Zm9v"])]


class ProviderEvent(Body):
    """What a provider sends; read from the raw bytes after their signature was checked."""

    model_config = ConfigDict(extra="allow")
    id: Any = None
