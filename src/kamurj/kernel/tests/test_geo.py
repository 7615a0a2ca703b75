import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.geo import Position, distance_km

positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))

YEREVAN = Position(40.1776, 44.5126)
GYUMRI = Position(40.7894, 43.8475)


def test_yerevan_and_gyumri_are_88_kilometres_apart():
    assert distance_km(YEREVAN, GYUMRI) == pytest.approx(88.3, abs=0.5)


@given(here=positions, there=positions)
def test_the_way_back_is_as_long_and_never_longer_than_half_the_earth(here, there):
    assert distance_km(here, there) == pytest.approx(distance_km(there, here), abs=1e-6)
    assert 0 <= distance_km(here, there) <= 20_016


@given(here=positions)
def test_a_place_is_no_distance_from_itself(here):
    assert distance_km(here, here) == 0


def test_the_date_line_is_no_wall():
    assert distance_km(Position(0, 179.9), Position(0, -179.9)) == pytest.approx(22.24, abs=0.01)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (float("nan"), 0)])
def test_a_place_off_the_earth_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="must lie between"):
        Position(latitude, longitude)
