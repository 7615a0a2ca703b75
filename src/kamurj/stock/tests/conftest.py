from datetime import UTC, datetime, timedelta

import pytest

from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock import operations
from kamurj.stock.contracts import HoldLine, Pieces

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOON = NOON + timedelta(minutes=10)
LATER = NOON + timedelta(minutes=11)
WEB = Origin(channel=Channel.WEB)
CHAIR = VariantId(7)
LAMP = VariantId(8)
YEREVAN = LocationId(1)
GYUMRI = LocationId(2)


@pytest.fixture
def shelf(db):
    """Five chairs and three lamps in Yerevan, two chairs in Gyumri."""
    stand(YEREVAN, {CHAIR: 5, LAMP: 3})
    stand(GYUMRI, {CHAIR: 2})


def stand(location, pieces):
    lines = [Pieces(variant, quantity) for variant, quantity in pieces.items()]
    operations.receive(location=location, lines=lines, now=NOON, origin=WEB)


def line(variant, quantity, location=YEREVAN):
    return HoldLine(variant, location, quantity)


def hold(cart, *lines, until=SOON, now=NOON):
    return operations.hold(cart=cart, lines=lines, until=until, now=now, origin=WEB)
