from __future__ import annotations

import pytest

from kamurj.carriers.queries import shipment_of
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.operations import cancel
from kamurj.journeys import ship_order, waiting
from kamurj.journeys.tests.shop import WEB
from kamurj.orders import queries as orders

NAME = "Անի Petrosyan"
SEEN = {"document": "passport", "who": "customer", "name-customer": NAME, "is_same": "on", "method": "in_store_card"}


@pytest.mark.django_db(transaction=True)
def test_a_packed_parcel_gets_one_label_leaves_with_it_and_another_store_sees_none(shop, nare, gyumri, web_orders):
    work = web_orders.picked(ship=True, lamp=1)
    at = {"fulfilment": work.id, "location": work.location, "now": shop.now, "origin": WEB}
    ship_order.pack(**at)
    assert nare.send(f"desk/{work.id}/label", service="nobody:no", grams="900").status_code == 422
    assert shipment_of(work.id) is None
    for _ in range(2):
        assert nare.send(f"desk/{work.id}/label", service="house:standard", grams="900").status_code == 302
    assert nare.open(f"desk/{work.id}/label.pdf").content.startswith(b"%PDF")
    assert nare.open(f"desk/{work.id}/label.svg")["Content-Type"] == "image/svg+xml"
    assert gyumri.open(f"desk/{work.id}/label.pdf").status_code == 404
    assert nare.send(f"desk/{work.id}/label/ship").status_code == 302
    assert web_orders.now(work).tracking == shipment_of(work.id).tracking


@pytest.mark.django_db
def test_a_document_is_compared_before_anything_is_handed_over_and_once(shop, nare, web_orders):
    work = web_orders.ready(oak=1)
    due = nare.open(f"desk/{work.id}").context["due"].minor
    address = f"desk/{work.id}/hand-over/document"
    form = SEEN | {"seen_due": str(due)}
    for wrong in ({"is_same": ""}, {"document": "library card"}, {"who": "other"}, {"who": ""}):
        assert nare.send(address, **(form | wrong)).status_code == 422
    assert nare.send(address, **(form | {"name-customer": "Somebody"})).status_code == 409
    assert web_orders.now(work).status is FulfilmentStatus.READY
    assert nare.send(address, **form).status_code == 302
    assert nare.send(address, **form).status_code == 409
    assert web_orders.now(work).status is FulfilmentStatus.HANDED_OVER
    assert waiting.notes(work.id).checked.by == f"user:{nare.user}"


@pytest.mark.django_db
def test_it_waits_longer_once_and_what_nobody_gets_is_put_back_with_an_undo(shop, nare, gyumri, web_orders):
    work = web_orders.ready(oak=1)
    before = web_orders.now(work).deadline_at
    longer = {"longer-days": "3", "longer-because": "customer_asked"}
    assert nare.send(f"desk/{work.id}/more-time", **(longer | {"longer-days": "31"})).status_code == 422
    assert nare.send(f"desk/{work.id}/more-time", **longer).status_code == 302
    assert nare.send(f"desk/{work.id}/more-time", **longer).status_code == 409
    assert (web_orders.now(work).deadline_at - before).days in (2, 3)
    cancel(fulfilment=work.id, reason="staff", now=shop.now, origin=WEB)
    assert [one.work.id for one, _ in nare.open("back").context["rows"]] == [work.id]
    assert gyumri.send(f"back/{work.id}/done").status_code == 409
    assert nare.send(f"back/{work.id}/done")["Location"].endswith(f"?undo={work.id}")
    assert nare.open("back").context["rows"] == []
    nare.send(f"back/{work.id}/undo")
    assert len(nare.open("back").context["rows"]) == 1


@pytest.mark.django_db
def test_who_waits_outside_is_shown_escaped_to_their_own_store_only(shop, nare, gyumri, web_orders):
    work = web_orders.ready(oak=1)
    waiting.i_am_here(order=orders.order(work.order), spot="<b>P3</b>", now=shop.now, origin=WEB)
    assert "&lt;b&gt;P3" in nare.open("outside").content.decode()
    assert gyumri.open("outside").context["outside"] == ()
