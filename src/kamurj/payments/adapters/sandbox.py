"""The sandbox: a payment provider to try everything with. It accepts, declines, stays silent and answers late.

It plays an outside service: it commits what it decides by itself, keeps its own books, and tells it by signed events.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import OperationalError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.clock import Clock, utc_now
from kamurj.kernel.money import Money
from kamurj.payments.adapters.sandbox_events import read_event
from kamurj.payments.contracts import (
    DeclineReason,
    ProviderAnswer,
    ProviderNotice,
    ProviderStatus,
    Request,
    StatementLine,
)
from kamurj.payments.contracts.instruments import InstrumentKind, KeptMeans
from kamurj.payments.ports import ProviderDown, ProviderTimeout

DECLINES = {
    "tok_decline": DeclineReason.INSUFFICIENT_FUNDS,
    "tok_expired": DeclineReason.CARD_EXPIRED,
    "tok_limit": DeclineReason.LIMIT_EXCEEDED,
    "tok_refused": DeclineReason.NOT_HONOURED,
}
CARDS = {"tok_accept": "4242", "tok_decline": "0002", "tok_late": "3155", "tok_timeout": "0119"}
"""What the cards of the sandbox end with."""
LATE = timedelta(seconds=8)
"""How long after the silence the event about a `tok_late` is sent."""


class Sandbox:
    """`tok_accept` is accepted; those of DECLINES are declined; `tok_timeout` is lost on the way, without an answer; of
    `tok_late` the answer is lost but the charge is made, and told by an event later. Any other token is refused.
    """

    captures_in_parts = True
    pays_out = True

    def __init__(self, clock: Clock = utc_now) -> None:
        self.clock = clock

    def authorise(self, *, key: str, amount: Money, token: str, reference: str, timeout_seconds: float) -> ProviderAnswer:
        """One statement: what is decided is written, and what was decided before is answered again."""
        del reference, timeout_seconds
        if token == "tok_timeout":  # noqa: S105 - a word of the sandbox, no secret
            raise ProviderTimeout
        reason = None if token in ("tok_accept", "tok_late") else DECLINES.get(token, DeclineReason.NOT_HONOURED)
        now = self.clock()
        is_late = token == "tok_late"  # noqa: S105 - likewise
        answer = self._decide(
            Request.AUTHORISATION, key, key, amount, reason, now=now, event_due_at=now + LATE if is_late else now
        )
        if is_late:
            raise ProviderTimeout
        return answer

    def capture(
        self, *, key: str, authorisation: str, amount: Money, is_final: bool = True, timeout_seconds: float
    ) -> ProviderAnswer:
        """Take promised money; refused if more than is left of the promise, or if the rest was released."""
        del timeout_seconds
        return self._move(
            Request.CAPTURE,
            key,
            authorisation,
            amount,
            """
            UPDATE payments_sandbox_request
               SET captured_minor = captured_minor + %(minor)s::bigint, is_final = %(is_final)s
             WHERE key = %(authorisation)s AND status = 'approved' AND NOT voided AND NOT is_final
               AND amount_minor - captured_minor >= %(minor)s::bigint AND currency = %(currency)s
            """,
            is_final=is_final,
        )

    def refund(self, *, key: str, authorisation: str, amount: Money, timeout_seconds: float) -> ProviderAnswer:
        """Give taken money back; refused if more than is left."""
        del timeout_seconds
        return self._move(
            Request.REFUND,
            key,
            authorisation,
            amount,
            """
            UPDATE payments_sandbox_request SET refunded_minor = refunded_minor + %(minor)s
             WHERE key = %(authorisation)s AND captured_minor - refunded_minor >= %(minor)s AND currency = %(currency)s
            """,
        )

    def void(self, *, authorisation: str, timeout_seconds: float) -> ProviderAnswer:
        """Release a promise or its rest; one that never arrived is remembered as refused."""
        del timeout_seconds
        now = self.clock()
        with _reachable():
            found = sql.row(
                """
                INSERT INTO payments_sandbox_request AS request
                       (key, request, authorisation, amount_minor, currency, status, reason, reference, captured_minor,
                        refunded_minor, voided, made_at, event_due_at, event_delivered_at)
                VALUES (%(key)s, 'authorisation', %(key)s, 0, '', 'declined', %(reason)s, %(reference)s, 0, 0, true,
                        %(now)s, %(now)s, %(now)s)
                    ON CONFLICT (key) DO UPDATE SET voided = NOT request.is_final
                RETURNING voided, reference
                """,
                {"key": authorisation, "reason": "voided", "reference": _reference("void"), "now": now},
            )
        if found is None:
            raise ProviderDown
        voided, reference = found
        return ProviderAnswer(ProviderStatus.APPROVED if voided else ProviderStatus.DECLINED, reference)

    def pay_out(self, *, key: str, token: str, amount: Money, reference: str, timeout_seconds: float) -> ProviderAnswer:
        """Send money to a kept card; those that are never charged take none either."""
        del timeout_seconds
        if token == "tok_timeout":  # noqa: S105 - a word of the sandbox, no secret
            raise ProviderTimeout
        reason = None if token in ("tok_accept", "tok_late") else DECLINES.get(token, DeclineReason.NOT_HONOURED)
        now = self.clock()
        return self._decide(Request.PAYOUT, key, reference, amount, reason, now=now, event_due_at=now)

    def keep(self, *, token: str, customer: str, timeout_seconds: float) -> KeptMeans | None:
        """The sandbox's own tokens may be used again as they are; any other is kept by nobody."""
        del customer, timeout_seconds
        if (last4 := CARDS.get(token)) is None:
            return None
        expires = date(self.clock().year + 3, 12, 31)
        return KeptMeans(token, InstrumentKind.CARD, "Visa", last4, expires, fingerprint=token)

    def forget(self, *, token: str, timeout_seconds: float) -> None:
        """Nothing is kept, so nothing is to be forgotten."""
        del token, timeout_seconds

    def look_up(self, *, key: str, timeout_seconds: float) -> ProviderAnswer:
        """What was answered to the request with this key."""
        del timeout_seconds
        with _reachable():
            found = sql.row("SELECT status, reference, reason FROM payments_sandbox_request WHERE key = %s", (key,))
        return ProviderAnswer(ProviderStatus.UNKNOWN) if found is None else _answer(found)

    def read_event(self, *, raw_body: bytes, signature: str, now: datetime) -> ProviderNotice:
        """Verify and read an event."""
        return read_event(raw_body=raw_body, signature=signature, now=now)

    def statement(self, *, since: datetime, timeout_seconds: float) -> Iterable[StatementLine]:
        """Every payment of which money was taken, and every payout, among those asked for since a moment."""
        del timeout_seconds
        with _reachable():
            found = sql.rows(
                """
                SELECT key, captured_minor, CASE request WHEN 'payout' THEN amount_minor ELSE refunded_minor END, currency
                  FROM payments_sandbox_request
                 WHERE made_at >= %s AND ((request = 'authorisation' AND captured_minor > 0)
                       OR (request = 'payout' AND status = 'approved')) ORDER BY key
                """,
                (since,),
            )
        return [StatementLine(key, Money(taken, currency), Money(back, currency)) for key, taken, back, currency in found]

    def _move(
        self, request: Request, key: str, authorisation: str, amount: Money, update: str, *, is_final: bool = True
    ) -> ProviderAnswer:
        """Decide a request about a charge under the lock of the charge, once for its key."""
        with _reachable(), atomic():
            sql.row("SELECT 1 FROM payments_sandbox_request WHERE key = %s FOR UPDATE", (authorisation,))
            known = sql.row("SELECT status, reference, reason FROM payments_sandbox_request WHERE key = %s", (key,))
            if known is not None:
                return _answer(known)
            moved = sql.execute(
                update,
                {
                    "authorisation": authorisation,
                    "minor": amount.minor,
                    "currency": amount.currency,
                    "is_final": is_final,
                },
            )
            reason = None if moved else DeclineReason.NOT_HONOURED
            now = self.clock()
            taken = sql.scalar("SELECT captured_minor FROM payments_sandbox_request WHERE key = %s", (authorisation,))
            return self._decide(
                request,
                key,
                authorisation,
                amount,
                reason,
                now=now,
                event_due_at=now,
                taken=taken if request is Request.CAPTURE else 0,
                is_final=is_final,
            )

    def _decide(  # noqa: PLR0913 - a request is all of these
        self,
        request: Request,
        key: str,
        authorisation: str,
        amount: Money,
        reason: DeclineReason | None,
        *,
        now: datetime,
        event_due_at: datetime,
        taken: int | None = 0,
        is_final: bool = False,
    ) -> ProviderAnswer:
        parameters = {
            "taken": taken or 0,
            "is_final": is_final,
            "key": key,
            "request": request.value,
            "authorisation": authorisation,
            "minor": amount.minor,
            "currency": amount.currency,
            "status": (ProviderStatus.APPROVED if reason is None else ProviderStatus.DECLINED).value,
            "reason": None if reason is None else reason.value,
            "reference": _reference(request.value),
            "now": now,
            "event_due_at": event_due_at,
        }
        with _reachable():
            found = sql.row(
                """
                WITH made AS (
                    INSERT INTO payments_sandbox_request
                           (key, request, authorisation, amount_minor, currency, status, reason, reference, captured_minor,
                            refunded_minor, voided, is_final, made_at, event_due_at)
                    VALUES (%(key)s, %(request)s, %(authorisation)s, %(minor)s, %(currency)s, %(status)s, %(reason)s,
                            %(reference)s, %(taken)s, 0, false, %(is_final)s, %(now)s, %(event_due_at)s)
                        ON CONFLICT (key) DO NOTHING
                    RETURNING status, reference, reason)
                SELECT * FROM made
                 UNION ALL
                SELECT status, reference, reason FROM payments_sandbox_request WHERE key = %(key)s LIMIT 1
                """,
                parameters,
            )
        # Nothing is found only where the same key is being written by somebody else at this very moment.
        return ProviderAnswer(ProviderStatus.PENDING) if found is None else _answer(found)


class _reachable:  # noqa: N801 - reads like a word in `with`
    """A database that does not answer is a provider that cannot be reached."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OperationalError):
            raise ProviderDown from error


def _answer(columns: sql.Row) -> ProviderAnswer:
    status, reference, reason = columns
    return ProviderAnswer(status=ProviderStatus(status), reference=reference, reason=reason)


def _reference(of: str) -> str:
    return f"sandbox_{of[:4]}_{ids.new().hex}"
