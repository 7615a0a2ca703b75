from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from kamurj.channels.web.keys import order_address
from kamurj.channels.web.tests.town import said
from kamurj.foundation.files.tests.test_files import PNG
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.returns.contracts.claims import ClaimKind, ClaimStatus
from kamurj.returns.queries.claims import claims_of


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sold(shop):
    """Two lamps, carried out of the store."""
    place = shop.places["YVN"]
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=place,
        lines=[CartLine(shop.variants["LAMP"], 2)],
        method=Method.IN_STORE_CARD,
        language="en",
        origin=Origin(channel=Channel.STORE, location=place, actor="user:5"),
        now=shop.now,
    )
    return orders.order(sale.order)


def address(number, page="open_claim"):
    with override("en"):
        return order_address(number, page=page)


def filled(**more):
    form = {"form_id": str(uuid4()), "kind": "damaged", "words": "The shade is torn.", "line-1": "1"}
    return form | {name.replace("_", "-"): value for name, value in more.items() if name != "form_id"}


def photo(content=PNG, name="shade.png"):
    return SimpleUploadedFile(name, content, "image/png")


@pytest.mark.parametrize("prefix", ["", "/hy"])
def test_a_claim_is_made_with_photos_once_and_shown_and_withdrawn(client, sold, prefix):
    assert prefix + address(sold.number) in said(client.get(prefix + address(sold.number, "order")))
    form = filled() | {"form_id": str(uuid4())}
    for _ in range(2):
        answer = client.post(prefix + address(sold.number), form | {"photos": [photo(), photo(PNG + b"2")]})
        assert answer.status_code == 302
    (claim,) = claims_of([sold.id])
    assert (claim.complaint.kind, claim.pieces, claim.value) == (ClaimKind.DAMAGED, 1, Money(12_000_00, "AMD"))
    assert len(claim.complaint.photos) == 2
    page = said(client.get(prefix + address(sold.number, "order")))
    assert claim.label in page
    (first, second) = re.findall(r'<img class="claim-photo" src="([^"]*)"', page)
    served = client.get(first)
    assert (served.content, served["Content-Type"]) == (PNG, "image/png")
    assert "no-store" in served["Cache-Control"]
    withdraw = re.search(r'action="([^"]*/claim/[^"]*/withdraw[^"]*)"', page).group(1)
    assert client.post(withdraw).status_code == 302
    assert claims_of([sold.id])[0].status is ClaimStatus.WITHDRAWN
    assert second != first


def test_a_photo_is_for_whoever_may_see_the_order_and_for_nobody_else(client, sold):
    client.post(address(sold.number), filled() | {"photos": [photo()]})
    (claim,) = claims_of([sold.id])
    inside = f"/orders/{sold.number}/claim/{claim.id}/photos/1"
    assert Client(SERVER_NAME="localhost").get(inside).status_code == 404
    assert Client(SERVER_NAME="localhost").get(inside + "?key=x").status_code == 404
    assert Client(SERVER_NAME="localhost").get(f"/media/{claim.complaint.photos[0]}").status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"words": " "}, 422),
        ({"kind": "ugly"}, 422),
        ({"line_1": "0"}, 422),
        ({"line_1": "3"}, 422),
        ({"photos": [photo(b"<svg onload=alert(1)>", "a.png")]}, 409),
        ({"photos": [photo() for _ in range(6)]}, 409),
        ({"kind": "late", "photos": [photo(b"GIF89a")]}, 409),
    ],
)
def test_what_says_nothing_sensible_opens_no_claim(client, sold, more, status):
    answer = client.post(address(sold.number), filled(**more))
    assert (answer.status_code, claims_of([sold.id])) == (status, ())


def test_pieces_under_a_claim_cannot_be_complained_of_again(client, sold):
    client.post(address(sold.number), filled())
    assert client.post(address(sold.number), filled()).status_code == 422
    assert len(claims_of([sold.id])) == 1
    assert "There is nothing of this order that you could complain of now" in said(client.get(address(sold.number)))
