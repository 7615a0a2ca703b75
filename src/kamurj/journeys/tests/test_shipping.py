from __future__ import annotations

from dataclasses import replace

import pytest

from kamurj.journeys import shipping
from kamurj.journeys.tests.shop import HOME, PASADENA


@pytest.mark.parametrize("region", ["CA", " ca ", "US-CA", "us-ca", "California", "CALIFORNIA ", "Կալիֆոռնիա"])
def test_prices_and_taxes_are_californias_however_the_state_is_written(region):
    assert shipping.region_of(replace(PASADENA, region=region)) == "US-CA"


@pytest.mark.parametrize(
    ("postcode", "region"), [("91101", "US-CA"), ("96162-0001", "US-CA"), ("10001", "US"), ("89999", "US"), ("", "US")]
)
def test_where_no_state_is_named_the_postcode_names_it(postcode, region):
    assert shipping.region_of(replace(PASADENA, region="", postcode=postcode)) == region


def test_other_states_and_countries_stay_what_they_are():
    assert shipping.region_of(replace(PASADENA, region="NV", postcode="91101")) == "US-NV"
    assert shipping.region_of(replace(HOME, region="", postcode="91101")) == "AM"
    assert shipping.region_of(replace(HOME, region="Shirak")) == "AM-SHIRAK"
    assert shipping.region_of(replace(HOME, region="AM")) == "AM"
