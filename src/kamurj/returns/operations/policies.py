"""Setting the terms on which pieces come back."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CategoryId
from kamurj.kernel.origin import Origin
from kamurj.returns.contracts.policies import Policy, ReturnPolicyChanged, Terms
from kamurj.returns.errors import PolicyNotFound, PolicyRefused
from kamurj.returns.queries.policies import policy_of

LONGEST_DAYS = 3650


@atomic
def set_policy(*, category: CategoryId | None, country: str | None, terms: Terms, now: datetime, origin: Origin) -> Policy:
    """From now on these terms hold for a category and all under it (None: for everything) in a country (None: in every one).

    The terms that held before are ended and kept. The same terms again change nothing. Raises PolicyRefused.
    """
    _refuse_impossible(country, terms)
    before = policy_of(category=category, country=country)
    if before is not None and before.terms == terms:
        return before
    _end(category, country, now)
    sql.execute(
        """
        INSERT INTO returns_policy (category_id, country, returnable, days, condition, receipt_needed, means, shipping,
                                    exchange, one_request_an_order, set_at, set_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            category,
            country,
            terms.returnable,
            terms.days,
            terms.condition.value,
            terms.receipt_needed,
            [means.value for means in terms.means],
            terms.shipping.value,
            terms.exchange.value,
            terms.one_request_an_order,
            now,
            origin.actor,
        ),
    )
    tell(ReturnPolicyChanged(category, country, before.terms if before else None, terms), origin=origin, now=now)
    holds = policy_of(category=category, country=country)
    if holds is None:
        raise PolicyNotFound
    return holds


@atomic
def end_policy(*, category: CategoryId | None, country: str | None, now: datetime, origin: Origin) -> Policy:
    """From now on no terms of its own hold there, but the next general ones; return what held. Raises PolicyNotFound."""
    before = policy_of(category=category, country=country)
    if before is None or not _end(category, country, now):
        raise PolicyNotFound
    tell(ReturnPolicyChanged(category, country, before.terms, None), origin=origin, now=now)
    return before


def _end(category: CategoryId | None, country: str | None, now: datetime) -> int:
    return sql.execute(
        """
        UPDATE returns_policy SET ended_at = %s
         WHERE ended_at IS NULL AND category_id IS NOT DISTINCT FROM %s AND country IS NOT DISTINCT FROM %s
        """,
        (now, category, country),
    )


def _refuse_impossible(country: str | None, terms: Terms) -> None:
    if not terms.means or len(set(terms.means)) != len(terms.means):
        raise PolicyRefused
    if terms.days is not None and not 0 <= terms.days <= LONGEST_DAYS:
        raise PolicyRefused
    if country is not None and not (len(country) == 2 and country.isascii() and country.isupper()):
        raise PolicyRefused
