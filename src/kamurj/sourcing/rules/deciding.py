"""One order, decided: filter, score, choose, and write down why."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.kernel.ids import LocationId
from kamurj.sourcing.contracts import LISTED, Candidate, Decision, Filtered, Goal, RuleSet, Scored, Taken, Trace, Wanted
from kamurj.sourcing.rules.exact import ExactForFew
from kamurj.sourcing.rules.filters import OURS, Considered, consider
from kamurj.sourcing.rules.problems import Plan, Problem, Strategy, can_serve
from kamurj.sourcing.rules.scoring import as_problem, parcel_points


def decide(
    wanted: Sequence[Wanted],
    candidates: Sequence[Candidate],
    *,
    goal: Goal,
    rules: RuleSet,
    strategy: Strategy | None = None,
) -> Decision | None:
    """From where the pieces come, and why; None if all places that can send have too little together.

    Equally good places: the one with the smaller code.
    """
    strategy = strategy or ExactForFew()
    ordered = sorted(candidates, key=lambda candidate: candidate.code)
    for step in range(len(OURS) + 1):
        relaxed = OURS[:step]
        places, out = consider(wanted, ordered, goal=goal, rules=rules, relaxed=relaxed)
        problem = as_problem(wanted, places, goal=goal, rules=rules)
        if can_serve(problem, range(len(places))):
            plan = strategy.choose(problem)
            if plan is not None:
                return _decision(wanted, places, out, relaxed, problem, plan, strategy, goal=goal, rules=rules)
    return None


def all_there_is(wanted: Sequence[Wanted], candidates: Sequence[Candidate], *, goal: Goal, rules: RuleSet) -> dict[int, int]:
    """What all places that can send have of each line (by its place in the order) together, limits of our own put aside."""
    places, _ = consider(wanted, candidates, goal=goal, rules=rules, relaxed=OURS)
    return {index: sum(_whole(place, line) for place in places) for index, line in enumerate(wanted)}


def _whole(place: Considered, line: Wanted) -> int:
    return 0 if place.free[line.variant] == 0 else place.candidate.free.get(line.variant, 0)


def _decision(  # noqa: PLR0913 - everything that was weighed
    wanted: Sequence[Wanted],
    places: Sequence[Considered],
    out: dict[Filtered, tuple[LocationId, ...]],
    relaxed: Sequence[Filtered],
    problem: Problem,
    plan: Plan,
    strategy: Strategy,
    *,
    goal: Goal,
    rules: RuleSet,
) -> Decision:
    taken = _taken(wanted, places, plan)
    main = max(plan.taken, key=lambda one: (sum(one[1]), -one[0]))[0]
    other = strategy.choose(problem.without([main]))
    best = sorted(range(len(places)), key=lambda place: (place not in plan.places, problem.fixed[place], place))[:LISTED]
    trace = Trace(
        rules_version=rules.version,
        rules_digest=rules.digest,
        strategy=strategy.name,
        is_optimal=plan.is_optimal,
        filtered={reason.value: locations for reason, locations in out.items()},
        relaxed=tuple(reason.value for reason in relaxed),
        candidates=len(places),
        scored=tuple(_scored(places[place], goal=goal, rules=rules) for place in best),
        chosen=taken,
        points=plan.points,
        alternative=() if other is None else _taken(wanted, places, other),
        alternative_points=None if other is None else other.points,
    )
    return Decision(taken, trace)


def _scored(place: Considered, *, goal: Goal, rules: RuleSet) -> Scored:
    by_rule = {kind.value: points for kind, points in parcel_points(place, goal=goal, rules=rules).items()}
    return Scored(place.candidate.location, sum(by_rule.values()), by_rule, sum(place.free.values()))


def _taken(wanted: Sequence[Wanted], places: Sequence[Considered], plan: Plan) -> tuple[Taken, ...]:
    return tuple(
        Taken(line.variant, places[place].candidate.location, row[index])
        for index, line in enumerate(wanted)
        for place, row in plan.taken
        if row[index]
    )
