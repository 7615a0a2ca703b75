"""What the shop's terms say of an order line: the closest policy counts, and the verdict names its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kamurj.returns import errors
from kamurj.returns.contracts.policies import WITHOUT_POLICY, BoughtLine, Means, Policy, Terms, Verdict, Why


def policy_for(line: BoughtLine, policies: Sequence[Policy]) -> Policy | None:
    """The closest policy: of the nearest category first, then of the country before every country."""
    fitting = [
        one
        for one in policies
        if (one.category is None or one.category in line.categories) and one.country in (None, line.country)
    ]
    return max(fitting, key=lambda one: _closeness(one, line), default=None)


def judge(line: BoughtLine, policies: Sequence[Policy], *, now: datetime, has_receipt: bool = True) -> Verdict:
    """Whether this line may come back now, and why. The last day counts whole, on the clocks of where it was received."""
    policy = policy_for(line, policies)
    terms = policy.terms if policy else WITHOUT_POLICY
    until = _until(line, terms)
    why = _why(terms, until, now=now, has_receipt=has_receipt)
    return Verdict(
        position=line.position,
        is_allowed=why in (Why.NO_LIMIT, Why.IN_TIME),
        why=why,
        until=until,
        terms=terms,
        policy=policy.id if policy else None,
    )


def refusal(verdict: Verdict, *, time_zone: str) -> errors.OutsidePolicy:
    """What to say of a line that may not come back; the last day is named on these clocks."""
    match verdict.why:
        case Why.TOO_LATE if verdict.until is not None:
            last_day = (verdict.until.astimezone(ZoneInfo(time_zone)) - timedelta(seconds=1)).date()
            return errors.TooLateToReturn(position=verdict.position, last_day=last_day)
        case Why.NO_RECEIPT:
            return errors.ReceiptNeeded(position=verdict.position)
        case _:
            return errors.NotReturnable(position=verdict.position)


def means_for(verdicts: Sequence[Verdict]) -> tuple[Means, ...]:
    """The ways back that all these lines allow, in the order of the first."""
    if not verdicts:
        return ()
    return tuple(means for means in verdicts[0].terms.means if all(means in one.terms.means for one in verdicts))


def _closeness(policy: Policy, line: BoughtLine) -> tuple[int, bool]:
    depth = -1 if policy.category is None else line.categories.index(policy.category)
    return depth, policy.country is not None


def _until(line: BoughtLine, terms: Terms) -> datetime | None:
    """The first moment of the day after the last: days have 23 to 25 hours where the clocks change."""
    if terms.days is None or line.received_at is None:
        return None
    zone = ZoneInfo(line.time_zone)
    last_day = line.received_at.astimezone(zone).date() + timedelta(days=terms.days)
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def _why(terms: Terms, until: datetime | None, *, now: datetime, has_receipt: bool) -> Why:
    if not terms.returnable:
        return Why.NOT_RETURNABLE
    if until is not None and now >= until:
        return Why.TOO_LATE
    if terms.receipt_needed and not has_receipt:
        return Why.NO_RECEIPT
    return Why.NO_LIMIT if until is None else Why.IN_TIME
