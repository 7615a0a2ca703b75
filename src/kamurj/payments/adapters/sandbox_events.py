"""The sandbox's events: signed as real providers sign theirs, and delivered once their moment has come."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from kamurj.foundation.database import sql
from kamurj.kernel.money import Money
from kamurj.payments.contracts import ProviderAnswer, ProviderNotice, ProviderStatus, Request
from kamurj.payments.errors import BadEvent, BadSignature

TOLERANCE = timedelta(minutes=5)
"""How old a signature may be: what was overheard cannot be played again for ever (the customary window of webhooks)."""
BODY_LIMIT = 64 * 1024

_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """An event as it goes over the wire: the exact bytes, and the signature for the header `Sandbox-Signature`."""

    raw_body: bytes
    signature: str


def sign(raw_body: bytes, *, now: datetime) -> str:
    """HMAC-SHA256 over `<unix seconds>.<raw body>`, as `t=…,v1=…`."""
    moment = str(int(now.timestamp()))
    return f"t={moment},v1={_mac(moment, raw_body)}"


def read_event(*, raw_body: bytes, signature: str, now: datetime) -> ProviderNotice:
    """Verify an event's signature and age, then read it. Raises BadSignature, BadEvent."""
    found = _SIGNATURE.fullmatch(signature)
    if found is None or len(raw_body) > BODY_LIMIT:
        raise BadSignature
    moment, mac = found.groups()
    if not hmac.compare_digest(mac, _mac(moment, raw_body)):
        raise BadSignature
    if abs(now - datetime.fromtimestamp(int(moment), tz=UTC)) > TOLERANCE:
        raise BadSignature
    try:
        body = json.loads(raw_body)
        return ProviderNotice(
            event_id=str(body["id"]),
            request=Request(body["request"]),
            key=str(body["key"]),
            authorisation=str(body["authorisation"]),
            amount=Money(body["amount_minor"], body["currency"]),
            answer=ProviderAnswer(status=ProviderStatus(body["status"]), reference=body["reference"], reason=body["reason"]),
            is_final=bool(body.get("is_final", True)),
        )
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadEvent from wrong


def due_events(*, now: datetime, limit: int = 200) -> tuple[tuple[str, SignedEvent], ...]:
    """Events whose moment has come and that nobody has taken yet, each with the key to mark it by; oldest first."""
    return tuple(
        (key, _event(key, *rest, now=now))
        for key, *rest in sql.rows(
            """
            SELECT key, request, authorisation,
                   CASE WHEN request = 'capture' THEN greatest(amount_minor, captured_minor) ELSE amount_minor END,
                   currency, status, reference, reason, is_final
              FROM payments_sandbox_request
             WHERE event_delivered_at IS NULL AND event_due_at <= %s ORDER BY event_due_at LIMIT %s
            """,
            (now, limit),
        )
    )


def deliver(*, take: Callable[[SignedEvent], object], now: datetime) -> int:
    """Hand every due event to `take` and mark it as delivered; one that is not taken is sent again next time."""
    events = due_events(now=now)
    for key, event in events:
        take(event)
        sql.execute("UPDATE payments_sandbox_request SET event_delivered_at = %s WHERE key = %s", (now, key))
    return len(events)


def _event(  # noqa: PLR0913, PLR0917 - an event is all of these
    key: str,
    request: str,
    authorisation: str,
    minor: int,
    currency: str,
    status: str,
    reference: str,
    reason: str | None,
    is_final: bool,  # noqa: FBT001 - the columns of its row
    *,
    now: datetime,
) -> SignedEvent:
    raw_body = json.dumps(
        {
            "id": f"evt_{reference}",
            "request": request,
            "key": key,
            "authorisation": authorisation,
            "amount_minor": minor,
            "currency": currency,
            "status": status,
            "reference": reference,
            "reason": reason,
            "is_final": is_final,
        }
    ).encode()
    return SignedEvent(raw_body=raw_body, signature=sign(raw_body, now=now))


def _mac(moment: str, raw_body: bytes) -> str:
    return hmac.new(_secret(), moment.encode() + b"." + raw_body, hashlib.sha256).hexdigest()


def _secret() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"kamurj.payments.sandbox.events", hashlib.sha256).digest()
