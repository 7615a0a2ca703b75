"""What the room needs from a payment provider."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from kamurj.kernel.money import Money
from kamurj.payments.contracts import ProviderAnswer, ProviderNotice, StatementLine, UnrelatedEvent
from kamurj.payments.contracts.instruments import KeptMeans


class ProviderTimeout(Exception):
    """No answer in time: the request may or may not have been carried out."""


class ProviderDown(Exception):
    """The provider could not be reached: the request was certainly not carried out."""


class PaymentProvider(Protocol):
    """Somebody who takes money from cards.

    Every request has a key and is carried out once, however often it is sent; the answer to a repeat is the first answer.
    `authorisation` is the key of the payment's authorisation. Each call ends within `timeout_seconds` or raises
    ProviderTimeout; ProviderDown if it could not be sent. A refusal is an answer, not an exception.
    """

    @property
    def captures_in_parts(self) -> bool:
        """Whether promised money may be taken more than once; if not, every capture is final."""
        ...

    def authorise(self, *, key: str, amount: Money, token: str, reference: str, timeout_seconds: float) -> ProviderAnswer:
        """Ask the card's bank to promise the amount. `token` stands for the card, `reference` is our order's."""
        ...

    def capture(
        self, *, key: str, authorisation: str, amount: Money, is_final: bool = True, timeout_seconds: float
    ) -> ProviderAnswer:
        """Take promised money. Final: what is left of the promise is released; else it stays promised."""
        ...

    def void(self, *, authorisation: str, timeout_seconds: float) -> ProviderAnswer:
        """Release a promise, or what is left of it, or make sure that one which never arrived is refused if it still does.

        DECLINED says one thing only: all the money was taken already.
        """
        ...

    def refund(self, *, key: str, authorisation: str, amount: Money, timeout_seconds: float) -> ProviderAnswer:
        """Give taken money back, wholly or in part."""
        ...

    @property
    def pays_out(self) -> bool:
        """Whether money can go to a kept means that it was not taken from."""
        ...

    def pay_out(self, *, key: str, token: str, amount: Money, reference: str, timeout_seconds: float) -> ProviderAnswer:
        """Send money to a kept means; `reference` is the key of the payment that it is given back on."""
        ...

    def keep(self, *, token: str, customer: str, timeout_seconds: float) -> KeptMeans | None:
        """Keep what a token stands for, so that it can be charged again; None where that is refused."""
        ...

    def forget(self, *, token: str, timeout_seconds: float) -> None:
        """Keep a means no longer; one that is not kept is no error."""
        ...

    def look_up(self, *, key: str, timeout_seconds: float) -> ProviderAnswer:
        """What became of the authorisation with this key; UNKNOWN if it never arrived."""
        ...

    def read_event(self, *, raw_body: bytes, signature: str, now: datetime) -> ProviderNotice | UnrelatedEvent:
        """Verify an event over its raw bytes and read it. Raises BadSignature or BadEvent."""
        ...

    def statement(self, *, since: datetime, timeout_seconds: float) -> Iterable[StatementLine]:
        """The provider's own books: every payment asked for, and payout made, since a moment."""
        ...
