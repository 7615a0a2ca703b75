from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.sourcing.contracts import Candidate, Filtered, Goal, PlaceTerms, Rule, RuleKind, RuleSet, Taken, Wanted
from kamurj.sourcing.rules.deciding import decide
from kamurj.sourcing.rules.exact import Exact, ExactForFew
from kamurj.sourcing.rules.greedy import Greedy
from kamurj.sourcing.rules.problems import Problem, can_serve

CHAIR, LAMP = VariantId(1), VariantId(2)
YEREVAN, GYUMRI = Position(40.18, 44.51), Position(40.79, 43.85)
HOME = Goal("AM", "AM-ER", YEREVAN)


def place(number: int, *, store: bool = True, at: Position = YEREVAN, country: str = "AM", load: int = 0, **free: int):
    pieces = {{"chair": CHAIR, "lamp": LAMP}[name]: count for name, count in free.items()}
    return Candidate(LocationId(number), f"P{number}", store, True, "AM-ER", country, at, pieces, load)


def rules(*more: Rule, places: tuple[PlaceTerms, ...] = ()) -> RuleSet:
    known = {rule.kind: rule for rule in (*RuleSet(1, "").rules, *more)}
    return RuleSet(1, "d", tuple(known.values()), {terms.location: terms for terms in places})


def decided(*candidates: Candidate, rules: RuleSet, chair: int = 1, lamp: int = 0):
    wanted = [Wanted(variant, count) for variant, count in ((CHAIR, chair), (LAMP, lamp)) if count]
    return decide(wanted, candidates, goal=HOME, rules=rules)


def where(decision) -> set[int]:
    return {taken.location for taken in decision.taken}


def test_one_parcel_comes_before_two_a_warehouse_before_a_store_and_near_before_far():
    warehouse, near = place(1, store=False, at=GYUMRI, chair=1), place(2, chair=2)
    far = place(3, at=GYUMRI, chair=2, lamp=1)
    assert where(decided(warehouse, near, far, rules=rules())) == {1}
    assert where(decided(warehouse, near, far, rules=rules(), chair=2)) == {2}
    assert where(decided(warehouse, near, far, rules=rules(), chair=2, lamp=1)) == {3}


def test_every_place_that_is_not_considered_is_named_with_its_reason():
    terms = (
        PlaceTerms(LocationId(2), ships=False),
        PlaceTerms(LocationId(3), paused=True),
        PlaceTerms(LocationId(4), capacity=5),
    )
    decision = decided(
        place(1, chair=1),
        place(2, chair=1),
        place(3, chair=1),
        place(4, chair=1, load=5),
        place(5, country="US", chair=1),
        place(6, lamp=1),
        rules=rules(places=terms),
    )
    assert decision.trace.filtered == {
        "does_not_ship": (2,),
        "paused": (3,),
        "full": (4,),
        "country": (5,),
        "nothing_free": (6,),
    }
    assert (where(decision), decision.trace.candidates, decision.trace.relaxed) == ({1}, 1, ())


def test_a_limit_of_our_own_gives_way_before_an_order_is_refused_and_the_trace_says_so():
    full = rules(places=(PlaceTerms(LocationId(1), capacity=0), PlaceTerms(LocationId(2), paused=True)))
    first = decided(place(1, chair=1), place(2, chair=1), rules=full)
    assert (where(first), first.trace.relaxed) == ({1}, (Filtered.FULL,))
    second = decided(place(1, chair=1), place(2, chair=2), rules=full, chair=2)
    assert (where(second), second.trace.relaxed) == ({2}, (Filtered.FULL, Filtered.PAUSED))
    assert decided(place(1, country="US", chair=1), rules=full) is None


def test_a_place_never_sends_a_category_that_it_excludes_but_may_send_the_rest():
    terms = rules(places=(PlaceTerms(LocationId(1), excluded=(7,)),))
    wanted = [Wanted(CHAIR, 1, frozenset({7})), Wanted(LAMP, 1)]
    shelves = [place(1, store=False, chair=1, lamp=1), place(2, chair=1)]
    decision = decide(wanted, shelves, goal=HOME, rules=terms)
    assert decision.taken == (Taken(CHAIR, LocationId(2), 1), Taken(LAMP, LocationId(1), 1))


def test_franchise_stock_is_left_alone_while_others_are_not_much_farther():
    ours, theirs = place(1, at=GYUMRI, chair=1), place(2, chair=1)
    protected = rules(places=(PlaceTerms(LocationId(2), franchise=True),))
    assert where(decided(ours, theirs, rules=protected)) == {1}
    assert where(decided(ours, theirs, rules=rules())) == {2}


def test_the_last_piece_of_a_shelf_stays_there_where_another_shelf_is_fuller():
    last, fuller = place(1, chair=1), place(2, at=GYUMRI, chair=2)
    assert where(decided(last, fuller, rules=rules())) == {1}
    assert where(decided(last, fuller, rules=rules(Rule(RuleKind.SHELF, 50, keep=1)))) == {2}


def test_work_is_spread_where_load_counts():
    busy, idle = place(1, chair=1, load=30), place(2, at=GYUMRI, chair=1)
    assert where(decided(busy, idle, rules=rules())) == {1}
    assert where(decided(busy, idle, rules=rules(Rule(RuleKind.LOAD, 5)))) == {2}


def test_the_trace_names_points_by_rule_and_the_next_best_choice():
    near, far = place(1, chair=1), place(2, at=GYUMRI, chair=1)
    trace = decided(far, near, rules=rules()).trace
    assert [(one.location, one.points) for one in trace.scored] == [(1, 1_300), (2, 1_308)]
    assert trace.scored[1].by_rule == {"parcels": 1_000, "store": 300, "distance": 8}
    assert (trace.points, trace.alternative_points, trace.alternative) == (1_300, 1_308, (Taken(CHAIR, LocationId(2), 1),))
    assert trace.is_optimal


@st.composite
def problems(draw, places: int = 5) -> Problem:
    wanted = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)))
    free = tuple(tuple(draw(st.integers(0, count)) for count in wanted) for _ in range(places))
    easy = tuple(tuple(draw(st.integers(0, count)) for count in row) for row in free)
    numbers = st.lists(st.integers(0, 20), min_size=places, max_size=places).map(tuple)
    return Problem(wanted, draw(numbers), draw(numbers), free, easy, draw(st.integers(0, 9)))


def cheapest(problem: Problem) -> int | None:
    """By trying everything."""
    n_lines = len(problem.wanted)
    rows = [list(product(*(range(free + 1) for free in row))) for row in problem.free]
    best: int | None = None
    for taken in product(*rows):
        if any(sum(row[line] for row in taken) != problem.wanted[line] for line in range(n_lines)):
            continue
        points = 0
        for number, row in enumerate(taken):
            low = sum(max(0, count - easy) for count, easy in zip(row, problem.easy[number], strict=True))
            points += (problem.fixed[number] if any(row) else 0) + problem.piece[number] * sum(row) + problem.shelf * low
        best = points if best is None else min(best, points)
    return best


@settings(max_examples=60, deadline=None)
@given(problems(places=4))
def test_exact_is_as_good_as_trying_everything(problem):
    best = cheapest(problem)
    for strategy in (Exact(), ExactForFew()):
        plan = strategy.choose(problem)
        assert (None if plan is None else plan.points) == best
        assert plan is None or plan.is_optimal


@settings(max_examples=100, deadline=None)
@given(problems(places=9))
def test_a_plan_serves_everything_and_takes_only_what_is_free(problem):
    for strategy in (Greedy(), ExactForFew(few=2), Exact()):
        plan = strategy.choose(problem)
        assert (plan is not None) == can_serve(problem, range(9))
        if plan is None:
            continue
        for line, wanted in enumerate(problem.wanted):
            assert sum(row[line] for _, row in plan.taken) == wanted
        assert all(
            0 <= count <= free for number, row in plan.taken for count, free in zip(row, problem.free[number], strict=True)
        )
        assert plan.points >= Exact().choose(problem).points
