"""Which terms make a promotion, and how a coupon code is written."""

from __future__ import annotations

import re
from dataclasses import replace

from kamurj.kernel.money import EXPONENTS
from kamurj.kernel.segments import is_segment
from kamurj.promotions import errors
from kamurj.promotions.contracts import WHOLE, Gives, Terms

LONGEST_NAME = 120
MOST_PIECES = 100
MOST_MINOR = 10**13
"""No discount reaches this many minor units; sums of lines stay far inside 64 bits."""
MOST_USES = 10**9
SHORTEST_CODE, LONGEST_CODE = 3, 40

_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_CODE = re.compile(rf"[^\W_](?:[^\W_]|-){{{SHORTEST_CODE - 1},{LONGEST_CODE - 1}}}")


def checked(terms: Terms) -> Terms:
    """The terms as they are kept; a promotion for the first order is used once a customer. Raises TermsRefused."""
    terms = replace(terms, name_en=terms.name_en.strip(), name_hy=terms.name_hy.strip())
    for name in (terms.name_en, terms.name_hy):
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise errors.NameNeeded(limit=LONGEST_NAME)
    _check_what_it_gives(terms)
    _check_money(terms)
    if terms.ends_at is not None and terms.ends_at <= terms.starts_at:
        raise errors.PeriodRefused
    for limit in (terms.max_uses, terms.max_per_customer):
        if limit is not None and not 1 <= limit <= MOST_USES:
            raise errors.LimitRefused
    if any(_REGION.fullmatch(region) is None for region in terms.regions):
        raise errors.RegionRefused
    if not all(map(is_segment, terms.segments)):
        raise errors.SegmentRefused
    if terms.rewards_others and terms.gives is not Gives.BUY_GET:
        raise errors.RewardNeedsBuying
    return replace(terms, max_per_customer=1) if terms.is_first_order_only else terms


def code_of(typed: str) -> str:
    """A coupon code as it is kept: capitals, without spaces. Raises CouponCodeRefused."""
    code = "".join(typed.split()).upper()
    if len(code) > LONGEST_CODE or _CODE.fullmatch(code) is None:
        raise errors.CouponCodeRefused(shortest=SHORTEST_CODE, longest=LONGEST_CODE)
    return code


def _check_what_it_gives(terms: Terms) -> None:
    match terms.gives:
        case Gives.PERCENT if not 1 <= terms.basis_points <= WHOLE:
            raise errors.GivesNothing
        case Gives.BUY_GET if not (1 <= terms.buy <= MOST_PIECES and 1 <= terms.get <= MOST_PIECES):
            raise errors.BuyGetRefused(limit=MOST_PIECES)
        case Gives.BUY_GET if not 1 <= terms.basis_points <= WHOLE:
            raise errors.GivesNothing
        case Gives.AMOUNT if not 1 <= terms.amount_minor < MOST_MINOR:
            raise errors.GivesNothing
        case Gives.FIXED_PRICE if not 0 <= terms.amount_minor < MOST_MINOR:
            raise errors.GivesNothing
        case _:
            pass


def _check_money(terms: Terms) -> None:
    needs_currency = (
        terms.gives in (Gives.AMOUNT, Gives.FIXED_PRICE) or terms.minimum_minor or terms.budget_minor is not None
    )
    if (terms.currency is None and needs_currency) or terms.currency not in {None, *EXPONENTS}:
        raise errors.CurrencyNeeded(known=", ".join(sorted(EXPONENTS)))
    if not 0 <= terms.minimum_minor < MOST_MINOR:
        raise errors.LimitRefused
    if terms.budget_minor is not None and not 1 <= terms.budget_minor < MOST_MINOR:
        raise errors.LimitRefused
