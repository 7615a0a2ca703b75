"""The statements that move value: each checks and writes at once, under the lock of the account's row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.stored_value import rules
from kamurj.stored_value.contracts import Account, AccountId, AccountStatus, Kind, Movement

ACCOUNT = "id, kind, customer_id, currency, balance_minor, status, last, expires_at, issued_at"


def account_of(columns: sql.Row) -> Account:
    """An account from the columns of ACCOUNT."""
    number, kind, customer, currency, minor, status, last, expires_at, issued_at = columns
    return Account(
        id=AccountId(number),
        kind=Kind(kind),
        customer=None if customer is None else CustomerId(customer),
        balance=Money(minor, currency),
        status=AccountStatus(status),
        last=last,
        expires_at=expires_at,
        issued_at=issued_at,
    )


def insert_account(
    *,
    account: AccountId,
    kind: Kind,
    customer: CustomerId | None,
    code_hash: bytes | None,
    last: str,
    currency: str,
    expires_at: datetime | None,
    now: datetime,
) -> Account:
    """Open an account with nothing on it; where a customer has such credit or points already, it is those, locked."""
    found = sql.row(
        f"""
        INSERT INTO stored_value_account
               (id, kind, customer_id, currency, code_hash, last, balance_minor, status, expires_at, issued_at, changed_at)
        VALUES (%(id)s, %(kind)s, %(customer)s, %(currency)s, %(code_hash)s, %(last)s, 0, 'active', %(expires_at)s,
                %(now)s, %(now)s)
            ON CONFLICT (customer_id, currency, kind) WHERE kind <> 'gift_card'
                DO UPDATE SET changed_at = excluded.changed_at
        RETURNING {ACCOUNT}
        """,  # noqa: S608 - a constant
        {
            "id": account,
            "kind": kind.value,
            "customer": customer,
            "currency": currency,
            "code_hash": code_hash,
            "last": last,
            "expires_at": expires_at,
            "now": now,
        },
    )
    assert found is not None  # noqa: S101 - RETURNING answers for the row that was there, too
    return account_of(found)


def bring_in(
    *,
    account: AccountId,
    amount: Money,
    movement: Movement,
    side: str,
    key: str,
    reference: UUID | None,
    reason: str,
    now: datetime,
) -> Account | None:
    """Put value onto an account; None if there is no such account, in this currency, or the key is known.

    Onto a card that has expired, or would sooner, it comes with a new year to be used in.
    """
    found = sql.row(
        f"""
        WITH moved AS (
            UPDATE stored_value_account
               SET balance_minor = balance_minor + %(minor)s::bigint, changed_at = %(now)s,
                   status = CASE status WHEN 'expired' THEN 'active' ELSE status END,
                   expires_at = greatest(expires_at, CASE WHEN expires_at IS NOT NULL THEN %(good_until)s::timestamptz END)
             WHERE id = %(account)s AND currency = %(currency)s
               AND NOT EXISTS (SELECT FROM stored_value_posting WHERE key = %(key)s)
            RETURNING *),
        booked AS (
            INSERT INTO stored_value_posting
                   (at, account_id, movement, debit, credit, amount_minor, currency, key, reference, reason)
            SELECT %(now)s, id, %(movement)s, %(side)s::text, %(holder)s::text, %(minor)s::bigint, currency, %(key)s,
                   %(reference)s::uuid, %(reason)s
              FROM moved)
        SELECT {ACCOUNT} FROM moved
        """,  # noqa: S608 - a constant
        {
            "account": account,
            "minor": amount.minor,
            "currency": amount.currency,
            "movement": movement.value,
            "side": side,
            "holder": rules.holder(account),
            "key": key,
            "reference": reference,
            "reason": reason,
            "good_until": now if movement is Movement.ISSUED else now + rules.VALID_AGAIN,
            "now": now,
        },
    )
    return None if found is None else account_of(found)


def take_out(
    *, account: AccountId, amount: Money, is_at_most: bool, key: str, reference: UUID | None, now: datetime
) -> tuple[Account, Money] | None:
    """Spend, if so much is there and may be spent; None if not, or the key is known. `is_at_most`: else what is there.

    The condition is checked where the balance falls, under the row's lock: of two at one card the second sees the first.
    """
    found = sql.row(
        f"""
        WITH gate AS (
            SELECT id, least(balance_minor, %(minor)s::bigint) AS minor FROM stored_value_account
             WHERE id = %(account)s AND currency = %(currency)s AND status = 'active' AND balance_minor > 0
               AND (expires_at IS NULL OR expires_at > %(now)s)
               AND (%(is_at_most)s OR balance_minor >= %(minor)s::bigint)
               AND NOT EXISTS (SELECT FROM stored_value_posting WHERE key = %(key)s)
               FOR UPDATE),
        moved AS (
            UPDATE stored_value_account account
               SET balance_minor = account.balance_minor - gate.minor, changed_at = %(now)s
              FROM gate WHERE account.id = gate.id
            RETURNING account.*, gate.minor AS taken),
        booked AS (
            INSERT INTO stored_value_posting
                   (at, account_id, movement, debit, credit, amount_minor, currency, key, reference, reason)
            SELECT %(now)s, id, 'spent', %(holder)s::text, '{rules.REDEEMED}', taken, currency, %(key)s,
                   %(reference)s::uuid, ''
              FROM moved)
        SELECT {ACCOUNT}, taken FROM moved
        """,  # noqa: S608 - constants
        {
            "account": account,
            "minor": amount.minor,
            "currency": amount.currency,
            "is_at_most": is_at_most,
            "holder": rules.holder(account),
            "key": key,
            "reference": reference,
            "now": now,
        },
    )
    return None if found is None else (account_of(found[:-1]), Money(found[-1], amount.currency))


def take_back(*, account: AccountId, amount: Money, key: str, reference: UUID, now: datetime) -> Money | None:
    """Take points back, as many as are there, blocked or not; None where none are. The caller holds the account's lock."""
    found = sql.row(
        f"""
        WITH gate AS (
            SELECT id, least(balance_minor, %(minor)s::bigint) AS minor FROM stored_value_account
             WHERE id = %(account)s AND currency = %(currency)s AND balance_minor > 0 FOR UPDATE),
        moved AS (
            UPDATE stored_value_account account
               SET balance_minor = account.balance_minor - gate.minor, changed_at = %(now)s
              FROM gate WHERE account.id = gate.id
            RETURNING account.id, gate.minor AS taken)
        INSERT INTO stored_value_posting
               (at, account_id, movement, debit, credit, amount_minor, currency, key, reference, reason)
        SELECT %(now)s, id, 'taken_back', %(holder)s::text, '{rules.EARNED}', taken, %(currency)s, %(key)s,
               %(reference)s::uuid, ''
          FROM moved
        RETURNING amount_minor
        """,  # noqa: S608 - a constant
        {
            "account": account,
            "minor": amount.minor,
            "currency": amount.currency,
            "holder": rules.holder(account),
            "key": key,
            "reference": reference,
            "now": now,
        },
    )
    return None if found is None else Money(found[0], amount.currency)


def earned_for(*, account: AccountId, order: UUID) -> tuple[int, int]:
    """What came onto an account for an order and was not taken back, in minor units, and in how many movements."""
    found = sql.row(
        """
        SELECT coalesce(sum(CASE movement WHEN 'earned' THEN amount_minor ELSE -amount_minor END), 0), count(*)
          FROM stored_value_posting
         WHERE account_id = %s AND reference = %s AND movement IN ('earned', 'taken_back')
        """,
        (account, order),
    )
    return (int(found[0]), found[1]) if found else (0, 0)


def good_until(*, account: AccountId, until: datetime | None) -> None:
    """Let what is on an account be good until then, or (None) for ever."""
    sql.execute("UPDATE stored_value_account SET expires_at = %s WHERE id = %s", (until, account))


def lapse(*, now: datetime, limit: int) -> list[tuple[Account, Money]]:
    """Let accounts end whose time is over, and book what was left as breakage; each with what was left."""
    found = sql.rows(
        f"""
        WITH due AS (
            SELECT id, balance_minor AS minor FROM stored_value_account
             WHERE status = 'active' AND expires_at <= %(now)s ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
        moved AS (
            UPDATE stored_value_account account SET balance_minor = 0, status = 'expired', changed_at = %(now)s
              FROM due WHERE account.id = due.id
            RETURNING account.*, due.minor AS lapsed),
        booked AS (
            INSERT INTO stored_value_posting
                   (at, account_id, movement, debit, credit, amount_minor, currency, key, reference, reason)
            SELECT %(now)s, id, 'expired', 'account:' || id, '{rules.BREAKAGE}', lapsed, currency,
                   'expired:' || id || ':' || extract(epoch FROM expires_at), NULL, ''
              FROM moved WHERE lapsed > 0)
        SELECT {ACCOUNT}, lapsed FROM moved
        """,  # noqa: S608 - constants
        {"now": now, "limit": limit},
    )
    accounts = [(account_of(columns[:-1]), columns[-1]) for columns in found]
    return [(account, Money(minor, account.balance.currency)) for account, minor in accounts]


def set_status(*, account: AccountId, before: AccountStatus, after: AccountStatus, now: datetime) -> Account | None:
    """Move an account from one status to another; None if it is not in the first."""
    found = sql.row(
        f"""
        UPDATE stored_value_account SET status = %s, changed_at = %s WHERE id = %s AND status = %s RETURNING {ACCOUNT}
        """,  # noqa: S608 - a constant
        (after.value, now, account, before.value),
    )
    return None if found is None else account_of(found)


def count_guess(*, caller: str, now: datetime) -> None:
    """Count a wrong code; a new window begins where the last one is over."""
    sql.execute(
        """
        INSERT INTO stored_value_guesses AS known (caller, since, wrong) VALUES (%(caller)s, %(now)s, 1)
            ON CONFLICT (caller) DO UPDATE
               SET wrong = CASE WHEN known.since <= %(window)s THEN 1 ELSE known.wrong + 1 END,
                   since = CASE WHEN known.since <= %(window)s THEN excluded.since ELSE known.since END
        """,
        {"caller": caller, "now": now, "window": now - rules.GUESSING_WINDOW},
    )
