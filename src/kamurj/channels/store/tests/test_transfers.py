from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.kernel import ids
from kamurj.stock import counts, queries
from kamurj.stock import transfers as moving
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts.transfers import TransferStatus


def text(answer) -> str:
    return answer.content.decode()


def key():
    return str(ids.new())


@pytest.fixture
def asked(shop, gyumri):
    """Gyumri asks Yerevan for three oak chairs and a lamp."""
    return moving.request(
        source=shop.yerevan,
        destination=shop.gyumri,
        lines=[Pieces(shop.oak, 3), Pieces(shop.lamp, 1)],
        by="user:1",
        now=shop.now,
        origin=gyumri.origin,
    )


def line_of(transfer, variant):
    return next(line.position for line in transfer.lines if line.variant == variant)


def fields(transfer, shop, *, oak=0, lamp=0, what="whole"):
    return {f"{what}-{line_of(transfer, shop.oak)}": oak, f"{what}-{line_of(transfer, shop.lamp)}": lamp}


def send(counter, transfer, shop, **more):
    day = (shop.now + timedelta(days=1)).date().isoformat()
    given = {"version": transfer.version, "expected": day, "request_key": key(), **fields(transfer, shop, oak=3, lamp=1)}
    return counter.send(f"stock/transfers/{transfer.id}/send", **(given | more))


def receive(counter, transfer, **more):
    given = {"version": transfer.version, "end": "all", "request_key": key(), **more}
    return counter.send(f"stock/transfers/{transfer.id}/receive", **given)


def on_hand(shop, variant, place):
    return {level.location: level.on_hand for level in queries.levels_of_variant(variant=variant, now=shop.now)}.get(
        place, 0
    )


def test_a_place_is_asked_for_an_article_from_its_page_and_the_same_form_asks_once(gyumri, nare, shop):
    assert "Have it sent here" in text(gyumri.open(f"stock/{shop.oak}"))
    form = {"source": shop.yerevan, "quantity": 2, "note": "for the window", "request_key": key()}
    first = gyumri.send(f"stock/{shop.oak}/ask", **form)
    assert gyumri.send(f"stock/{shop.oak}/ask", **form)["Location"] == first["Location"]
    [made] = moving.to_send(location=shop.yerevan)
    assert first["Location"] == f"/store/stock/transfers/{made.id}"
    assert "for the window" in text(nare.open("stock/transfers"))
    assert shop.free(shop.oak, shop.yerevan) == 3
    too_many = gyumri.send(f"stock/{shop.oak}/ask", **(form | {"quantity": 9, "request_key": key()}))
    assert too_many.status_code == 409
    assert gyumri.send(f"stock/{shop.oak}/ask", source="x", quantity=0, request_key=key()).status_code == 302
    assert len(moving.transfers()) == 1


def test_pieces_are_sent_seen_coming_and_received(asked, nare, gyumri, shop):
    assert send(nare, asked, shop).status_code == 302
    sent = moving.get(asked.id)
    assert (sent.status, on_hand(shop, shop.oak, shop.yerevan)) == (TransferStatus.DISPATCHED, 2)
    assert asked.number in text(gyumri.open("stock/transfers"))
    page = text(gyumri.open(f"stock/transfers/{asked.id}"))
    assert "CHAIR-OAK" in page
    given = {"request_key": key(), **fields(sent, shop, oak=3, lamp=1)}
    for _ in range(2):
        assert receive(gyumri, sent, **given).status_code == 302
    assert moving.get(asked.id).status is TransferStatus.RECEIVED
    assert (on_hand(shop, shop.oak, shop.gyumri), on_hand(shop, shop.lamp, shop.gyumri)) == (5, 1)


def test_what_differs_is_shown_before_it_is_booked(asked, nare, gyumri, shop):
    send(nare, asked, shop)
    sent = moving.get(asked.id)
    told = fields(sent, shop, oak=1, lamp=2) | {f"damaged-{line_of(sent, shop.oak)}": 1}
    check = receive(gyumri, sent, **told)
    assert check.status_code == 200
    assert [(card.sku, kind, pieces) for card, kind, pieces in check.context["check"]] == [
        ("CHAIR-OAK", "damaged", 1),
        ("CHAIR-OAK", "lost", 1),
        ("LAMP", "over", 1),
    ]
    assert on_hand(shop, shop.oak, shop.gyumri) == 2
    other = receive(gyumri, sent, **(told | fields(sent, shop, oak=2, lamp=2)), seen=check.context["mark"])
    assert other.status_code == 200
    assert on_hand(shop, shop.oak, shop.gyumri) == 2
    assert receive(gyumri, sent, **told, seen=check.context["mark"]).status_code == 302
    done = moving.get(asked.id)
    oak = next(line for line in done.lines if line.variant == shop.oak)
    assert (oak.received, oak.damaged, oak.lost) == (1, 1, 1)
    assert (on_hand(shop, shop.oak, shop.gyumri), on_hand(shop, shop.lamp, shop.gyumri)) == (3, 2)
    assert {one.variant for one in counts.to_count(location=shop.yerevan)} == {shop.oak, shop.lamp}
    assert "1 never came" in text(gyumri.open(f"stock/transfers/{asked.id}"))


def test_a_part_is_booked_and_the_rest_still_comes(asked, nare, gyumri, shop):
    send(nare, asked, shop)
    part = receive(gyumri, moving.get(asked.id), end="part", **fields(asked, shop, oak=2))
    assert part.status_code == 302
    assert moving.get(asked.id).travelling == 2
    late = receive(gyumri, asked, **fields(asked, shop, oak=1, lamp=1))
    assert late.status_code == 409
    assert on_hand(shop, shop.oak, shop.gyumri) == 4


def test_a_transfer_is_cancelled_and_a_dispatch_taken_back(asked, nare, gyumri, shop):
    send(nare, asked, shop)
    sent = moving.get(asked.id)
    assert nare.send(f"stock/transfers/{asked.id}/unsend", version=sent.version).status_code == 302
    back = moving.get(asked.id)
    assert (back.status, on_hand(shop, shop.oak, shop.yerevan)) == (TransferStatus.REQUESTED, 5)
    assert gyumri.send(f"stock/transfers/{asked.id}/cancel", version="rubbish").status_code == 409
    assert gyumri.send(f"stock/transfers/{asked.id}/cancel", version=back.version).status_code == 302
    assert moving.get(asked.id).status is TransferStatus.CANCELLED
    assert shop.free(shop.oak, shop.yerevan) == 5


def test_rubbish_and_other_places_change_nothing(asked, nare, gyumri, hire, shop):
    stranger = hire(place=shop.pasadena, name="Pat")
    address = f"stock/transfers/{asked.id}"
    assert stranger.open(address).status_code == 404
    for what in ("send", "receive", "cancel", "unsend"):
        assert stranger.send(f"{address}/{what}", version=1, expected="2030-01-01", request_key=key()).status_code == 404
        assert nare.open(f"{address}/{what}").status_code == 302
    assert send(gyumri, asked, shop).status_code == 409
    assert send(nare, asked, shop, expected="yesterday").status_code == 422
    assert send(nare, asked, shop, expected="2001-01-01").status_code == 422
    assert send(nare, asked, shop, **fields(asked, shop, oak=4)).status_code == 422
    assert send(nare, asked, shop, **fields(asked, shop)).status_code == 422
    assert receive(gyumri, asked, **fields(asked, shop, oak=-1)).status_code == 422
    assert hire(Role.MERCHANDISER).open("stock/transfers").status_code == 403
    assert moving.get(asked.id) == asked


@pytest.mark.parametrize(("language", "words"), [("en", "To be sent from here"), ("hy", "Ուղարկել այստեղից")])
def test_the_pages_speak_both_languages(asked, hire, shop, language, words):
    counter = hire(place=shop.yerevan, language=language)
    assert words in text(counter.open("stock/transfers"))
    assert counter.open(f"stock/transfers/{asked.id}").status_code == 200
    assert counter.open("").context["shelf"] == {"to_count": 0, "to_send": 1, "transfers": 1}
