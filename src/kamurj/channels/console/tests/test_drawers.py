from __future__ import annotations

import re

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.tills import queries as tills
from kamurj.tills.contracts import Entry, EntryKind
from kamurj.tills.operations import drawers


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def closed(shop):
    mine = tills.my_drawer(location=shop.yerevan, actor="")
    return drawers.close_drawer(drawer=mine.id, counts={1000_00: 1}, reason="Found a note", now=shop.now, origin=WEB)


@pytest.mark.parametrize(("language", "word"), [("en", "Drawers"), ("hy", "Դրամարկղեր")])
def test_drawers_are_listed_with_what_they_were_off_by(shop, at_work, closed, language, word):
    desk = at_work(Role.ADMINISTRATOR, language)
    page = desk.get("/console/money/drawers")
    assert word in text(page)
    assert len(page.context["drawers"]) == 3
    off = desk.get("/console/money/drawers", {"off": "1", "place": str(shop.yerevan)})
    assert [one.difference for one in off.context["drawers"]] == [Money(1_000_00, "AMD")]
    assert "Found a note" in text(off)
    assert "Found a note" in text(desk.get(f"/console/money/drawers/{closed.id}"))
    assert desk.get(f"/console/money/drawers/{ids.new()}").status_code == 404
    assert desk.get("/console/money/drawers", {"place": "x' OR 1"}).status_code == 200


def test_points_are_called_points(shop, at_work):
    mine = tills.my_drawer(location=shop.yerevan, actor="")
    entry = Entry(EntryKind.SALE, "points", Money(5_00, "AMD"), "points", ids.new())
    drawers.note(location=shop.yerevan, entries=[entry], now=shop.now, origin=WEB)
    page = text(at_work(Role.ADMINISTRATOR).get(f"/console/money/drawers/{mine.id}"))
    assert "Sales: Loyalty points" in page
    assert "Card terminal" not in page


def test_a_limit_and_a_coin_are_changed_and_taken_back(shop, at_work):
    desk = at_work(Role.ADMINISTRATOR)
    page = text(desk.post("/console/money/tills", {"name": "limit:associate", "number": "15"}, follow=True))
    assert tills.policy().limit_of("associate") == 15_00
    (undo,) = re.findall(r'name="undo" value="([^"]+)"', page)
    desk.post("/console/money/tills/undo", {"undo": undo, "request_key": "x" * 20})
    assert tills.policy().limit_of("associate") == 10_00
    desk.post("/console/money/tills", {"name": "limit:associate", "number": "15"})
    desk.post("/console/money/tills", {"name": "step:USD", "number": "5"})
    assert tills.policy().step_of("USD") == 5
    for name, number in (("limit:associate", "101"), ("step:XYZ", "5"), ("limit:agent", "5"), ("step:AMD", "0"), ("x", "1")):
        assert desk.post("/console/money/tills", {"name": name, "number": number}).status_code in (400, 422)
    assert desk.post("/console/money/tills", {"name": "limit:associate", "number": "many"}).status_code == 422
    assert (tills.policy().limit_of("associate"), tills.policy().limit_of("agent")) == (15_00, 0)
