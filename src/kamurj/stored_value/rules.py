"""Pure decisions about stored value: how codes are made, what may be spent, and which sides a movement has."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from kamurj.kernel.ids import READABLE
from kamurj.kernel.money import Money
from kamurj.stored_value import errors
from kamurj.stored_value.contracts import Account, AccountId, AccountStatus, Source

CODE_LENGTH = 16
"""80 bits: whoever tries a thousand codes a second for a year finds one of a million cards once in 40,000 years."""
LAST = 4
"""So many letters of a code are kept readable, to tell two cards apart."""
VALUE_LIMIT = 10**11
"""At most so many minor units may come onto an account at once."""
GUESSES = 10
"""Wrong codes from one place before it has to wait."""
GUESSING_WINDOW = timedelta(minutes=15)
LONGEST_KEY = 200
LONGEST_REASON = 200
VALID_AGAIN = timedelta(days=365)
"""How long value is good that comes back to a card which has expired, or would sooner."""

REDEEMED = "redeemed"
"""The side on which value stands that was spent on orders, less what came back."""
EARNED = "earned"
"""The side on which points stand that customers earned, less what was taken back: what the programme costs."""
BREAKAGE = "breakage"
"""The side on which value stands that nobody used in time."""
SIDES = {source: source.value for source in Source}


def holder(account: AccountId) -> str:
    """The name of an account in the books."""
    return f"account:{account}"


def gift_code(secret: bytes, *, account: AccountId) -> str:
    """The code of a card: derived, so that it can be mailed or shown to a form sent twice without being stored (0081)."""
    bits = int.from_bytes(hmac.digest(secret, f"gift-card|{account}".encode(), "sha256")[:10], "big")
    return "".join(READABLE[bits >> shift & 31] for shift in range(5 * (CODE_LENGTH - 1), -1, -5))


def code_hash(secret: bytes, code: str) -> bytes:
    """What is stored of a code: keyed, so that the table alone opens nothing."""
    return hmac.digest(secret, f"gift-card-hash|{normalised(code)}".encode(), "sha256")


def normalised(code: str) -> str:
    """A code as people type it, in the letters it was made of: Crockford's base 32 reads O as 0, I and L as 1."""
    kept = "".join(letter for letter in code.upper() if letter.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def printed(code: str) -> str:
    """A code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def why_not(account: Account, amount: Money, *, now: datetime) -> errors.StoredValueError:
    """What stands in the way of spending this much, most telling reason first."""
    if account.balance.currency != amount.currency:
        return errors.OtherCurrency(expected=account.balance.currency, given=amount.currency)
    if account.status is AccountStatus.BLOCKED:
        return errors.AccountBlocked()
    if account.status is AccountStatus.EXPIRED or (account.expires_at is not None and account.expires_at <= now):
        return errors.AccountExpired()
    return errors.NotEnoughValue(balance=account.balance)
