"""What the accounts of the books are called."""

from __future__ import annotations

from django.utils.translation import gettext

from kamurj.kernel.words import N_

ACCOUNTS = {
    "customer_receivable": N_("What the customer owes"),
    "sales": N_("Sales"),
    "sales_returns": N_("Sales taken back"),
    "stored_value": N_("Gift cards and store credit"),
    "provider_clearing": N_("With the payment provider"),
    "provider_payouts": N_("Paid out by the provider"),
    "cash_drawer": N_("Cash in the store"),
}


def account_name(account: str) -> str:
    """What an account is called, with its provider; one we do not know is shown as it is."""
    kind, _, detail = account.partition(":")
    if kind not in ACCOUNTS:
        return account
    known = gettext(ACCOUNTS[kind])
    return f"{known} ({detail})" if detail and kind.startswith("provider") else known
