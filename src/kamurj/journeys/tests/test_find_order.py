import pytest

from kamurj.journeys.find_order import find_order
from kamurj.journeys.tests.town import Town
from kamurj.orders.errors import OrderNotFound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bought(now):
    return Town(now).buy()


def test_an_order_is_found_by_number_and_contact_however_they_are_typed(bought):
    for contact in (" ANI@example.com ", "091 23 45 67", "+37491234567"):
        assert find_order(number=bought.number.lower().replace("-", " "), contact=contact).id == bought.id


@pytest.mark.parametrize("contact", ["", "eve@example.com", "123", "+374 91 234568", "@", "00000000"])
def test_somebody_elses_order_is_not_found(bought, contact):
    with pytest.raises(OrderNotFound):
        find_order(number=bought.number, contact=contact)
