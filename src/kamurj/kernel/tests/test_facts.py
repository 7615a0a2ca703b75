import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.facts import Fact, decode, encode
from kamurj.kernel.ids import OrderId, VariantId
from kamurj.kernel.money import Money


class Wood(StrEnum):
    OAK = "oak"
    ASH = "ash"


@dataclass(frozen=True, slots=True)
class Board:
    variant: VariantId
    wood: Wood
    price: Money


@dataclass(frozen=True, slots=True)
class BoardsSawn(Fact):
    order: OrderId
    boards: tuple[Board, ...]
    at: datetime
    day: date
    opens: time | None
    ratio: Decimal
    length: float
    pair: tuple[int, str]
    marks: frozenset[Wood]
    counts: dict[str, int]
    note: str | None
    is_dry: bool


boards = st.builds(
    Board,
    variant=st.integers(1, 2**62),
    wood=st.sampled_from(Wood),
    price=st.builds(Money, st.integers(-(2**62), 2**62), st.sampled_from(["AMD", "USD"])),
)
facts = st.builds(
    BoardsSawn,
    order=st.uuids(),
    boards=st.lists(boards, max_size=4).map(tuple),
    at=st.datetimes(timezones=st.just(UTC)),
    day=st.dates(),
    opens=st.none() | st.times(),
    ratio=st.decimals(allow_nan=False, allow_infinity=False),
    length=st.floats(allow_nan=False, allow_infinity=False),
    pair=st.tuples(st.integers(), st.text()),
    marks=st.frozensets(st.sampled_from(Wood)),
    counts=st.dictionaries(st.text(), st.integers()),
    note=st.none() | st.text(),
    is_dry=st.booleans(),
)


@given(fact=facts)
def test_a_fact_comes_back_from_json_as_it_was(fact):
    assert decode(BoardsSawn, json.loads(json.dumps(encode(fact)))) == fact


@dataclass(frozen=True, slots=True)
class BoardsSawnLater(Fact):
    order: OrderId
    is_planed: bool = False


def test_members_that_only_another_version_knows_are_left_out_and_missing_ones_take_their_default():
    order = UUID(int=7)
    assert decode(BoardsSawnLater, {"order": str(order), "colour": "red"}) == BoardsSawnLater(order=OrderId(order))


def test_a_missing_member_without_a_default_is_an_error():
    with pytest.raises(TypeError, match="order"):
        decode(BoardsSawnLater, {})


def test_what_json_cannot_say_is_refused():
    with pytest.raises(TypeError, match="A fact cannot hold a object"):
        encode(object())


@dataclass(frozen=True, slots=True)
class Undecided(Fact):
    what: int | str


def test_a_member_of_two_shapes_is_refused_because_it_could_not_be_read_again():
    with pytest.raises(TypeError, match="one shape or none"):
        decode(Undecided, {"what": 1})


def test_a_fact_begins_at_version_one():
    assert BoardsSawnLater.version == 1
