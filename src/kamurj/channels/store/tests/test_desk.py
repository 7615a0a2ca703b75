from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.tests.conftest import wrong
from kamurj.kernel import ids
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method
from kamurj.stock import queries as stocked

POSTS = ("start", "pick", "missing", "ready", "hand-over", "new-code", "ship")


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_the_work_list_shows_age_deadline_and_counts_and_can_be_narrowed(nare, web_orders):
    new, ready = web_orders.new(), web_orders.ready()
    page = nare.open("desk")
    assert [row.work.id for row in page.context["rows"]] == [new.id, ready.id]
    assert [count for _status, _name, count in page.context["counts"]] == [1, 0, 1]
    assert "until 21 Mar 2026, 14:00" in text(page)
    assert [row.work.id for row in nare.open("desk", status="ready").context["rows"]] == [ready.id]
    assert nare.open("desk", kind="ship").context["rows"] == []


def test_what_makes_no_sense_narrows_nothing(nare, web_orders):
    web_orders.new()
    assert len(nare.open("desk", status="nonsense", kind="?").context["rows"]) == 1


def test_a_number_leads_to_its_order_however_it_is_typed(nare, web_orders):
    work = web_orders.new()
    found = nare.open("desk", number=work.order_number.replace("-", "").lower())
    assert found["Location"] == f"/store/desk/{work.id}"


@pytest.mark.parametrize(("language", "sentence"), [("en", "We cannot find this order"), ("hy", "Այս պատվերը չենք գտնում")])
def test_an_unknown_number_is_refused_beside_its_field(hire, shop, language, sentence):
    page = hire(place=shop.yerevan, language=language).open("desk", number="K000")
    assert page.status_code == 404
    assert 'id="number-refusal"' in text(page)
    assert sentence in text(page)


def test_an_order_that_waits_too_long_is_marked(nare, web_orders, monkeypatch, now):
    web_orders.new()
    monkeypatch.setattr("kamurj.channels.store.workplace.utc_now", lambda: now + timedelta(hours=3))
    assert [row.is_late for row in nare.open("desk").context["rows"]] == [True]
    assert nare.open("").context["day"].late == 1


def test_picking_starts_counts_and_lays_ready(nare, web_orders):
    work = web_orders.new()
    assert nare.send(f"desk/{work.id}/start").status_code == 302
    nare.send(f"desk/{work.id}/pick", **{"picked-1": "2"})
    page = nare.open(f"desk/{work.id}")
    assert (page.context["picked"], page.context["unpicked"]) == (2, 1)
    assert "Nare Hakobyan picks since 14:00." in text(page)
    refused = nare.send(f"desk/{work.id}/ready")
    assert refused.status_code == 409
    assert "1 pieces are neither picked nor reported missing." in text(refused)
    nare.send(f"desk/{work.id}/pick", **{"picked-1": "2", "picked-2": "1"})
    nare.send(f"desk/{work.id}/ready")
    assert web_orders.now(work).status is FulfilmentStatus.READY


def test_more_than_ordered_is_refused_and_counts_nothing(nare, web_orders):
    work = web_orders.picking()
    for count in ("3", "1000000", "-1", "many"):
        answer = nare.part(f"desk/{work.id}/pick", **{"picked-1": count})
        assert answer.status_code == 422, count
        assert "Line 1 has only 2 pieces to pick." in text(answer)
    assert web_orders.now(work).lines[0].picked == 0


@pytest.mark.parametrize(("why", "reason"), [("not_found", "lost"), ("damaged", "damaged"), ("display_piece", "display")])
def test_a_missing_piece_is_written_off_for_its_reason_once(nare, web_orders, shop, why, reason):
    work = web_orders.picking()
    form = {"position": "1", "quantity": "1", "why": why, "request_key": str(ids.new())}
    assert [nare.send(f"desk/{work.id}/missing", **form).status_code for _ in range(2)] == [302, 302]
    assert web_orders.now(work).lines[0].missing == 1
    assert [one.reason for one in stocked.movements(variant=shop.oak, location=shop.yerevan)][:1] == [reason]


def test_a_missing_report_without_a_number_or_reason_is_refused_beside_it(nare, web_orders):
    work = web_orders.picking()
    answer = nare.send(f"desk/{work.id}/missing", position="1", quantity="0", why="eaten", request_key=str(ids.new()))
    assert answer.status_code == 422
    assert set(answer.context["missing"].errors) == {"quantity", "why"}
    assert web_orders.now(work).lines[0].missing == 0


def test_starting_twice_says_who_started(nare, web_orders):
    work = web_orders.new()
    nare.send(f"desk/{work.id}/start")
    again = nare.send(f"desk/{work.id}/start")
    assert again.status_code == 409
    assert "Picking was already started at 14 Mar 2026, 14:00 by Nare Hakobyan." in text(again)


def test_a_wrong_code_is_refused_with_the_attempts_left_beside_the_field(nare, web_orders):
    work = web_orders.ready()
    answer = nare.send(f"desk/{work.id}/hand-over", code=wrong(web_orders.code(work)), **cash())
    assert answer.status_code == 403
    assert answer.context["hand_over"].errors["code"] == ["This is not the pickup code of this order. Attempts left: 4."]
    assert "4 attempts left, then the code is locked." in text(nare.open(f"desk/{work.id}"))
    assert web_orders.now(work).status is FulfilmentStatus.READY


def test_a_locked_code_is_replaced_by_a_new_one(nare, web_orders):
    work = web_orders.ready()
    code = web_orders.code(work)
    for _ in range(5):
        last = nare.send(f"desk/{work.id}/hand-over", code=wrong(code), **cash())
    assert "The code is locked" in text(last)
    assert nare.send(f"desk/{work.id}/hand-over", code=code, **cash()).status_code == 429
    key = str(ids.new())
    for _ in range(2):
        nare.send(f"desk/{work.id}/new-code", request_key=key)
    assert web_orders.now(work).code_version == 2
    assert web_orders.code(work) != code
    nare.send(f"desk/{work.id}/hand-over", code=web_orders.code(work), **cash())
    assert web_orders.now(work).status is FulfilmentStatus.HANDED_OVER


def test_cash_on_collection_is_taken_once_and_the_change_is_shown(nare, web_orders):
    work = web_orders.ready()
    form = {"code": web_orders.code(work), **cash(given="40 000")}
    assert nare.send(f"desk/{work.id}/hand-over", **form).status_code == 302
    page = nare.open(f"desk/{work.id}")
    assert page.context["change"]["back"].minor == 8_999_99
    again = nare.send(f"desk/{work.id}/hand-over", **form)
    assert again.status_code == 409
    assert "This order was already handed over at 14 Mar 2026, 14:00 by Nare Hakobyan." in text(again)
    assert [(one.method, one.captured.minor) for one in payments.payments_of(order=work.order)] == [
        (Method.IN_STORE_CASH, 31_000_01)
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"given": "100"}, "given"),
        ({"given": "lots"}, "given"),
        ({"method": ""}, "method"),
        ({"method": "card"}, "method"),
        ({"code": ""}, "code"),
        ({"seen_due": "1"}, None),
    ],
)
def test_what_is_wrong_with_a_hand_over_stands_beside_its_field(nare, web_orders, fields, field):
    work = web_orders.ready()
    answer = nare.send(f"desk/{work.id}/hand-over", **{"code": web_orders.code(work), **cash(), **fields})
    assert answer.status_code in (409, 422)
    errors = answer.context["hand_over"].errors
    assert (field or "__all__") in errors
    assert web_orders.now(work).status is FulfilmentStatus.READY
    assert payments.payments_of(order=work.order) == () or payments.payments_of(order=work.order)[0].captured.minor == 0


def test_a_parcel_is_packed_and_shipped_once_with_its_tracking(hire, shop, web_orders):
    shop.stock(shop.oak, warehouse=5, yerevan=0, gyumri=0)
    work = web_orders.new(ship=True, oak=1)
    packer = hire(place=work.location)
    packer.send(f"desk/{work.id}/start")
    packer.send(f"desk/{work.id}/pick", **{"picked-1": "1"})
    packer.send(f"desk/{work.id}/ready")
    assert packer.send(f"desk/{work.id}/ship", tracking=" ").status_code == 422
    assert packer.send(f"desk/{work.id}/ship", tracking="HY-77").status_code == 302
    again = packer.send(f"desk/{work.id}/ship", tracking="HY-78")
    assert again.status_code == 409
    assert "tracking HY-77" in text(again)
    assert web_orders.now(work).tracking == "HY-77"


@pytest.mark.parametrize("post", POSTS)
def test_the_wrong_role_does_nothing_at_the_desk(hire, web_orders, post):
    work = web_orders.ready()
    answer = hire(Role.AGENT).send(f"desk/{work.id}/{post}", code=web_orders.code(work), **cash())
    assert answer.status_code == 403
    assert web_orders.now(work) == work


@pytest.mark.parametrize("post", POSTS)
def test_another_store_does_nothing_with_this_order_and_says_where_it_is(gyumri, web_orders, post):
    work = web_orders.ready() if post in ("hand-over", "new-code", "ship") else web_orders.picking()
    fields = {"code": web_orders.code(work), "position": "1", "quantity": "1", "why": "not_found", "picked-1": "1"}
    answer = gyumri.send(f"desk/{work.id}/{post}", request_key=str(ids.new()), tracking="HY-1", **fields, **cash())
    assert answer.status_code == 409
    assert "This order is prepared at another location." in text(answer)
    assert "Store YVN" in text(answer)
    assert web_orders.now(work) == work


@pytest.mark.parametrize("post", POSTS)
def test_a_form_that_was_opened_in_another_store_is_refused(nare, web_orders, shop, post):
    work = web_orders.ready()
    answer = nare.send(f"desk/{work.id}/{post}", store=shop.gyumri, code=web_orders.code(work), **cash())
    assert answer.status_code == 409
    assert "This form belongs to another store." in text(answer)
    assert web_orders.now(work) == work


def test_an_order_of_another_store_is_not_shown(gyumri, web_orders):
    answer = gyumri.open(f"desk/{web_orders.new().id}")
    assert answer.status_code == 409
    assert "This order is prepared at another location." in text(answer)


def cash(**more: str) -> dict[str, str]:
    return {"method": "in_store_cash", "seen_due": "3100001", "given": "", **more}
