"""Reading accounts, what moved on them, and the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.stored_value import codes, rules
from kamurj.stored_value.contracts import Account, AccountId, Audit, Entry, HouseBalance, Kind, Movement, PointsRule, Wrong
from kamurj.stored_value.errors import NoSuchAccount
from kamurj.stored_value.statements import ACCOUNT, account_of


def account(*, account: AccountId) -> Account:
    """One account. Raises NoSuchAccount."""
    found = sql.row(f"SELECT {ACCOUNT} FROM stored_value_account WHERE id = %s", (account,))  # noqa: S608 - a constant
    if found is None:
        raise NoSuchAccount
    return account_of(found)


def accounts(*, ids: Sequence[AccountId]) -> dict[AccountId, Account]:
    """Accounts by their ids; unknown ones are left out."""
    found = sql.rows(
        f"SELECT {ACCOUNT} FROM stored_value_account WHERE id = ANY(%s)",  # noqa: S608 - a constant
        (list(ids),),
    )
    return {one.id: one for one in map(account_of, found)}


def accounts_of(*, customer: CustomerId) -> tuple[Account, ...]:
    """A customer's credit and the gift cards that were given to them by name, oldest first."""
    return tuple(
        account_of(columns)
        for columns in sql.rows(
            f"SELECT {ACCOUNT} FROM stored_value_account WHERE customer_id = %s ORDER BY issued_at, id",  # noqa: S608 - a constant
            (customer,),
        )
    )


def credit_of(*, customer: CustomerId, currency: str, now: datetime) -> Account | None:
    """The customer's store credit in a currency, if something can be spent from it."""
    found = sql.row(
        f"""
        SELECT {ACCOUNT} FROM stored_value_account WHERE customer_id = %s AND currency = %s AND kind = 'store_credit'
        """,  # noqa: S608 - a constant
        (customer, currency),
    )
    credit = None if found is None else account_of(found)
    return credit if credit is not None and credit.is_usable(now) else None


def own_of(*, customer: CustomerId, currency: str, now: datetime) -> tuple[Account, ...]:
    """The customer's points and store credit in a currency, as far as something can be spent from them: points first, since
    they may lapse.
    """
    found = sql.rows(
        f"""
        SELECT {ACCOUNT} FROM stored_value_account
         WHERE customer_id = %s AND currency = %s AND kind <> 'gift_card' ORDER BY kind
        """,  # noqa: S608 - a constant
        (customer, currency),
    )
    return tuple(one for one in map(account_of, found) if one.is_usable(now))


def points_rules() -> dict[str, PointsRule]:
    """How points are earned now, by currency."""
    return {
        rule.currency: rule
        for rule in map(
            _rule,
            sql.rows(f"SELECT {_RULE} FROM stored_value_points_rule WHERE ended_at IS NULL ORDER BY currency"),  # noqa: S608
        )
    }


def points_rule_at(*, currency: str, at: datetime) -> PointsRule | None:
    """How points were earned in a currency at a moment."""
    found = sql.row(
        f"""
        SELECT {_RULE} FROM stored_value_points_rule
         WHERE currency = %(currency)s AND starts_at <= %(at)s AND (ended_at IS NULL OR ended_at > %(at)s)
         ORDER BY starts_at DESC LIMIT 1
        """,  # noqa: S608 - a constant
        {"currency": currency, "at": at},
    )
    return None if found is None else _rule(found)


def points_for(*, order: OrderId) -> Money | None:
    """What the points that an order brought are worth, less what was taken back; None where it brought none."""
    found = sql.row(
        """
        SELECT sum(CASE movement WHEN 'earned' THEN amount_minor ELSE -amount_minor END), min(currency)
          FROM stored_value_posting WHERE reference = %s AND movement IN ('earned', 'taken_back')
        """,
        (order,),
    )
    return None if found is None or found[0] is None else Money(int(found[0]), found[1])


def account_of_key(*, key: str) -> Account | None:
    """The account onto which value came with this key."""
    columns = ", ".join(f"account.{column.strip()}" for column in ACCOUNT.split(","))
    found = sql.row(
        f"""
        SELECT {columns} FROM stored_value_posting posting JOIN stored_value_account account
            ON account.id = posting.account_id
         WHERE posting.key = %s
        """,  # noqa: S608 - constants
        (key,),
    )
    return None if found is None else account_of(found)


def code_of(known: Account) -> str:
    """A card's code, for whoever issued it to hand over; "" for store credit and for cards that came from another system."""
    code = codes.code_of(known.id)
    return code if known.kind is Kind.GIFT_CARD and code.endswith(known.last) else ""


def entries(*, account: AccountId, limit: int = 100) -> tuple[Entry, ...]:
    """What moved on an account, latest first."""
    return tuple(
        Entry(at=at, movement=Movement(movement), amount=Money(int(minor), currency), reference=reference, reason=reason)
        for at, movement, minor, currency, reference, reason in sql.rows(
            """
            SELECT at, movement, CASE WHEN credit = %s THEN amount_minor ELSE -amount_minor END, currency, reference, reason
              FROM stored_value_posting WHERE account_id = %s ORDER BY id DESC LIMIT %s
            """,
            (rules.holder(account), account, limit),
        )
    )


def spent_with(*, key: str) -> tuple[AccountId, Money, UUID | None] | None:
    """What moved with this key: the account, the amount, and the reference."""
    found = sql.row("SELECT account_id, amount_minor, currency, reference FROM stored_value_posting WHERE key = %s", (key,))
    return None if found is None else (AccountId(found[0]), Money(found[1], found[2]), found[3])


def wrong_guesses(*, caller: str, now: datetime) -> int:
    """How many wrong codes came from one place in the running window."""
    since = now - rules.GUESSING_WINDOW
    return sql.scalar("SELECT wrong FROM stored_value_guesses WHERE caller = %s AND since > %s", (caller, since)) or 0


def account_with_code(*, code: str) -> Account | None:
    """The gift card with this code, however it is typed."""
    found = sql.row(
        f"SELECT {ACCOUNT} FROM stored_value_account WHERE code_hash = %s",  # noqa: S608 - a constant
        (codes.hash_of(code),),
    )
    return None if found is None else account_of(found)


def audit() -> Audit:
    """Add all postings up: the sides of the house, and accounts that say something else than their postings."""
    sides = sql.rows(
        """
        SELECT CASE WHEN side LIKE 'account:%%' THEN 'owed' ELSE side END AS named, currency, sum(minor) FROM (
               SELECT debit AS side, currency, amount_minor AS minor FROM stored_value_posting
                UNION ALL
               SELECT credit, currency, -amount_minor FROM stored_value_posting) AS entry
         GROUP BY named, currency ORDER BY named, currency
        """
    )
    wrong = sql.rows(
        """
        SELECT account.id, account.currency, account.balance_minor, coalesce(posted.minor, 0)
          FROM stored_value_account account
          LEFT JOIN (SELECT account_id, sum(CASE WHEN credit = 'account:' || account_id
                                                 THEN amount_minor ELSE -amount_minor END) AS minor
                       FROM stored_value_posting GROUP BY account_id) posted ON posted.account_id = account.id
         WHERE account.balance_minor <> coalesce(posted.minor, 0)
         ORDER BY account.id
        """
    )
    return Audit(
        sides=tuple(HouseBalance(side, Money(int(minor), currency)) for side, currency, minor in sides),
        wrong=tuple(
            Wrong(AccountId(number), Money(b, currency), Money(int(p), currency)) for number, currency, b, p in wrong
        ),
    )


_RULE = "currency, basis_points, point_minor, valid_days, starts_at, ended_at"


def _rule(columns: sql.Row) -> PointsRule:
    currency, basis_points, point_minor, valid_days, starts_at, ended_at = columns
    return PointsRule(currency, basis_points, Money(point_minor, currency), valid_days, starts_at, ended_at)
