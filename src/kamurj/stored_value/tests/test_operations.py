from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.money import Money
from kamurj.stored_value import operations, queries
from kamurj.stored_value.contracts import AccountStatus, Kind, Movement, Source
from kamurj.stored_value.errors import (
    AccountBlocked,
    AccountExpired,
    CodeUnknown,
    CustomerNeeded,
    InvalidExpiry,
    InvalidReason,
    InvalidValue,
    NoSuchAccount,
    NotEnoughValue,
    OtherCurrency,
    TooManyGuesses,
    ValueKeyReused,
)

pytestmark = pytest.mark.django_db


def amd(minor):
    return Money(minor, "AMD")


def facts():
    return [type_ for (type_,) in sql.rows("SELECT type FROM log_fact ORDER BY id")]


def test_a_card_is_issued_with_a_code_that_is_nowhere_stored(card, sides):
    issued = card(5_000_00)
    assert issued.account.balance == amd(5_000_00)
    assert [len(group) for group in issued.code.split("-")] == [4, 4, 4, 4]
    assert issued.account.last == issued.code[-4:]
    stored = sql.row("SELECT account::text FROM stored_value_account account")[0]
    assert issued.code not in stored
    assert issued.code.replace("-", "") not in stored
    assert sides() == {"owed": -5_000_00, "sold": 5_000_00}
    assert facts() == ["StoredValueIssued"]


def test_the_same_key_issues_one_card_and_answers_its_code_again(card):
    first, second = card(key="till-1"), card(key="till-1")
    assert (second.account, second.code, second.is_repeat) == (first.account, first.code, True)
    with pytest.raises(ValueKeyReused):
        card(1_00, key="till-1")
    assert sql.scalar("SELECT count(*) FROM stored_value_account") == 1
    assert facts() == ["StoredValueIssued"]


def test_store_credit_is_one_account_a_customer_and_currency(ani, now, origin, sides):
    def credit(minor, currency="AMD"):
        return operations.issue(
            kind=Kind.STORE_CREDIT,
            amount=Money(minor, currency),
            source=Source.GRANTED,
            customer=ani,
            key=str(uuid4()),
            now=now,
            origin=origin,
        )

    assert credit(100).account.id == credit(200).account.id != credit(1, "USD").account.id
    assert [one.balance for one in queries.accounts_of(customer=ani)] == [amd(300), Money(1, "USD")]
    assert credit(5).code == ""
    assert facts() == ["StoredValueIssued", "StoredValueToppedUp", "StoredValueIssued", "StoredValueToppedUp"]
    with pytest.raises(CustomerNeeded):
        operations.issue(kind=Kind.STORE_CREDIT, amount=amd(1), source=Source.GRANTED, key="nobody", now=now, origin=origin)
    assert queries.audit().wrong == ()


@pytest.mark.parametrize("minor", [0, -1, 10**11 + 1])
def test_no_card_is_made_of_nothing_or_of_a_fortune(card, minor):
    with pytest.raises(InvalidValue):
        card(minor)
    assert sql.scalar("SELECT count(*) FROM stored_value_account") == 0


def test_no_card_is_made_that_has_expired_already(card, now):
    with pytest.raises(InvalidExpiry):
        card(expires_at=now)


def test_spending_takes_all_or_nothing(card, spend, sides):
    gift = card(1_000).account.id
    assert spend(gift, 400).account.balance == amd(600)
    with pytest.raises(NotEnoughValue) as refused:
        spend(gift, 601)
    assert refused.value.params["balance"] == amd(600)
    assert spend(gift, 600).account.balance == amd(0)
    assert sides() == {"owed": 0, "redeemed": -1_000, "sold": 1_000}
    assert [(one.movement, one.amount.minor) for one in queries.entries(account=gift)] == [
        (Movement.SPENT, -600),
        (Movement.SPENT, -400),
        (Movement.ISSUED, 1_000),
    ]


def test_spending_at_most_takes_what_is_there(card, spend):
    gift = card(1_000).account.id
    assert spend(gift, 300, is_at_most=True).amount == amd(300)
    assert spend(gift, 5_000, is_at_most=True, key="rest").amount == amd(700)
    assert spend(gift, 5_000, is_at_most=True, key="rest").amount == amd(700)
    with pytest.raises(NotEnoughValue):
        spend(gift, 1, is_at_most=True)


def test_spending_is_one_statement_with_its_fact(card, spend):
    gift = card(1_000).account.id
    with count_statements() as counted:
        spend(gift, 400)
    assert [text.split()[0] for text in counted.texts if text.split()[0] not in ("SAVEPOINT", "RELEASE", "BEGIN")] == [
        "WITH",
        "INSERT",
    ]


def test_spending_twice_with_one_key_spends_once(card, spend, sides):
    gift = card(1_000).account.id
    assert not spend(gift, 400, key="order-1").is_repeat
    again = spend(gift, 400, key="order-1")
    assert (again.amount, again.account.balance, again.is_repeat) == (amd(400), amd(600), True)
    with pytest.raises(ValueKeyReused):
        spend(gift, 401, key="order-1")
    assert sides()["redeemed"] == -400
    assert facts().count("StoredValueSpent") == 1


def test_another_currency_is_refused(card, spend, now, origin):
    gift = card(1_000).account.id
    with pytest.raises(OtherCurrency):
        spend(gift, 1, currency="USD")
    with pytest.raises(OtherCurrency):
        operations.top_up(account=gift, amount=Money(1, "USD"), source=Source.GRANTED, key="usd", now=now, origin=origin)


def test_what_nobody_issued_cannot_be_used(spend, now, origin):
    with pytest.raises(NoSuchAccount):
        spend(uuid4(), 1)
    with pytest.raises(NoSuchAccount):
        operations.give_back(account=uuid4(), amount=amd(1), key="x", reference=None, now=now, origin=origin)


def test_what_comes_back_is_on_the_card_again_once(card, spend, now, origin, sides):
    gift = card(1_000).account.id
    spend(gift, 1_000)
    for _ in range(2):
        after = operations.give_back(account=gift, amount=amd(250), key="refund", reference=None, now=now, origin=origin)
        assert after.balance == amd(250)
    with pytest.raises(ValueKeyReused):
        operations.give_back(account=gift, amount=amd(251), key="refund", reference=None, now=now, origin=origin)
    assert sides() == {"owed": -250, "redeemed": -750, "sold": 1_000}


def test_a_blocked_card_pays_nothing_until_it_is_unblocked(card, spend, now, origin):
    gift = card(1_000).account.id
    for _ in range(2):
        assert operations.block(account=gift, reason="stolen", now=now, origin=origin).status is AccountStatus.BLOCKED
    with pytest.raises(AccountBlocked):
        spend(gift, 1)
    assert operations.unblock(account=gift, reason="found", now=now, origin=origin).status is AccountStatus.ACTIVE
    assert spend(gift, 1).account.balance == amd(999)
    with pytest.raises(InvalidReason):
        operations.block(account=gift, reason=" ", now=now, origin=origin)
    assert facts().count("StoredValueBlocked") == facts().count("StoredValueUnblocked") == 1


def test_an_expired_card_pays_nothing_and_its_rest_is_breakage_once(card, spend, now, origin, sides):
    gift = card(1_000, expires_at=now + timedelta(days=30)).account.id
    spend(gift, 100)
    later = now + timedelta(days=30)
    with pytest.raises(AccountExpired):
        spend(gift, 1, now=later)
    assert operations.expire(now=later, origin=origin) == 1
    assert operations.expire(now=later, origin=origin) == 0
    with pytest.raises(AccountExpired):
        spend(gift, 1, now=later)
    assert sides() == {"breakage": -900, "owed": 0, "redeemed": -100, "sold": 1_000}


def test_what_comes_back_to_an_expired_card_can_be_spent_for_a_year(card, spend, now, origin):
    gift = card(1_000, expires_at=now + timedelta(days=30)).account.id
    spend(gift, 1_000)
    later = now + timedelta(days=40)
    operations.expire(now=later, origin=origin)
    operations.give_back(account=gift, amount=amd(300), key="back", reference=None, now=later, origin=origin)
    assert spend(gift, 300, now=later + timedelta(days=364)).account.balance == amd(0)
    assert operations.expire(now=later + timedelta(days=366), origin=origin) == 1


def test_a_code_is_found_however_it_is_typed(card, now):
    issued = card()
    for typed in (issued.code, issued.code.lower(), issued.code.replace("-", " "), issued.code.replace("0", "O")):
        assert operations.look_up(code=typed, caller="ani", now=now) == issued.account


def test_guessing_ends_after_ten_wrong_codes_and_begins_again_later(card, now):
    issued = card()
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            operations.look_up(code="AAAA-AAAA-AAAA-AAAA", caller="thief", now=now)
    with pytest.raises(TooManyGuesses):
        operations.look_up(code=issued.code, caller="thief", now=now)
    assert operations.look_up(code=issued.code, caller="ani", now=now) == issued.account
    assert operations.look_up(code=issued.code, caller="thief", now=now + timedelta(minutes=16)) == issued.account


def test_the_database_keeps_the_books_closed_and_balances_above_zero(card):
    card(100)
    for statement in (
        "UPDATE stored_value_account SET balance_minor = -1",
        "UPDATE stored_value_posting SET amount_minor = 1",
        "DELETE FROM stored_value_posting",
    ):
        with pytest.raises(IntegrityError), atomic():
            sql.execute(statement)
