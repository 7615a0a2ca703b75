"""What Stripe keeps for a customer: a payment method that is attached to a customer of Stripe's, to be charged again.

Both names together are our token, `pm_…:cus_…`: without its customer a payment method can be charged once only.
https://docs.stripe.com/payments/payment-methods/attach
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import stripe

from kamurj.payments.contracts.instruments import InstrumentKind, KeptMeans

CUSTOMER = "kamurj_customer"


def keep(client: stripe.StripeClient, *, token: str, customer: str) -> KeptMeans | None:
    """Attach it; None where Stripe or the bank refuses. Made again with the same customer, it is Stripe's same one."""
    holder = client.v1.customers.create(
        {"metadata": {CUSTOMER: customer}}, {"idempotency_key": f"customer:{customer}:{token}"}
    )
    try:
        kept = client.v1.payment_methods.attach(token, {"customer": holder.id})
    except (stripe.CardError, stripe.InvalidRequestError):
        return None
    card = kept.card
    if card is None:
        return KeptMeans(f"{kept.id}:{holder.id}", InstrumentKind.WALLET, str(kept.type), "", None, kept.id)
    return KeptMeans(
        token=f"{kept.id}:{holder.id}",
        kind=InstrumentKind.CARD,
        brand=str(card.brand).title(),
        last4=str(card.last4),
        expires=date(card.exp_year, card.exp_month, calendar.monthrange(card.exp_year, card.exp_month)[1]),
        fingerprint=str(getattr(card, "fingerprint", None) or kept.id),
    )


def forget(client: stripe.StripeClient, *, token: str) -> None:
    """Detach it; one that is not attached is no error."""
    try:
        client.v1.payment_methods.detach(named(token)["payment_method"])
    except stripe.InvalidRequestError:
        return


def named(token: str) -> dict[str, Any]:
    """A token of ours, once kept or not, in Stripe's two words."""
    method, _colon, holder = token.partition(":")
    return {"payment_method": method, **({"customer": holder} if holder else {})}
