"""Pickup codes of this installation: the rules, with its secret key."""

from __future__ import annotations

import hmac

from django.conf import settings

from kamurj.fulfilment import rules
from kamurj.kernel.ids import FulfilmentId


def code_of(fulfilment: FulfilmentId, version: int) -> str:
    """The code of a fulfilment order in this version."""
    return rules.pickup_code(_secret(), fulfilment=fulfilment, version=version)


def hash_of(fulfilment: FulfilmentId, code: str) -> bytes:
    """What is stored of a code, or compared with what is stored."""
    return rules.code_hash(_secret(), fulfilment=fulfilment, code=code)


def is_code(fulfilment: FulfilmentId, code: str, stored: bytes) -> bool:
    """Whether this is the code of which `stored` was kept."""
    return hmac.compare_digest(stored, hash_of(fulfilment, code))


def _secret() -> bytes:
    return str(settings.SECRET_KEY).encode()
