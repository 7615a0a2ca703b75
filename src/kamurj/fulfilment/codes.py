"""Pickup codes and the tokens of questions of this installation: the rules, with its secret key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

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


def token_of(question: UUID) -> str:
    """What stands in the address of a question: 43 letters and digits that nobody can guess."""
    drawn = hmac.digest(_secret(), b"kamurj.fulfilment.questions|" + question.bytes, "sha256")
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def token_hash(token: str) -> bytes:
    """What is stored of a token. Plain, because 256 bits cannot be tried through."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _secret() -> bytes:
    return str(settings.SECRET_KEY).encode()
