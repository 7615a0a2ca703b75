"""Giving pieces back, exchanging them, and saying that something is wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

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
    VariantNumber,
    shape,
)
from kamurj.channels.api.schemas.working import BACK, Delivered, LineBack, PaidAtDesk, ReturnedLine
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.claims import LONGEST_WORDS, ClaimKind, Outcome
from kamurj.returns.contracts.policies import Means
from kamurj.returns.contracts.requests import RequestKind

ID = "0199b1c2-7d1e-7c3a-8f00-2b6a5d1f9c45"
ASK = {"position": 1, "quantity": 1, "reason": "too_small"}
Label = Annotated[str, Field(examples=["R7K2MXQ4P"], description="What is said at the desk or written on the parcel.")]
Why = Annotated[str | None, Field(examples=["The seal is broken."])]
Sentence = Annotated[str, Field(min_length=1, max_length=200, examples=["The seal is broken."])]


class AskedLine(Body):
    """Pieces that are to come back; in an exchange, which variant is wanted instead of each."""

    position: LineNumber
    quantity: Delivered
    reason: Reason
    new_variant: VariantNumber | None = None


class RequestPreviewed(Body):
    """What is to come back, and where the money goes."""

    model_config = ConfigDict(extra="forbid", **shape({"kind": "return", "lines": [ASK], "means": "original"}))  # type: ignore[typeddict-item]
    kind: RequestKind
    lines: Annotated[list[AskedLine], Field(min_length=1, max_length=200)]
    means: Means


class RequestSent(RequestPreviewed):
    """The same, asked for. `id` was made by the caller: the same request twice is one."""

    model_config = ConfigDict(
        extra="forbid",
        **shape({"id": ID, "kind": "return", "lines": [ASK], "means": "original"}),  # type: ignore[typeddict-item]
    )
    id: Id


class RequestedLine(Answer):
    """Pieces that are to come back, and what they are worth."""

    position: LineNumber
    variant: VariantNumber
    quantity: Pieces
    reason: Annotated[str, Field(examples=["too_small"])]
    value: Money
    new_variant: VariantNumber | None
    new_price: Money | None


class Wish(Answer):
    """What a request would say. `difference` of an exchange is to be paid; below zero, it goes back."""

    kind: Annotated[str, Field(examples=["return"])]
    lines: list[RequestedLine]
    means: Annotated[str, Field(examples=["original"])]
    value: Money
    difference: Money
    shipping: Annotated[str, Field(examples=["customer"], description="Who pays for sending the pieces back.")]


class ReturnRequest(Wish):
    """A request as it stands: requested, received, cancelled or declined."""

    id: Id
    order_number: OrderNumber
    label: Label
    status: Annotated[str, Field(examples=["requested"])]
    requested_at: Moment
    closed_at: Moment | None
    close_reason: Why
    returned: Id | None


class ReturnRequests(Answer):
    """All requests of an order, first first."""

    requests: list[ReturnRequest]


class WantedPieces(Body):
    """Pieces that go out in an exchange."""

    variant: VariantNumber
    quantity: Delivered


EXCHANGE = {"number": "K4F7-92QD-XM", "location": "GYU", "lines": [BACK], "new": [{"variant": 4711, "quantity": 1}]}


class ExchangePreviewed(Body):
    """What comes back over a counter, and what goes out for it."""

    model_config = ConfigDict(extra="forbid", **shape(EXCHANGE))  # type: ignore[typeddict-item]
    number: OrderNumber
    location: PlaceCode
    lines: Annotated[list[LineBack], Field(min_length=1, max_length=200)]
    new: Annotated[list[WantedPieces], Field(min_length=1, max_length=200)]


class ExchangeSent(ExchangePreviewed):
    """The same, done. `id` was made by the caller; `seen_difference_minor` is what the preview said, if it was looked at."""

    model_config = ConfigDict(
        extra="forbid",
        **shape({**EXCHANGE, "id": ID, "paid_by": "in_store_card", "seen_difference_minor": 200000}),  # type: ignore[typeddict-item]
    )
    id: Id
    paid_by: PaidAtDesk
    seen_difference_minor: Annotated[int | None, Field(gt=-(10**15), lt=10**15, examples=[200000])] = None


class GoingOut(Answer):
    """Pieces that go out, at today's price after today's offers."""

    variant: VariantNumber
    quantity: Pieces
    gross: Money


class ExchangePreview(Answer):
    """What an exchange would come to; nothing was changed. `difference` is to be paid; below zero, it goes back."""

    lines: list[ReturnedLine]
    new: list[GoingOut]
    value: Money
    cost: Money
    difference: Money
    withheld: Money


class Exchange(Answer):
    """An exchange that was made: a return, and an order that its worth paid for, wholly or in part."""

    id: Id
    order_number: OrderNumber
    new_order_number: OrderNumber
    value: Money
    cost: Money
    difference: Money
    made_at: Moment


class Exchanges(Answer):
    """The exchanges in which pieces of an order came back, or which made it."""

    exchanges: list[Exchange]


class WrongedLine(Body):
    """Pieces that something is wrong with."""

    position: LineNumber
    quantity: Delivered


class ClaimSent(Body):
    """What is wrong, in the customer's words. `id` was made by the caller: the same claim twice is one.

    Photos are added on the order's page in the shop.
    """

    model_config = ConfigDict(
        extra="forbid",
        **shape(  # type: ignore[typeddict-item]
            {"id": ID, "kind": "damaged", "lines": [{"position": 1, "quantity": 1}], "words": "A leg is broken."}
        ),
    )
    id: Id
    kind: ClaimKind
    lines: Annotated[list[WrongedLine], Field(min_length=1, max_length=200)]
    words: Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS, examples=["A leg is broken."])]


class ClaimedLine(Answer):
    """Pieces that something is wrong with, and what was paid for them."""

    position: LineNumber
    variant: VariantNumber
    quantity: Pieces
    value: Money


class Claim(Answer):
    """A claim as it stands: opened, approved (the pieces are to come back), settled, rejected or withdrawn."""

    id: Id
    order_number: OrderNumber
    label: Annotated[str, Field(examples=["C7K2MXQ4P"])]
    kind: Annotated[str, Field(examples=["damaged"])]
    status: Annotated[str, Field(examples=["opened"])]
    words: Annotated[str, Field(examples=["A leg is broken."])]
    photos: Annotated[int, Field(examples=[2], description="How many photos came with it.")]
    lines: list[ClaimedLine]
    value: Money
    outcome: Annotated[str | None, Field(examples=["refund"])]
    amount: Money | None
    reason: Why
    awaits_approval: bool
    new_order_number: Annotated[str | None, Field(examples=["K4F7-92QD-XN"])]
    opened_at: Moment
    decided_at: Moment | None


class Claims(Answer):
    """All claims of an order, first first."""

    claims: list[Claim]


class ClaimDecided(Body):
    """How a claim is put right; `amount_minor` is the part of an allowance, `location` the store that hands out."""

    model_config = ConfigDict(
        extra="forbid",
        **shape({"outcome": "allowance", "amount_minor": 150000, "reason": "For the scratch."}),  # type: ignore[typeddict-item]
    )
    outcome: Outcome
    amount_minor: Annotated[int | None, Field(ge=1, lt=10**15, examples=[150000])] = None
    reason: Annotated[str | None, Field(max_length=200, examples=["For the scratch."])] = None
    location: PlaceCode | None = None


class ClaimRefused(Body):
    """Why it is not put right; the customer reads it."""

    model_config = ConfigDict(extra="forbid", **shape({"reason": "It was whole when it left us."}))  # type: ignore[typeddict-item]
    reason: Sentence


class Remedy(Answer):
    """What putting it right like this would mean; nothing was changed."""

    outcome: Annotated[str, Field(examples=["allowance"])]
    worth: Money
    amount: Money
    needs_approval: bool
