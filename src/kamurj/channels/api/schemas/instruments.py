"""What a customer keeps to pay with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kamurj.channels.api.schemas.plain import Answer, Id


class Instrument(Answer):
    """A card or wallet that the payment provider keeps; `instrument` is what payments name it by."""

    instrument: Id
    kind: Literal["card", "wallet"]
    brand: Annotated[str, Field(examples=["Visa"])]
    last4: Annotated[str, Field(examples=["4242"], description="The last four digits; empty where there are none.")]
    expires: Annotated[date | None, Field(examples=["2029-12-31"], description="Its last good day.")]
    is_usable: bool


class Instruments(Answer):
    """All that a customer keeps."""

    instruments: list[Instrument]
