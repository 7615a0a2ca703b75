from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from kamurj.channels.console.shrink_chart import both_ways
from kamurj.channels.console.tests.pages import hidden, text, undo_of
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.stock import adjustments, counts, transfers
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.counts import CountReason, CountStatus
from kamurj.stock.contracts.transfers import TransferStatus


def on_hand(shop, place):
    return {level.location: level.on_hand for level in stocked.levels_of_variant(variant=shop.oak, now=shop.now)}[place]


def wanted(shop, **more):
    lines = "CHAIR-OAK 2\n\n LAMP \nCHAIR-OAK 1"
    return {"source": shop.yerevan, "destination": shop.gyumri, "lines": lines, "note": "for the window", **more}


def ask(desk, shop, **more):
    preview = desk.post("/console/stock/transfers/new", wanted(shop, **more))
    return {**wanted(shop, **more), **hidden(preview), "apply": "1"}, preview


def count(shop, counted, *, times=1, location=None):
    """Somebody without the right to correct counts the oak chairs."""
    place = location or shop.yerevan
    task = counts.ask_for_count(
        variant=shop.oak, location=place, reason=CountReason.STAFF, by="user:1", origin=WEB, now=shop.now
    )
    for _ in range(times):
        since = counts.ledger_position(variant=shop.oak, location=place)
        task = counts.record(
            count=task.id, location=place, counted=counted, since=since, by="user:1", now=shop.now, origin=WEB
        )
    return task


def test_a_transfer_is_seen_first_asked_for_once_and_taken_back(shop, at_work):
    client = at_work(Role.MERCHANDISER)
    sent, preview = ask(client, shop)
    assert [(card.sku, *rest) for card, *rest in preview.context["preview"]] == [("CHAIR-OAK", 3, 10, 2), ("LAMP", 1, 10, 0)]
    assert transfers.transfers() == ()
    done = client.post("/console/stock/transfers/new", sent, follow=True)
    client.post("/console/stock/transfers/new", sent)
    [made] = transfers.transfers()
    assert {line.variant: line.requested for line in made.lines} == {shop.oak: 3, shop.lamp: 1}
    assert "for the window" in text(done)
    assert made.number in text(client.get("/console/stock/transfers", {"status": "requested", "location": shop.gyumri}))
    assert made.number not in text(client.get("/console/stock/transfers", {"status": "received"}))
    where, fields = undo_of(done)
    client.post(where, fields)
    assert transfers.get(made.id).status is TransferStatus.CANCELLED
    assert client.post(where, fields).status_code == 409


def test_a_transfer_that_makes_no_sense_is_refused(shop, desk):
    address = "/console/stock/transfers/new"
    for wrong in (
        {"lines": ""},
        {"lines": "CHAIR-OAK many"},
        {"lines": "NOBODY 1"},
        {"source": "x"},
        {"lines": "LAMP\n" * 201},
    ):
        assert desk.post(address, wanted(shop, **wrong)).status_code == 422, wrong
    short, preview = ask(desk, shop, lines="CHAIR-OAK 11")
    assert "This will be refused." in text(preview)
    assert desk.post(address, short).status_code == 409
    same, _ = ask(desk, shop, destination=shop.yerevan)
    assert desk.post(address, same).status_code == 400
    assert transfers.transfers() == ()
    assert desk.get(f"/console/stock/transfers/{ids.new()}").status_code == 404


def test_a_transfer_is_cancelled_where_it_stands_as_it_was_shown(shop, desk):
    sent, _ = ask(desk, shop)
    desk.post("/console/stock/transfers/new", sent)
    [made] = transfers.transfers()
    address = f"/console/stock/transfers/{made.id}/cancel"
    assert desk.post(address, {"version": "99999999999999"}).status_code == 409
    assert desk.post(address, {"version": made.version}).status_code == 302
    assert transfers.get(made.id).status is TransferStatus.CANCELLED


def test_what_comes_with_a_transfer_is_not_booked_in_alone(shop, desk):
    made = transfers.request(
        source=shop.yerevan, destination=shop.gyumri, lines=[Pieces(shop.oak, 1)], by="user:1", now=shop.now, origin=WEB
    )
    tomorrow = (shop.now + timedelta(days=1)).date()
    transfers.dispatch(
        transfer=made.id, source=shop.yerevan, version=1, expected=tomorrow, by="user:1", now=shop.now, origin=WEB
    )
    page = text(desk.get("/console/stock/incoming"))
    assert f"/console/stock/transfers/{made.id}" in page
    assert "Book in" not in page[page.index("<tbody") : page.index("</tbody")]


def test_a_difference_is_decided_booked_and_taken_back(shop, at_work):
    client, task = at_work(Role.MERCHANDISER), count(shop, 2, times=2)
    page = text(client.get("/console/stock/counts"))
    assert "To be decided" in page
    assert "−8" in page
    done = client.post(f"/console/stock/counts/{task.id}", {"what": "book"}, follow=True)
    assert on_hand(shop, shop.yerevan) == 2
    assert client.post(f"/console/stock/counts/{task.id}", {"what": "book"}).status_code == 409
    where, fields = undo_of(done)
    client.post(where, fields)
    assert on_hand(shop, shop.yerevan) == 10
    assert client.post(where, fields).status_code == 409
    assert counts.count_task(task.id).status is CountStatus.TAKEN_BACK


def test_a_count_is_asked_for_repeated_and_let_be(shop, desk):
    assert desk.post("/console/stock/counts", {"location": shop.yerevan, "sku": "NOBODY"}).status_code == 422
    assert desk.post("/console/stock/counts", {"location": shop.yerevan, "sku": "CHAIR-OAK"}).status_code == 302
    [task] = counts.to_count(location=shop.yerevan)
    assert desk.post(f"/console/stock/counts/{task.id}", {"what": "eat"}).status_code == 400
    count(shop, 2, times=2)
    desk.post(f"/console/stock/counts/{task.id}", {"what": "again"})
    assert counts.count_task(task.id).status is CountStatus.RECOUNT
    desk.post(f"/console/stock/counts/{task.id}", {"what": "dismiss"})
    assert counts.to_count(location=shop.yerevan) == ()
    assert on_hand(shop, shop.yerevan) == 10


def test_who_may_only_look_decides_nothing(shop, at_work):
    client, task = at_work(Role.AGENT), count(shop, 2, times=2)
    assert client.get("/console/stock/counts").status_code == 200
    assert client.post("/console/stock/counts", {"location": shop.yerevan, "sku": "LAMP"}).status_code == 403
    assert client.post(f"/console/stock/counts/{task.id}", {"what": "book"}).status_code == 403
    assert counts.count_task(task.id).status is CountStatus.REVIEW


def adjust(shop, change, reason, note=""):
    return adjustments.adjust(
        location=shop.yerevan,
        lines=[Pieces(shop.oak, change)],
        reason=reason,
        note=note,
        by="user:1",
        now=shop.now,
        origin=WEB,
    )


def test_another_reason_needs_words_and_a_reason_has_its_sign(shop, desk):
    address = f"/console/stock/articles/{shop.oak}/adjust"
    for wrong in ({"reason": "other"}, {"reason": "stolen", "change": 3}):
        fields = {"location": shop.yerevan, "change": -1, "note": "", **wrong}
        assert desk.post(address, {**hidden(desk.post(address, fields)), "apply": "1"}).status_code == 400
    fields = {"location": shop.yerevan, "change": -1, "reason": "other", "note": "lent to the theatre"}
    desk.post(address, {**hidden(desk.post(address, fields)), "apply": "1"})
    assert on_hand(shop, shop.yerevan) == 9
    assert "lent to the theatre" in text(desk.get("/console/stock/movements", {"reason": "other"}))


def test_movements_are_found_by_place_reason_and_day_and_come_as_a_file(shop, desk):
    adjust(shop, -1, Reason.STOLEN)
    adjust(shop, -2, Reason.OTHER, "=1+1")
    day = shop.now.date()

    def found(**asked):
        return [one.quantity for one in desk.get("/console/stock/movements", asked).context["movements"]]

    assert found(article=shop.oak, location=shop.yerevan) == [-2, -1, 10]
    assert found(reason="stolen") == [-1]
    assert found(since=(day + timedelta(days=3)).isoformat()) == []
    assert found(location="rubbish", reason="eaten", since="0001-01-01", until="9999-12-31", before="x")[:1] == [-2]
    answer = desk.get("/console/stock/movements.csv", {"article": shop.oak, "location": shop.yerevan})
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert [row[1:5] for row in rows] == [
        ["location", "sku", "quantity", "reason"],
        ["YVN", "CHAIR-OAK", "-2", "other"],
        ["YVN", "CHAIR-OAK", "-1", "stolen"],
        ["YVN", "CHAIR-OAK", "10", "opening_count"],
    ]
    assert rows[1][6] == "'=1+1"


def test_shrinkage_is_drawn_and_listed_by_place_and_reason(shop, desk):
    adjust(shop, -3, Reason.STOLEN)
    adjust(shop, 1, Reason.FOUND)
    page = desk.get("/console/stock/shrinkage")
    [row] = page.context["rows"]
    assert (row.net, page.context["total"]) == (-2, -2)
    [drawn] = page.context["chart"].rows
    assert (drawn.went, drawn.came) == (3, 1)
    assert "Stolen" in text(page)
    assert desk.get("/console/stock/shrinkage", {"until": "2001-01-01"}).context["rows"] == ()


def test_both_sides_of_the_chart_have_one_scale_and_stay_inside():
    chart = both_ways([("Yerevan", 30, 0), ("A place with a very long name, longer than the margin", 0, 10)])
    first, second = chart.rows
    assert first.went_width == pytest.approx(3 * second.came_width, abs=0.02)
    assert first.went_x >= chart.left
    assert chart.line_x + second.came_width <= chart.width
    assert len(second.name) == 22
    assert both_ways([]).height == 0


@pytest.mark.parametrize(("language", "words"), [("en", "Shrinkage"), ("hy", "Կորուստներ")])
def test_the_pages_speak_both_languages(shop, at_work, language, words):
    client = at_work(language=language)
    count(shop, 2, times=2)
    transfers.request(
        source=shop.yerevan, destination=shop.gyumri, lines=[Pieces(shop.oak, 1)], by="user:1", now=shop.now, origin=WEB
    )
    for address in ("transfers", "transfers/new", "counts", "movements", "shrinkage"):
        page = client.get(f"/console/stock/{address}")
        assert page.status_code == 200, address
        assert words in text(page) or address == "transfers/new", address
