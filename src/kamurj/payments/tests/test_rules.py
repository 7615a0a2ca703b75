import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.payments import rules
from kamurj.payments.contracts import Method, PaymentStatus
from kamurj.payments.rules import Heard

TAKEN = {PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED}
statuses, words = st.sampled_from(PaymentStatus), st.sampled_from(Heard)


@given(status=statuses, heard=words)
def test_hearing_the_same_twice_is_hearing_it_once(status, heard):
    once = rules.step(status, heard)
    assert rules.step(once, heard) == once


@given(heard=st.lists(words, max_size=8), status=st.sampled_from(sorted(TAKEN)))
def test_nothing_that_is_heard_untakes_money(heard, status):
    for word in heard:
        status = rules.step(status, word)
    assert status in TAKEN


@given(heard=st.lists(words, max_size=8))
def test_money_heard_to_be_taken_is_taken_in_whatever_order_it_is_told(heard):
    status = PaymentStatus.PENDING
    for word in heard:
        status = rules.step(status, word)
    assert status is PaymentStatus.CAPTURED or Heard.CAPTURED not in heard
    assert status is not PaymentStatus.CAPTURED or {Heard.CAPTURED, Heard.PART_CAPTURED} & set(heard)


@given(order=st.permutations([Heard.APPROVED, Heard.NOTHING, Heard.CAPTURED]))
def test_answers_in_any_order_end_in_the_same_place(order):
    status = PaymentStatus.PENDING
    for word in order:
        status = rules.step(status, word)
    assert status is PaymentStatus.CAPTURED


def test_a_declined_payment_is_not_brought_back_by_a_late_promise():
    assert rules.step(PaymentStatus.DECLINED, Heard.APPROVED) is PaymentStatus.DECLINED


@pytest.mark.parametrize("text", ["tok_accept", "pm_1NxYz", "tok_4242424242424242"])
def test_a_token_has_a_prefix(text):
    assert rules.is_token(text)


@pytest.mark.parametrize("text", ["", "4242424242424242", "tok-", "_x", "tok_ա", "tok_a b", "t_" + "x" * 200])
def test_what_has_none_is_no_token(text):
    assert not rules.is_token(text)


def test_cash_has_its_own_drawer_and_cards_their_provider():
    assert rules.money_account(method=Method.IN_STORE_CASH, provider="cash", location=4) == "cash_drawer:4"
    assert rules.money_account(method=Method.CARD, provider="sandbox", location=None) == "provider_clearing:sandbox"
