"""What channels offer, said by people: a rule is tried before it holds, and a category's articles follow the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownCategory
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import CategoryId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock import offers
from kamurj.stock import queries as stock
from kamurj.stock.contracts import OfferRule

MOST_TRIED = 2_000
"""So many articles are looked at when a rule for everything is tried; the page says that it is a sample."""


@dataclass(frozen=True, slots=True)
class TriedRule:
    """What a rule would do to what a channel offers now. `emptied` articles could no longer be bought there;
    `is_sample`: only the first of very many articles were looked at.
    """

    rule: OfferRule
    channel: Channel
    articles: int
    before: int
    after: int
    emptied: int
    is_sample: bool


class _OnlyTried(Exception):
    """Leaves the transaction so that nothing of the trial stays."""


def set_rule(*, rule: OfferRule, now: datetime, origin: Origin) -> OfferRule:
    """Let a rule hold, for a category with the articles that lie in it now. Raises as `stock.offers.set_offer_rule`."""
    return offers.set_offer_rule(rule=rule, members=_members(rule.category), now=now, origin=origin)


def try_rule(*, rule: OfferRule, ends: bool = False, now: datetime, origin: Origin) -> TriedRule:
    """What would change if this rule held (or, with `ends`, if it held no more); nothing is kept of the trial.

    Raises as `set_rule`, and UnknownOfferRule for one that is to end and is not there.
    """
    channel = Channel(rule.channel) if rule.channel else Channel.WEB
    scope = _scope(rule)
    variants = scope[:MOST_TRIED]
    before = stock.availability(variants=variants, channel=channel, now=now)
    after = before
    try:
        with atomic():
            if ends:
                offers.end_offer_rule(rule=rule.id or 0, now=now, origin=origin)
            else:
                set_rule(rule=rule, now=now, origin=origin)
            after = stock.availability(variants=variants, channel=channel, now=now)
            raise _OnlyTried  # noqa: TRY301 - only leaving by an exception rolls back
    except _OnlyTried:
        pass
    return TriedRule(
        rule=rule,
        channel=channel,
        articles=len(variants),
        before=sum(before.values()),
        after=sum(after.values()),
        emptied=sum(before[variant] > 0 and after[variant] == 0 for variant in variants),
        is_sample=len(scope) > len(variants),
    )


def refresh_members() -> int:
    """Bring the articles of every category that a rule names in step with the catalogue; returns how many came or went."""
    return sum(offers.set_members(category=category, members=_still(category)) for category in offers.ruled_categories())


def _scope(rule: OfferRule) -> Sequence[VariantId]:
    if rule.variant is not None:
        return [rule.variant]
    return _on_sale(rule.category)


def _members(category: CategoryId | None) -> Sequence[VariantId]:
    return () if category is None else _on_sale(category)


def _still(category: CategoryId) -> Sequence[VariantId]:
    try:
        return _members(category)
    except UnknownCategory:
        return ()


def _on_sale(category: CategoryId | None) -> Sequence[VariantId]:
    return [variant for variant in catalogue.candidates(category=category).variants if variant is not None]
