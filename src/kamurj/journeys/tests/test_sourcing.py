from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.journeys.contracts import SourcedPieces
from kamurj.journeys.sourcing import choose_sources
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.orders.contracts import CartLine
from kamurj.stock.contracts import LocationStock
from kamurj.stock.errors import NotEnoughStock

WAREHOUSE, NEAR, FAR = LocationId(1), LocationId(2), LocationId(3)
CHAIR, LAMP = VariantId(10), VariantId(11)
PREFERRED = (WAREHOUSE, NEAR, FAR)


def stock(**places: dict[VariantId, int]):
    by_variant: dict[VariantId, list[LocationStock]] = {}
    for name, pieces in places.items():
        for variant, count in pieces.items():
            place = {"warehouse": WAREHOUSE, "near": NEAR, "far": FAR}[name]
            by_variant.setdefault(variant, []).append(LocationStock(place, count, count, count))
    return by_variant


def wanted(**lines: int) -> list[CartLine]:
    return [CartLine({"chair": CHAIR, "lamp": LAMP}[name], count) for name, count in lines.items()]


def test_the_warehouse_is_asked_first_and_then_the_nearest_place_that_has_everything():
    shelves = stock(warehouse={CHAIR: 1}, near={CHAIR: 2}, far={CHAIR: 2, LAMP: 1})
    assert choose_sources(wanted(chair=1), shelves, preferred=PREFERRED) == (SourcedPieces(CHAIR, WAREHOUSE, 1),)
    assert choose_sources(wanted(chair=2), shelves, preferred=PREFERRED) == (SourcedPieces(CHAIR, NEAR, 2),)
    assert {s.location for s in choose_sources(wanted(chair=2, lamp=1), shelves, preferred=PREFERRED)} == {FAR}


def test_what_no_place_has_alone_comes_from_few():
    shelves = stock(warehouse={CHAIR: 3}, near={CHAIR: 1, LAMP: 1}, far={LAMP: 2})
    assert choose_sources(wanted(chair=3, lamp=1), shelves, preferred=PREFERRED) == (
        SourcedPieces(CHAIR, WAREHOUSE, 3),
        SourcedPieces(LAMP, NEAR, 1),
    )


def test_what_all_places_together_do_not_have_is_refused_by_line():
    with pytest.raises(NotEnoughStock) as refused:
        choose_sources(wanted(chair=2, lamp=5), stock(near={CHAIR: 2, LAMP: 1}, far={LAMP: 3}), preferred=PREFERRED)
    assert [(s.variant, s.asked, s.free) for s in refused.value.shortages] == [(LAMP, 5, 4)]
    with pytest.raises(NotEnoughStock):
        choose_sources(wanted(chair=1), stock(near={CHAIR: 2}), preferred=())


@given(
    st.lists(st.fixed_dictionaries({CHAIR: st.integers(0, 6), LAMP: st.integers(0, 6)}), min_size=3, max_size=3),
    st.integers(1, 8),
    st.integers(1, 8),
)
def test_sources_always_add_up_to_what_was_asked_and_never_to_more_than_there_is(shelves, chairs, lamps):
    there = stock(warehouse=shelves[0], near=shelves[1], far=shelves[2])
    enough = all(sum(shelf[v] for shelf in shelves) >= n for v, n in ((CHAIR, chairs), (LAMP, lamps)))
    try:
        chosen = choose_sources(wanted(chair=chairs, lamp=lamps), there, preferred=PREFERRED)
    except NotEnoughStock:
        assert not enough
        return
    assert enough
    for variant, count in ((CHAIR, chairs), (LAMP, lamps)):
        assert sum(s.quantity for s in chosen if s.variant == variant) == count
    for source in chosen:
        assert 1 <= source.quantity <= shelves[PREFERRED.index(source.location)][source.variant]
    assert len({(s.variant, s.location) for s in chosen}) == len(chosen)
