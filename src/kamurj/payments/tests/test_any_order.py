"""Whatever happens to a payment, in whatever order and however often: the books stay right."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.payments import errors, operations, providers, queries, recovery
from kamurj.payments.adapters import sandbox_events
from kamurj.payments.adapters.sandbox import Sandbox
from kamurj.payments.contracts import PaymentStatus, ProviderAnswer, ProviderStatus
from kamurj.payments.ports import ProviderTimeout

NOW = datetime(2026, 3, 14, 10, tzinfo=UTC)
ORIGIN = Origin(channel=Channel.WEB)
AMOUNT = Money(1_000, "AMD")
MOMENT = {"now": NOW, "origin": ORIGIN}
TAKEN = {PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED}

lost = st.booleans()


class LosingSandbox(Sandbox):
    """A sandbox whose next answer may be lost after it did what it was asked."""

    lose_next = False

    def _decide(self, *request, **circumstances):
        answer = super()._decide(*request, **circumstances)
        if LosingSandbox.lose_next:
            LosingSandbox.lose_next = False
            raise ProviderTimeout
        return answer


class AnyOrder(RuleBasedStateMachine):
    """One payment; a provider that may lose answers; events that come whenever they like."""

    @initialize()
    def open(self):
        LosingSandbox.lose_next = False
        self.payment = operations.open_payment(order=OrderId(ids.new()), amount=AMOUNT, key=f"k-{ids.new()}", **MOMENT)
        self.answers: list[ProviderAnswer] = []
        self.events: list[sandbox_events.SignedEvent] = []
        self.refund_keys: list[tuple[str, int]] = []

    def _may_fail(self, call, *, is_lost=False):
        LosingSandbox.lose_next = is_lost
        try:
            return call()
        except errors.PaymentsError:
            return None
        finally:
            LosingSandbox.lose_next = False

    @rule(token=st.sampled_from(["tok_accept", "tok_decline", "tok_timeout", "tok_late"]), is_lost=lost)
    def ask(self, token, is_lost):
        call = lambda: operations.authorise(payment=self.payment, token=token)
        if answer := self._may_fail(call, is_lost=is_lost):
            self.answers.append(answer)

    @rule(place=st.integers(0, 9))
    def record(self, place):
        if self.answers:
            answer = self.answers[place % len(self.answers)]
            operations.record_answer(payment=self.payment.id, answer=answer, **MOMENT)

    @rule(minor=st.integers(1, 1_200), is_lost=lost, keep_rest=st.booleans())
    def capture(self, minor, is_lost, keep_rest):
        how = {"amount": Money(minor, "AMD"), "keep_rest": keep_rest, **MOMENT}
        self._may_fail(lambda: operations.capture(payment=self.payment.id, **how), is_lost=is_lost)

    @rule()
    def release_rest(self):
        self._may_fail(lambda: operations.release_rest(payment=self.payment.id, **MOMENT))

    @rule()
    def give_up(self):
        self._may_fail(lambda: operations.give_up(payment=self.payment.id, **MOMENT))

    @rule()
    def release(self):
        self._may_fail(lambda: operations.release(payment=self.payment.id, **MOMENT))

    @rule(minor=st.integers(1, 700), is_lost=lost)
    def refund(self, minor, is_lost):
        key = f"r-{ids.new()}"
        self.refund_keys.append((key, minor))
        self._refund(key, minor, is_lost)

    @rule(place=st.integers(0, 9), is_lost=lost)
    def refund_again(self, place, is_lost):
        if self.refund_keys:
            self._refund(*self.refund_keys[place % len(self.refund_keys)], is_lost)

    def _refund(self, key, minor, is_lost):
        call = lambda: operations.refund(
            payment=self.payment.id, amount=Money(minor, "AMD"), key=key, reason="return", **MOMENT
        )
        self._may_fail(call, is_lost=is_lost)

    @rule()
    def post(self):
        due = sandbox_events.due_events(now=datetime.now(tz=UTC) + timedelta(hours=1))
        self.events = [
            sandbox_events.SignedEvent(event.raw_body, sandbox_events.sign(event.raw_body, now=NOW)) for _, event in due
        ]

    @rule(place=st.integers(0, 9))
    def event_arrives(self, place):
        if self.events:
            event = self.events[place % len(self.events)]
            operations.apply_provider_event(raw_body=event.raw_body, signature=event.signature, **MOMENT)

    @rule()
    def recover(self):
        self._recover()

    def _recover(self):
        later = {"before": NOW + timedelta(hours=1), **MOMENT}
        recovery.settle_all(**later)
        recovery.resume_captures(**later)
        recovery.resume_releases(**later)
        recovery.resume_refunds(**later)

    @invariant()
    def the_books_follow_the_statuses(self):
        if not hasattr(self, "payment"):
            return
        payment = queries.payment(payment=self.payment.id)
        refunds = queries.refunds_of(order=payment.order)
        owed = sum(one.amount.minor for one in refunds if one.status.value == "pending")
        paid = sum(one.amount.minor for one in refunds if one.status.value == "done")
        assert 0 <= payment.refunded.minor <= payment.captured.minor <= payment.amount.minor
        assert payment.refunded.minor == owed + paid
        is_promised = payment.status is PaymentStatus.AUTHORISED
        assert (payment.status in TAKEN) == (bool(payment.captured) and not is_promised)
        is_all_back = payment.captured.minor > 0 and payment.refundable.minor == 0
        assert (payment.status is PaymentStatus.REFUNDED) == (is_all_back and not is_promised)
        books = _books_of(payment)
        assert sum(books.values()) == 0
        assert books.get("sales", 0) == -payment.captured.minor
        assert books.get("customer_receivable", 0) == -owed
        assert books.get("provider_clearing:sandbox", 0) == payment.captured.minor - paid
        assert books.get("sales_returns", 0) == payment.refunded.minor

    def teardown(self):
        if not hasattr(self, "payment"):
            return
        self._recover()
        self.the_books_follow_the_statuses()
        settled = queries.payment(payment=self.payment.id)
        assert not settled.is_release_due
        assert not settled.is_capture_due
        assert settled.status not in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN)
        assert recovery.reconcile(since=NOW - timedelta(days=1)) == ()
        self.post()
        books = queries.balances()
        for place in range(len(self.events)):
            self.event_arrives(place)
            self.event_arrives(place)
        operations.record_answer(payment=settled.id, answer=ProviderAnswer(ProviderStatus.UNKNOWN), now=NOW, origin=ORIGIN)
        assert queries.balances() == books
        assert queries.payment(payment=settled.id).status is settled.status


@pytest.mark.django_db
def test_any_interleaving_of_answers_events_retries_captures_and_refunds_keeps_the_books_right(monkeypatch):
    monkeypatch.setattr(providers, "_made", lambda _path: LosingSandbox())
    run_state_machine_as_test(AnyOrder, settings=_SETTINGS)


_SETTINGS = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def _books_of(payment):
    return {
        account: int(minor)
        for account, minor in sql.rows(
            """
            SELECT account, sum(minor) FROM (
                   SELECT debit_account AS account, amount_minor AS minor FROM payments_posting WHERE payment_id = %(id)s
                    UNION ALL
                   SELECT credit_account, -amount_minor FROM payments_posting WHERE payment_id = %(id)s) AS sides
             GROUP BY account
            """,
            {"id": payment.id},
        )
    }
