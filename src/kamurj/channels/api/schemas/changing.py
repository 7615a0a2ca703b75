"""Changing an order: what is wanted, what it would mean, what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from kamurj.channels.api.schemas.buying import AddressSent, PaymentSent, Totals
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
    Quantity,
    Sku,
    VariantNumber,
    shape,
)

Reason = Literal["no_longer_needed", "ordered_by_mistake", "takes_too_long"]
"""Why somebody cancels who ordered."""


class SwapSent(Body):
    """Pieces of a line (all, where no quantity is given) become another variant of the same product."""

    position: LineNumber
    to: VariantNumber
    quantity: Quantity | None = None


class MeansSent(Body):
    """A means of the customer's own: a kept card or wallet, or a gift card or store credit. One of them."""

    instrument: Id | None = None
    account: Id | None = None


class ChangeWanted(Body):
    """One of: other variants, another address, another store, another payment, or cancelling. `difference` is the means that
    pays a difference, or takes it back.
    """

    model_config = ConfigDict(extra="forbid", **shape({"items": [{"position": 1, "to": 4712}]}))  # type: ignore[typeddict-item]
    items: Annotated[list[SwapSent], Field(max_length=200)] = []
    address: AddressSent | None = None
    store: PlaceCode | None = None
    payment: PaymentSent | None = None
    cancel: Reason | None = None
    difference: MeansSent | None = None


class ChangeSent(Body):
    """The token of a preview, and with what a difference is paid: a new card by `payment`, or an own means by `difference`,
    which also takes a difference back.
    """

    model_config = ConfigDict(extra="forbid", **shape({"token": "eyJvcmRlciI6Ii4uLiJ9:1w:abc"}))  # type: ignore[typeddict-item]
    token: Annotated[str, Field(min_length=1, max_length=20_000, examples=["eyJvcmRlciI6Ii4uLiJ9:1w:abc"])]
    payment: PaymentSent | None = None
    difference: MeansSent | None = None


class ChangedLine(Answer):
    """A line as it would be."""

    position: LineNumber
    variant: VariantNumber
    sku: Sku
    name: Annotated[str, Field(examples=["Ani sofa"])]
    options_text: Annotated[str, Field(examples=["Oak"])]
    quantity: Pieces
    gross: Money


class ChangePreview(Answer):
    """What the change would mean. `to_pay` is due now, `to_give_back` goes back, `less_to_take` was only promised."""

    token: Annotated[str, Field(examples=["eyJvcmRlciI6Ii4uLiJ9:1w:abc"])]
    number: OrderNumber
    kind: Annotated[str, Field(examples=["items"])]
    lines: list[ChangedLine]
    totals: Totals
    difference: Money
    to_pay: Money
    to_give_back: Money
    less_to_take: Money
    goes_elsewhere: Annotated[bool, Field(description="What goes back goes to the means named as `difference`.")]
    in_store: bool
    good_until: Moment


class Changed(Answer):
    """What became of it. waiting: the bank has not answered; the order is as it was so far."""

    change: Id
    number: OrderNumber
    kind: Annotated[str, Field(examples=["items"])]
    status: Annotated[str, Field(examples=["applied"], description="applied or waiting.")]
    difference: Money
    total: Money
