"""The code on a customer's phone by which a till knows them: signed, and good for some minutes only.

Capital letters and digits alone, so that a scanner types it through any keyboard and a QR code of it stays small.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from kamurj.journeys.errors import JourneyError
from kamurj.kernel.errors import Kind
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.words import N_

VALID = timedelta(minutes=10)
MARK = "KMY"
MAC_BYTES, ID_BYTES, TIME_BYTES = 15, 16, 4


class CodeNotOurs(JourneyError):
    """Not a code that this shop made."""

    code = "my_code.not_ours"
    message = N_("This is not a customer's code of ours. Ask for the name or the phone number.")


class CodeIsOver(JourneyError):
    """It was shown too long ago, maybe as a picture."""

    code = "my_code.over"
    kind = Kind.GONE
    message = N_("This code is over. The customer opens “My code” again and shows the new one.")


def code_for(*, customer: CustomerId, now: datetime) -> str:
    """The code of a customer for the next minutes."""
    until = int((now + VALID).timestamp())
    named = customer.bytes + until.to_bytes(TIME_BYTES)
    return MARK + base64.b32encode(named + _signature(named)).decode().rstrip("=")


def is_code(text: str) -> bool:
    """Whether somebody meant to show a code, not to type a name."""
    bare = text.strip().upper()
    return bare.startswith(MARK) and len(bare) == len(MARK) + LENGTH and bare.isalnum()


def customer_of(*, code: str, now: datetime) -> CustomerId:
    """Whose code it is. Raises CodeNotOurs, CodeIsOver."""
    if not is_code(code):
        raise CodeNotOurs
    letters = code.strip().upper().removeprefix(MARK)
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as rubbish:
        raise CodeNotOurs from rubbish
    named, signature = raw[: ID_BYTES + TIME_BYTES], raw[ID_BYTES + TIME_BYTES :]
    if not hmac.compare_digest(signature, _signature(named)):
        raise CodeNotOurs
    if datetime.fromtimestamp(int.from_bytes(named[ID_BYTES:]), UTC) <= now:
        raise CodeIsOver
    return CustomerId(UUID(bytes=named[:ID_BYTES]))


def _signature(named: bytes) -> bytes:
    key = hmac.new(settings.SECRET_KEY.encode(), b"kamurj.journeys.my_code", hashlib.sha256).digest()
    return hmac.new(key, named, hashlib.sha256).digest()[:MAC_BYTES]


LENGTH = len(base64.b32encode(bytes(ID_BYTES + TIME_BYTES + MAC_BYTES)).rstrip(b"="))
