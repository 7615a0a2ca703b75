"""The codes of gift cards, made and checked with this shop's secret."""

from __future__ import annotations

from django.conf import settings

from kamurj.stored_value import rules
from kamurj.stored_value.contracts import AccountId


def code_of(account: AccountId) -> str:
    """The code of a card, in groups of four."""
    return rules.printed(rules.gift_code(_secret(), account=account))


def hash_of(code: str) -> bytes:
    """What is stored of a code, however it is typed."""
    return rules.code_hash(_secret(), code)


def _secret() -> bytes:
    return str(settings.STORED_VALUE_SECRET).encode()
