from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.journeys.sourcing import decide_for, from_store
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.orders.contracts import CartLine
from kamurj.sourcing.contracts import Goal, RuleSet, Taken
from kamurj.stock.contracts import LocationStock
from kamurj.stock.errors import NotEnoughStock

WAREHOUSE, NEAR, FAR = LocationId(1), LocationId(2), LocationId(3)
CHAIR, LAMP = VariantId(10), VariantId(11)
HOME = Goal("AM", "AM", Position(40.18, 44.51))


def card(location: LocationId, kind: LocationKind, position: Position) -> LocationCard:
    code = f"P{location}"
    where = ("AM", "AM", "AMD", position, "Asia/Yerevan")
    return LocationCard(location, code, kind, code, code, *where, "", "", "", active=True)


CARDS = (
    card(WAREHOUSE, LocationKind.WAREHOUSE, Position(40.79, 43.85)),
    card(NEAR, LocationKind.STORE, Position(40.18, 44.52)),
    card(FAR, LocationKind.STORE, Position(40.79, 43.84)),
)


def stock(**places: dict[VariantId, int]):
    by_variant: dict[VariantId, list[LocationStock]] = {}
    for name, pieces in places.items():
        for variant, count in pieces.items():
            place = {"warehouse": WAREHOUSE, "near": NEAR, "far": FAR}[name]
            by_variant.setdefault(variant, []).append(LocationStock(place, count, count, count))
    return by_variant


def wanted(**lines: int) -> list[CartLine]:
    return [CartLine({"chair": CHAIR, "lamp": LAMP}[name], count) for name, count in lines.items()]


def sourced(lines, shelves):
    return decide_for(lines, shelves, CARDS, goal=HOME, rules=RuleSet(0, ""), load={}).taken


def test_the_warehouse_is_asked_first_and_then_the_nearest_place_that_has_everything():
    shelves = stock(warehouse={CHAIR: 1}, near={CHAIR: 2}, far={CHAIR: 2, LAMP: 1})
    assert sourced(wanted(chair=1), shelves) == (Taken(CHAIR, WAREHOUSE, 1),)
    assert sourced(wanted(chair=2), shelves) == (Taken(CHAIR, NEAR, 2),)
    assert {one.location for one in sourced(wanted(chair=2, lamp=1), shelves)} == {FAR}


def test_what_no_place_has_alone_comes_from_few():
    shelves = stock(warehouse={CHAIR: 3}, near={CHAIR: 1, LAMP: 1}, far={LAMP: 2})
    assert sourced(wanted(chair=3, lamp=1), shelves) == (Taken(CHAIR, WAREHOUSE, 3), Taken(LAMP, NEAR, 1))


def test_what_all_places_together_do_not_have_is_refused_by_line():
    with pytest.raises(NotEnoughStock) as refused:
        sourced(wanted(chair=2, lamp=5), stock(near={CHAIR: 2, LAMP: 1}, far={LAMP: 3}))
    assert [(s.variant, s.asked, s.free) for s in refused.value.shortages] == [(LAMP, 5, 4)]


def test_a_collected_order_comes_from_its_store_or_not_at_all():
    shelves = stock(warehouse={CHAIR: 9}, near={CHAIR: 2})
    assert [(one.location, one.quantity) for one in from_store(wanted(chair=2), shelves, store=NEAR)] == [(NEAR, 2)]
    with pytest.raises(NotEnoughStock) as refused:
        from_store(wanted(chair=3), shelves, store=NEAR)
    assert [(s.location, s.asked, s.free) for s in refused.value.shortages] == [(NEAR, 3, 2)]


@given(
    st.lists(st.fixed_dictionaries({CHAIR: st.integers(0, 6), LAMP: st.integers(0, 6)}), min_size=3, max_size=3),
    st.integers(1, 8),
    st.integers(1, 8),
)
def test_sources_always_add_up_to_what_was_asked_and_never_to_more_than_there_is(shelves, chairs, lamps):
    enough = sum(s[CHAIR] for s in shelves) >= chairs and sum(s[LAMP] for s in shelves) >= lamps
    try:
        chosen = sourced(wanted(chair=chairs, lamp=lamps), stock(warehouse=shelves[0], near=shelves[1], far=shelves[2]))
    except NotEnoughStock:
        assert not enough
        return
    assert enough
    for variant, count in ((CHAIR, chairs), (LAMP, lamps)):
        assert sum(one.quantity for one in chosen if one.variant == variant) == count
    for one in chosen:
        assert 1 <= one.quantity <= shelves[one.location - 1][one.variant]
    assert len({(one.variant, one.location) for one in chosen}) == len(chosen)
