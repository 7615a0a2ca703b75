"""Where the money of a return goes: the way that was chosen, and a new card's code that is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest

from kamurj.channels.store.forms.returns import MeansForm
from kamurj.channels.store.workplace import Workplace
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Customer
from kamurj.journeys.money_back import RefundTo, card_of
from kamurj.orders.contracts import Order
from kamurj.payments.contracts import Method, Refund
from kamurj.returns.contracts.policies import Means
from kamurj.stored_value import operations as stored

REMEMBERED = "store.return_card"


def refund_to(form: MeansForm, order: Order, here: Workplace) -> RefundTo | None:
    """Where the money goes; None: the way it came. Raises CodeUnknown, TooManyGuesses for a gift card that was named."""
    match form.chosen:
        case Means.STORE_CREDIT:
            return RefundTo(Method.STORE_CREDIT, order.customer)
        case Means.GIFT_CARD:
            code = form.cleaned_data.get("gift_code", "").strip()
            if not code:
                return RefundTo(Method.GIFT_CARD)
            card = stored.look_up(code=code, caller=f"user:{here.member.user_id}", now=here.now)
            return RefundTo(Method.GIFT_CARD, account=card.id)
        case _:
            return None


def remember_card(request: HttpRequest, returned: UUID, refunds: Sequence[Refund]) -> None:
    """Keep the code of a card that was made just now until the next page of this device."""
    made = next((card for refund in refunds if (card := card_of(refund)) is not None), None)
    if made is not None:
        request.session[REMEMBERED] = {"for": str(returned), "code": made.code}


def new_card(request: HttpRequest, returned: UUID) -> str:
    """The code of the card that this return made, once."""
    kept = request.session.get(REMEMBERED)
    if not kept or kept["for"] != str(returned):
        return ""
    del request.session[REMEMBERED]
    return str(kept["code"])


def bringer(text: str, language: str) -> Customer | None:
    """The one customer who goes by this phone, e-mail or name; None for nobody and for several."""
    said = " ".join(text.replace("\x00", "").split())[:200]
    found = customers.find(said, language=language, limit=2) if said else ()
    return found[0] if len(found) == 1 else None
