from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kamurj.carriers import queries as shipping
from kamurj.carriers.contracts import ShipmentStatus
from kamurj.carriers.queries.offers import offers
from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment.queries import fulfilments_of
from kamurj.journeys import parcels, pick_order, ship_order
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.shop import SHIP, WEB
from kamurj.kernel.clock import utc_now

EVENTS = "/console/orders/parcels/events"


@pytest.fixture
def parcel(shop, transactional_db):
    """A labelled parcel of today, made a day ago."""
    moment = utc_now() - timedelta(days=1)
    placed = shop.place(shop.cart({shop.oak: 1}), delivery=SHIP)
    (work,) = fulfilments_of(placed.order) or route_order(order=placed.order, now=moment, origin=WEB)
    at = {"fulfilment": work.id, "location": work.location, "now": moment, "origin": WEB}
    pick_order.start_picking(**at)
    pick_order.pick(**at, picked={line.position: line.quantity for line in work.lines})
    ship_order.pack(**at)
    return parcels.make_label(**at, service="house:standard", grams=900)


def table(parcel, *lines):
    at = (utc_now() - timedelta(hours=1)).isoformat()
    rows = ["tracking,event_id,event,at,place", *(line.format(tracking=parcel.tracking, at=at) for line in lines)]
    return "\n".join(rows).encode()


def send(client, content, **more):
    return client.post(EVENTS, {"carrier": "house", "table": SimpleUploadedFile("e.csv", content), **more})


def test_a_table_is_looked_at_before_it_is_taken_and_rubbish_is_left_out(parcel, at_work):
    agent = at_work(Role.AGENT)
    content = table(parcel, "{tracking},e1,failed,{at},Gyumri <b>", "{tracking},e2,teleported,{at},", "KM1,e3,failed,{at},")
    looked = send(agent, content)
    assert (looked.context["heard"].stored, [one.line for one, _ in looked.context["left_out"]]) == (1, [3, 4])
    assert shipping.shipment(parcel.id).status is ShipmentStatus.LABELLED
    for stored in (1, 0):
        taken = agent.post(EVENTS, {"carrier": "house", "text": content.decode(), "take": "yes"})
        assert (taken.status_code, taken.context["heard"].stored) == (200, stored)
    assert shipping.shipment(parcel.id).status is ShipmentStatus.FAILED
    page = agent.get("/console/orders/parcels?shown=failed").content.decode()
    assert parcel.tracking in page
    order = agent.get(f"/console/orders/{parcel.order_number}").content.decode()
    assert "Gyumri &lt;b&gt;" in order


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n", b"x" * 1_000_001])
def test_what_is_no_table_is_refused_beside_its_field(shop, at_work, content):
    assert send(at_work(Role.AGENT), content).status_code == 422


def test_the_list_is_narrowed_to_what_is_late_and_bears_rubbish(parcel, at_work):
    agent = at_work(Role.AGENT)
    for query, there in (("", True), ("?shown=late", False), ("?q=KMX", False), (f"?q={parcel.order_number}", True)):
        found = agent.get(f"/console/orders/parcels{query}").context["parcels"]
        assert bool(found) is there, query
    assert agent.get("/console/orders/parcels?shown=rubbish&q=%25_").status_code == 200


def test_what_carriers_offer_is_changed_and_taken_back(shop, at_work):
    merchandiser = at_work(Role.MERCHANDISER)
    address = "/console/orders/parcels/carriers"
    form = {"house:express:AM:cost": "1500", "house:express:AM:days": "2", "house:express:AM:grams": "9000"}
    changed = merchandiser.post(address, form, follow=True)
    assert [one.service.cost.minor for one in offers(country="AM")] == [900_00]
    assert "What carriers offer is saved" in changed.content.decode()
    again = merchandiser.post(address, form | {"house:express:AM:active": "on"}, follow=True)
    assert again.status_code == 200
    assert [one.service.cost.minor for one in offers(country="AM")] == [900_00, 1_500_00]
    for wrong in ({"house:express:AM:cost": "-1"}, {"house:express:AM:days": "0"}, {"house:express:AM:grams": "x"}):
        assert merchandiser.post(address, form | wrong).status_code in (409, 400, 422)
    assert [one.service.cost.minor for one in offers(country="AM")] == [900_00, 1_500_00]
    assert len(offers()) == 4
