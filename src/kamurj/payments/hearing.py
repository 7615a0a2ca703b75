"""What is heard about a payment or refund becomes a step in the books and its fact, in the open transaction."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import PaymentId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import queries, refund_statements, rules, statements
from kamurj.payments.contracts import (
    DeclineReason,
    Payment,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentStatus,
    PaymentUnanswered,
    PaymentVoided,
    ProviderAnswer,
    ProviderNotice,
    ProviderStatus,
    Refund,
    RefundCompleted,
    RefundFailed,
    RefundStatus,
    Request,
)
from kamurj.payments.errors import NoSuchPayment
from kamurj.payments.rules import Heard
from kamurj.payments.statements import Step


def hear(
    payment: PaymentId,
    heard: Heard,
    *,
    now: datetime,
    origin: Origin,
    reference: str | None = None,
    reason: str | None = None,
    total: Money | None = None,
) -> Payment:
    """Move a payment by what was heard, and tell it. `total`: all that was taken so far. Raises NoSuchPayment."""
    step = statements.take_step(
        payment=payment,
        heard=heard,
        now=now,
        reference=reference,
        reason=reason or DeclineReason.NOT_HONOURED.value,
        total=total,
    )
    if step is None:
        raise NoSuchPayment
    tell_step(step, now=now, origin=origin)
    return step.payment


def tell_step(step: Step, *, now: datetime, origin: Origin) -> None:
    """Tell the fact of a step, if the payment moved."""
    if step.has_moved and (step.taken or step.payment.status not in rules.TAKEN):
        tell(_fact_of(step), origin=origin, now=now)


def hear_refund(refund: Refund, answer: ProviderAnswer, *, now: datetime, origin: Origin) -> None:
    """Finish a refund by what the provider said, and tell it; silence changes nothing."""
    if answer.status not in (ProviderStatus.APPROVED, ProviderStatus.DECLINED):
        return
    is_done = answer.status is ProviderStatus.APPROVED
    finished = refund_statements.finish_refund(
        refund=refund.id,
        status=RefundStatus.DONE if is_done else RefundStatus.FAILED,
        reference=answer.reference,
        now=now,
    )
    if finished is None:
        return
    done, on = finished
    fact = (
        RefundCompleted(refund=done.id, payment=on.id, order=on.order, amount=done.amount)
        if is_done
        else RefundFailed(
            refund=done.id,
            payment=on.id,
            order=on.order,
            amount=done.amount,
            reason=answer.reason or DeclineReason.NOT_HONOURED.value,
        )
    )
    tell(fact, origin=origin, now=now)


def apply_notice(notice: ProviderNotice, payment: Payment, *, now: datetime, origin: Origin) -> None:
    """Do what a provider's event says, whatever was heard before it."""
    answer = notice.answer
    if notice.request in (Request.REFUND, Request.PAYOUT):
        if (refund := queries.refund_with_key(key=notice.key)) is not None:
            hear_refund(refund, answer, now=now, origin=origin)
    elif notice.request is Request.AUTHORISATION:
        heard = rules.heard_in(answer.status)
        hear(payment.id, heard, now=now, origin=origin, reference=answer.reference, reason=answer.reason)
    elif answer.status is ProviderStatus.APPROVED:
        if notice.request is Request.CAPTURE:
            heard = Heard.CAPTURED if notice.is_final else Heard.PART_CAPTURED
            hear(payment.id, heard, now=now, origin=origin, total=_in_its_currency(notice.amount, payment))
        else:
            hear(payment.id, Heard.RELEASED, now=now, origin=origin)


def _in_its_currency(amount: Money, payment: Payment) -> Money | None:
    return amount if amount.currency == payment.amount.currency else None


def _fact_of(step: Step) -> Fact:
    payment = step.payment
    if step.taken:
        return PaymentCaptured(payment=payment.id, order=payment.order, amount=step.taken)
    if payment.status is PaymentStatus.AUTHORISED:
        return PaymentAuthorised(payment=payment.id, order=payment.order, amount=payment.amount)
    if payment.status is PaymentStatus.DECLINED:
        reason = payment.decline_reason or DeclineReason.NOT_HONOURED.value
        return PaymentDeclined(payment=payment.id, order=payment.order, reason=reason)
    if payment.status is PaymentStatus.CANCELLED:
        return PaymentVoided(payment=payment.id, order=payment.order)
    return PaymentUnanswered(payment=payment.id, order=payment.order)
