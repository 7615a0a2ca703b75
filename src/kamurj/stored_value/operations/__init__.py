"""Moving stored value. Every movement has a key and happens once; checked and written in one statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic, attempt, forbid_transaction
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import EXPONENTS, Money
from kamurj.kernel.origin import Origin
from kamurj.stored_value import codes, queries, rules, statements
from kamurj.stored_value.contracts import (
    Account,
    AccountId,
    AccountStatus,
    Issued,
    Kind,
    Movement,
    Source,
    Spent,
    StoredValueBlocked,
    StoredValueExpired,
    StoredValueGivenBack,
    StoredValueIssued,
    StoredValueSpent,
    StoredValueToppedUp,
    StoredValueUnblocked,
)
from kamurj.stored_value.errors import (
    CodeUnknown,
    CustomerNeeded,
    InvalidExpiry,
    InvalidReason,
    InvalidValue,
    NoSuchAccount,
    OtherCurrency,
    TooManyGuesses,
    ValueKeyReused,
)

Result = TypeVar("Result")


@atomic
def issue(  # noqa: PLR0913 - new value is all of these
    *,
    kind: Kind,
    amount: Money,
    source: Source,
    key: str,
    now: datetime,
    origin: Origin,
    customer: CustomerId | None = None,
    expires_at: datetime | None = None,
    reference: UUID | None = None,
    reason: str = "",
    account: AccountId | None = None,
) -> Issued:
    """Make a gift card, or put value onto a customer's store credit (opened at the first time); answers the card's code.

    `customer` of a gift card is who sees it in their account, if anybody; `account` is the id it gets, if the caller made
    one. The same key again is answered with the same account and code, and nothing moves.
    Raises InvalidValue, CustomerNeeded, InvalidExpiry, ValueKeyReused.
    """
    _refuse_bad(amount, key)
    if kind is Kind.STORE_CREDIT and customer is None:
        raise CustomerNeeded
    if expires_at is not None and expires_at <= now:
        raise InvalidExpiry
    if (known := queries.account_of_key(key=key)) is not None:
        _same_movement(key, None, amount)
        return Issued(known, queries.code_of(known), is_repeat=True)
    number = account or AccountId(ids.new())
    code = codes.code_of(number) if kind is Kind.GIFT_CARD else ""

    def write() -> Account | None:
        opened = statements.insert_account(
            account=number,
            kind=kind,
            customer=customer,
            code_hash=codes.hash_of(code) if code else None,
            last=code[-rules.LAST :] if code else "",
            currency=amount.currency,
            expires_at=expires_at,
            now=now,
        )
        return statements.bring_in(
            account=opened.id,
            amount=amount,
            movement=Movement.ISSUED if opened.id == number else Movement.TOPPED_UP,
            side=rules.SIDES[source],
            key=key,
            reference=reference,
            reason=reason[: rules.LONGEST_REASON],
            now=now,
        )

    filled = _once(write)
    if filled is None:
        _same_movement(key, None, amount)
        return _issued_before(key)
    if filled.id == number:
        tell(
            StoredValueIssued(account=filled.id, kind=kind, amount=amount, source=source, customer=customer),
            origin=origin,
            now=now,
        )
    else:
        tell(StoredValueToppedUp(account=filled.id, kind=kind, amount=amount, source=source), origin=origin, now=now)
    return Issued(filled, code, is_repeat=False)


@atomic
def top_up(
    *, account: AccountId, amount: Money, source: Source, key: str, reason: str = "", now: datetime, origin: Origin
) -> Account:
    """Put more onto an account. The same key again changes nothing. Raises InvalidValue, NoSuchAccount, OtherCurrency,
    ValueKeyReused.
    """
    _refuse_bad(amount, key)
    after, is_repeat = _bring_in(
        account, amount, Movement.TOPPED_UP, rules.SIDES[source], key=key, reference=None, reason=reason, now=now
    )
    if not is_repeat:
        tell(StoredValueToppedUp(account=account, kind=after.kind, amount=amount, source=source), origin=origin, now=now)
    return after


@atomic
def spend(
    *,
    account: AccountId,
    amount: Money,
    key: str,
    reference: UUID | None,
    now: datetime,
    origin: Origin,
    is_at_most: bool = False,
) -> Spent:
    """Take value out, all of `amount` or nothing; `is_at_most`: what is there, up to `amount`. Never below zero.

    The same key again is answered with what it took the first time. Raises InvalidValue, NoSuchAccount, OtherCurrency,
    AccountBlocked, AccountExpired, NotEnoughValue, ValueKeyReused.
    """
    _refuse_bad(amount, key)
    taken = _once(
        lambda: statements.take_out(
            account=account, amount=amount, is_at_most=is_at_most, key=key, reference=reference, now=now
        )
    )
    if taken is None:
        if (known := queries.spent_with(key=key)) is None:
            raise rules.why_not(queries.account(account=account), amount, now=now)
        if known[0] != account or known[2] != reference or (known[1] != amount and not is_at_most):
            raise ValueKeyReused
        return Spent(queries.account(account=account), known[1], is_repeat=True)
    after, minor = taken
    tell(StoredValueSpent(account=account, kind=after.kind, amount=minor, reference=reference), origin=origin, now=now)
    return Spent(after, minor, is_repeat=False)


@atomic
def give_back(
    *, account: AccountId, amount: Money, key: str, reference: UUID | None, reason: str = "", now: datetime, origin: Origin
) -> Account:
    """Put back what had been spent. What comes back to an expired card is good for another year; a blocked one stays so.

    The same key again changes nothing. Raises InvalidValue, NoSuchAccount, OtherCurrency, ValueKeyReused.
    """
    _refuse_bad(amount, key)
    after, is_repeat = _bring_in(
        account, amount, Movement.GIVEN_BACK, rules.REDEEMED, key=key, reference=reference, reason=reason, now=now
    )
    if not is_repeat:
        told = StoredValueGivenBack(account=account, kind=after.kind, amount=amount, reference=reference)
        tell(told, origin=origin, now=now)
    return after


@atomic
def block(*, account: AccountId, reason: str, now: datetime, origin: Origin) -> Account:
    """Let nothing be spent from an account. Blocked before: as it is. Raises NoSuchAccount, InvalidReason."""
    _refuse_bad_reason(reason)
    after = statements.set_status(account=account, before=AccountStatus.ACTIVE, after=AccountStatus.BLOCKED, now=now)
    if after is None:
        return queries.account(account=account)
    tell(StoredValueBlocked(account=account, kind=after.kind, reason=reason), origin=origin, now=now)
    return after


@atomic
def unblock(*, account: AccountId, reason: str, now: datetime, origin: Origin) -> Account:
    """Let an account be used again. Not blocked: as it is. Raises NoSuchAccount, InvalidReason."""
    _refuse_bad_reason(reason)
    after = statements.set_status(account=account, before=AccountStatus.BLOCKED, after=AccountStatus.ACTIVE, now=now)
    if after is None:
        return queries.account(account=account)
    tell(StoredValueUnblocked(account=account, kind=after.kind, reason=reason), origin=origin, now=now)
    return after


@atomic
def expire(*, now: datetime, origin: Origin, limit: int = 500) -> int:
    """Let accounts end whose time is over; how many. What was left on them is breakage. Run it by the clock."""
    ended = statements.lapse(now=now, limit=limit)
    if facts := [StoredValueExpired(account=one.id, kind=one.kind, amount=left) for one, left in ended]:
        tell(*facts, origin=origin, now=now)
    return len(ended)


@atomic
def lock(*, accounts: Sequence[AccountId]) -> dict[AccountId, Account]:
    """Lock accounts before carts and stock are locked, always in the same order: then nobody waits for each other."""
    found = sql.rows(
        f"SELECT {statements.ACCOUNT} FROM stored_value_account WHERE id = ANY(%s) ORDER BY id FOR UPDATE",  # noqa: S608 - a constant
        (sorted(accounts),),
    )
    return {one.id: one for one in map(statements.account_of, found)}


def look_up(*, code: str, caller: str, now: datetime) -> Account:
    """The gift card with this code. A wrong code is counted for `caller`, so not inside a transaction.

    Raises CodeUnknown, and TooManyGuesses after ten wrong codes in fifteen minutes, even for a right one.
    """
    forbid_transaction()
    caller = caller[:200]
    if queries.wrong_guesses(caller=caller, now=now) >= rules.GUESSES:
        raise TooManyGuesses(minutes=int(rules.GUESSING_WINDOW.total_seconds() // 60))
    found = queries.account_with_code(code=code)
    if found is None:
        statements.count_guess(caller=caller, now=now)
        raise CodeUnknown
    return found


def _issued_before(key: str) -> Issued:
    known = queries.account_of_key(key=key)
    if known is None:
        raise ValueKeyReused
    return Issued(known, queries.code_of(known), is_repeat=True)


def _bring_in(
    account: AccountId,
    amount: Money,
    movement: Movement,
    side: str,
    *,
    key: str,
    reference: UUID | None,
    reason: str,
    now: datetime,
) -> tuple[Account, bool]:
    after = _once(
        lambda: statements.bring_in(
            account=account,
            amount=amount,
            movement=movement,
            side=side,
            key=key,
            reference=reference,
            reason=reason[: rules.LONGEST_REASON],
            now=now,
        )
    )
    if after is not None:
        return after, False
    known = queries.account(account=account)
    if known.balance.currency != amount.currency:
        raise OtherCurrency(expected=known.balance.currency, given=amount.currency)
    _same_movement(key, account, amount)
    return known, True


def _once(write: Callable[[], Result]) -> Result | None:
    """Write, or None where somebody else wrote with the same key at the same moment."""
    try:
        with attempt():
            return write()
    except IntegrityError:
        return None


def _same_movement(key: str, account: AccountId | None, amount: Money) -> None:
    known = queries.spent_with(key=key)
    if known is None:
        raise NoSuchAccount
    if known[1] != amount or account not in (None, known[0]):
        raise ValueKeyReused


def _refuse_bad(amount: Money, key: str) -> None:
    if amount.currency not in EXPONENTS or not 0 < amount.minor <= rules.VALUE_LIMIT:
        raise InvalidValue(limit=Money(rules.VALUE_LIMIT, amount.currency))
    if not 1 <= len(key) <= rules.LONGEST_KEY or "\x00" in key:
        raise ValueKeyReused


def _refuse_bad_reason(reason: str) -> None:
    if not 1 <= len(reason.strip()) <= rules.LONGEST_REASON or "\x00" in reason:
        raise InvalidReason(limit=rules.LONGEST_REASON)
