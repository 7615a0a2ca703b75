import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import InsideTransaction, atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.payments import errors, operations, queries
from kamurj.payments.contracts import Method, PaymentStatus, ProviderAnswer, ProviderStatus

pytestmark = pytest.mark.django_db


def books():
    return {balance.account: balance.amount.minor for balance in queries.balances()}


def test_an_accepted_payment_is_promised_and_nothing_is_booked_yet(paid, told):
    payment = paid()
    assert (payment.status, payment.is_good) == (PaymentStatus.AUTHORISED, True)
    assert errors.refusal(payment) is None
    assert books() == {}
    assert [len(told(fact)) for fact in ("PaymentOpened", "PaymentAuthorised")] == [1, 1]


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        ("tok_decline", errors.NotEnoughFunds),
        ("tok_expired", errors.CardExpired),
        ("tok_limit", errors.LimitExceeded),
        ("tok_refused", errors.CardDeclined),
        ("tok_unheard_of", errors.CardDeclined),
    ],
)
def test_a_declined_payment_says_why_in_words(paid, told, token, refusal):
    payment = paid(token)
    assert payment.status is PaymentStatus.DECLINED
    assert type(errors.refusal(payment)) is refusal
    assert len(told("PaymentDeclined")) == 1


@pytest.mark.parametrize("token", ["tok_timeout", "tok_late"])
def test_silence_is_neither_yes_nor_no(paid, told, token):
    payment = paid(token)
    assert payment.status is PaymentStatus.UNKNOWN
    assert isinstance(errors.refusal(payment), errors.ProviderSilent)
    assert len(told("PaymentUnanswered")) == 1


@pytest.mark.parametrize("token", ["4242424242424242", "4242 4242 4242 4242", "", "tok accept", "tok_\x00"])
def test_a_card_number_never_reaches_a_provider_through_us(opened, token):
    with pytest.raises(errors.InvalidToken):
        operations.authorise(payment=opened(), token=token)
    assert sql.scalar("SELECT count(*) FROM payments_sandbox_request") == 0


def test_opening_twice_with_one_key_is_one_payment(opened, told):
    assert opened("key-1") == opened("key-1")
    assert len(told("PaymentOpened")) == 1


def test_a_key_does_not_serve_another_amount(opened):
    opened("key-1")
    with pytest.raises(errors.KeyReused):
        opened("key-1", amount=Money(1, "AMD"))


@pytest.mark.parametrize("minor", [0, -1, 10**13])
def test_an_amount_nobody_pays_is_refused(opened, minor):
    with pytest.raises(errors.InvalidAmount):
        opened(amount=Money(minor, "AMD"))


def test_asking_again_with_the_same_key_charges_once(opened):
    payment = opened()
    first = operations.authorise(payment=payment, token="tok_accept")
    assert operations.authorise(payment=payment, token="tok_accept") == first
    assert operations.authorise(payment=payment, token="tok_decline") == first


@pytest.mark.django_db(transaction=True)
def test_a_provider_is_never_asked_inside_a_transaction(opened, now, origin):
    payment = opened()
    for call in (
        lambda: operations.authorise(payment=payment, token="tok_accept"),
        lambda: operations.capture(payment=payment.id, now=now, origin=origin),
    ):
        with pytest.raises(InsideTransaction), atomic():
            call()
    assert queries.payment(payment=payment.id) == payment


def test_captured_money_is_booked_once_however_often_it_is_asked_for(captured, now, origin, told):
    payment = captured()
    again = operations.capture(payment=payment.id, now=now, origin=origin)
    assert again.captured == payment.amount
    assert books() == {"customer_receivable": 0, "provider_clearing:sandbox": 2_500_000, "sales": -2_500_000}
    assert len(told("PaymentCaptured")) == 1


def test_less_than_promised_can_be_taken(paid, now, origin):
    payment = operations.capture(payment=paid().id, amount=Money(10_000_00, "AMD"), now=now, origin=origin)
    assert (payment.captured, payment.status) == (Money(10_000_00, "AMD"), PaymentStatus.CAPTURED)
    assert books()["sales"] == -10_000_00


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (Money(25_000_01, "AMD"), errors.CaptureTooLarge),
        (Money(1, "USD"), errors.WrongCurrency),
        (Money(0, "AMD"), errors.InvalidAmount),
    ],
)
def test_more_or_other_money_than_promised_is_not_taken(paid, now, origin, amount, refusal):
    payment = paid()
    with pytest.raises(refusal):
        operations.capture(payment=payment.id, amount=amount, now=now, origin=origin)
    assert queries.payment(payment=payment.id) == payment


@pytest.mark.parametrize("token", ["tok_decline", "tok_timeout"])
def test_money_that_nobody_promised_is_not_taken(paid, now, origin, token):
    payment = paid(token)
    with pytest.raises(errors.NotAuthorised):
        operations.capture(payment=payment.id, now=now, origin=origin)
    assert books() == {}


def test_a_voided_payment_is_released_and_cannot_be_captured(paid, now, origin, told):
    payment = operations.void(payment=paid().id, now=now, origin=origin)
    assert (payment.status, payment.is_release_due) == (PaymentStatus.CANCELLED, False)
    with pytest.raises(errors.NotAuthorised):
        operations.capture(payment=payment.id, now=now, origin=origin)
    assert operations.void(payment=payment.id, now=now, origin=origin).status is PaymentStatus.CANCELLED
    assert len(told("PaymentVoided")) == 1


def test_taken_money_is_refunded_not_voided(captured, now, origin):
    payment = captured()
    with pytest.raises(errors.AlreadyCaptured):
        operations.void(payment=payment.id, now=now, origin=origin)
    assert queries.payment(payment=payment.id) == payment


def test_a_promise_that_comes_after_giving_up_is_released(opened, now, origin):
    payment = opened()
    operations.give_up(payment=payment.id, now=now, origin=origin)
    answer = operations.authorise(payment=payment, token="tok_accept")
    late = operations.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
    assert (late.status, late.is_release_due) == (PaymentStatus.CANCELLED, True)
    assert operations.release(payment=payment.id, now=now, origin=origin).is_release_due is False


def test_a_payment_given_up_before_it_arrives_can_never_arrive(opened, now, origin):
    payment = opened()
    operations.void(payment=payment.id, now=now, origin=origin)
    assert operations.authorise(payment=payment, token="tok_accept").status is ProviderStatus.DECLINED


def test_an_answer_about_no_payment_is_refused(now, origin):
    with pytest.raises(errors.NoSuchPayment):
        operations.record_answer(
            payment=PaymentId(ids.new()), answer=ProviderAnswer(ProviderStatus.APPROVED), now=now, origin=origin
        )


@pytest.mark.parametrize(
    ("method", "account"),
    [(Method.IN_STORE_CASH, "cash_drawer:7"), (Method.IN_STORE_CARD, "provider_clearing:terminal")],
)
def test_money_taken_at_a_till_is_booked_at_once(order, now, origin, told, method, account):
    taken = {"order": order, "method": method, "amount": Money(500, "AMD"), "location": LocationId(7), "key": "till-1"}
    payment = operations.take_in_store(**taken, now=now, origin=origin)
    assert payment.status is PaymentStatus.CAPTURED
    assert books() == {account: 500, "customer_receivable": 0, "sales": -500}
    assert operations.take_in_store(**taken, now=now, origin=origin) == payment
    assert len(told("PaymentCaptured")) == 1


def test_cash_without_a_drawer_is_refused(order, now, origin):
    with pytest.raises(errors.LocationNeeded):
        operations.take_in_store(
            order=order,
            method=Method.IN_STORE_CASH,
            amount=Money(500, "AMD"),
            location=LocationId(0),
            key="till-1",
            now=now,
            origin=origin,
        )


def test_an_order_may_be_paid_in_parts(opened, order, now, origin):
    first, second = opened("a", Money(100, "AMD")), opened("b", Money(200, "AMD"))
    assert queries.payments_of(order=order) == (first, second)
    assert queries.payments_of(order=OrderId(ids.new())) == ()


@pytest.mark.django_db(transaction=True)
def test_paying_costs_one_statement_a_step_and_one_for_its_fact(opened, now, origin):
    with count_statements() as opening:
        payment = opened()
    with count_statements() as asking:
        answer = operations.authorise(payment=payment, token="tok_accept")
    with count_statements() as recording:
        operations.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
    assert (opening.count, asking.count, recording.count) == (2, 1, 2)


def test_no_fact_carries_more_than_ids_amounts_accounts_and_reasons(captured, now, origin):
    captured()
    members = {member for (payload,) in sql.rows("SELECT payload FROM log_fact") for member in payload}
    assert members <= {"payment", "order", "method", "amount", "account", "earned_on", "reason"}
