"""Money in whole minor units (cents, luma) with its currency. Never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

EXPONENTS = {"AMD": 2, "USD": 2, "EUR": 2, "GBP": 2, "RUB": 2, "GEL": 2, "JPY": 0}
"""Digits behind the point, ISO 4217. A currency that is not here is refused."""


AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,18})(?:\.(?P<fraction>[0-9]*))?")
"""Eighteen digits before the point are as many as a bigint of minor units holds, of yen; nobody means more."""


class MixedCurrencies(TypeError):
    """Two currencies met in one sum; convert by an explicit rate first."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount: `minor` counts the smallest units of `currency` (ISO 4217 code). May be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise ValueError(f"Unknown currency {self.currency!r}; known are {', '.join(sorted(EXPONENTS))}.")
        if type(self.minor) is not int:
            raise TypeError(f"Money counts whole minor units, not {self.minor!r}.")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read "12.50". Raises ValueError if it is no number or has more digits than the currency: nothing is rounded."""
        zero = cls.zero(currency)
        parts = AMOUNT.fullmatch(text.strip())
        if parts is None:
            raise ValueError(f"{text!r} is not an amount of money; write it like 12.50.")
        digits = EXPONENTS[zero.currency]
        fraction = parts["fraction"] or ""
        if fraction[digits:].strip("0"):
            raise ValueError(f"{text!r} has more digits behind the point than {currency} knows.")
        minor = int(parts["whole"] + fraction[:digits].ljust(digits, "0"))
        return cls(-minor if parts["sign"] == "-" else minor, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal((self.minor < 0, tuple(map(int, str(abs(self.minor)))), -EXPONENTS[self.currency]))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            raise TypeError("Multiply money by whole numbers only; use `share` for a fraction, it names its rounding.")
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def share(self, numerator: int, denominator: int) -> Money:
        """`numerator/denominator` of it, rounded half away from zero to a whole minor unit."""
        return Money(divide_half_up(self.minor * numerator, denominator), self.currency)

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Split by weights ≥ 0 (not all 0) so that the parts add up exactly; spare units go to the largest remainders."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("Weights must not be negative and must not all be zero.")
        sign = -1 if self.minor < 0 else 1
        whole = [abs(self.minor) * weight // total for weight in weights]
        remainders = [abs(self.minor) * weight % total for weight in weights]
        spare = abs(self.minor) - sum(whole)
        for place in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:spare]:
            whole[place] += 1
        return tuple(Money(sign * part, self.currency) for part in whole)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} cannot be mixed.")
        return other.minor


def divide_half_up(numerator: int, denominator: int) -> int:
    """Whole-number quotient, halves rounded away from zero (the commercial rounding of receipts)."""
    if denominator == 0:
        raise ZeroDivisionError("Nothing can be divided by zero.")
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))
