from __future__ import annotations

import re

import pytest

from kamurj.foundation.access.contracts import Role
from kamurj.kernel import ids
from kamurj.stock import counts, operations, queries
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts.counts import CountReason, CountStatus


def text(answer) -> str:
    return answer.content.decode()


def on_hand(shop, place):
    return {level.location: level.on_hand for level in queries.levels_of_variant(variant=shop.oak, now=shop.now)}[place]


@pytest.fixture
def task(shop, nare):
    """Somebody is to count the oak chairs in Yerevan; five lie there."""
    return counts.ask_for_count(
        variant=shop.oak,
        location=shop.yerevan,
        reason=CountReason.REJECTED,
        by="user:1",
        origin=nare.origin,
        now=shop.now,
    )


def opened(counter, task):
    """What the page of a count sends on."""
    page = text(counter.open(f"stock/counts/{task.id}"))
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("began", "request_key")}


def tell(counter, task, counted, *, form=None):
    return counter.send(f"stock/counts/{task.id}/record", counted=counted, **(form or opened(counter, task)))


def test_the_list_leads_to_a_count_that_does_not_show_what_is_expected(nare, task, shop):
    assert f"/store/stock/counts/{task.id}" in text(nare.open("stock/counts"))
    page = text(nare.open(f"stock/counts/{task.id}"))
    assert "CHAIR-OAK" in page
    assert not re.search(r'name="counted" value="\d', page)
    assert "5" not in re.sub(r"<[^>]+>", "", page[page.index("<h1") : page.index("</main>")])


def test_a_count_is_booked_once_and_leaves_the_list(nare, task, shop):
    form = opened(nare, task)
    for _ in range(2):
        assert tell(nare, task, 4, form=form)["Location"] == "/store/stock/counts"
    assert on_hand(shop, shop.yerevan) == 4
    page = text(nare.open("stock/counts"))
    assert "Counted, thank you. The stock is corrected." in page
    assert str(task.id) not in page
    assert tell(nare, task, 3, form=form | {"request_key": str(ids.new())}).status_code == 409
    assert on_hand(shop, shop.yerevan) == 4


def test_a_surprising_count_is_asked_for_again_and_then_left_to_who_may(nare, task, shop):
    shop.stock(shop.oak, yerevan=20)
    again = tell(nare, task, 9)
    assert again["Location"] == f"/store/stock/counts/{task.id}"
    assert "Once more, please" in text(nare.open(f"stock/counts/{task.id}"))
    assert tell(nare, task, 9)["Location"] == "/store/stock/counts"
    assert counts.count_task(task.id).status is CountStatus.REVIEW
    assert on_hand(shop, shop.yerevan) == 20


def test_what_is_sold_while_the_page_is_open_falsifies_nothing(nare, task, shop):
    form = opened(nare, task)
    operations.sell_directly(
        order=ids.new(), location=shop.yerevan, lines=[Pieces(shop.oak, 2)], now=shop.now, origin=nare.origin
    )
    tell(nare, task, 5, form=form)
    assert counts.count_task(task.id).difference == 0
    assert on_hand(shop, shop.yerevan) == 3


def test_a_forged_beginning_explains_nothing_away(nare, task, shop):
    operations.sell_directly(
        order=ids.new(), location=shop.yerevan, lines=[Pieces(shop.oak, 1)], now=shop.now, origin=nare.origin
    )
    form = opened(nare, task) | {"began": "0"}
    tell(nare, task, 5, form=form)
    assert counts.count_task(task.id).difference == 1


def test_any_article_can_be_counted_by_its_code_or_from_its_page(nare, shop):
    by_code = nare.send("stock/counts/ask", code=" lamp ")
    [lamp] = counts.to_count(location=shop.yerevan)
    assert by_code["Location"] == f"/store/stock/counts/{lamp.id}"
    assert nare.send(f"stock/{shop.lamp}/count")["Location"] == f"/store/stock/counts/{lamp.id}"
    assert nare.send("stock/counts/ask", code="0000").status_code == 422
    assert nare.send("stock/99999999999999999999/count").status_code == 404
    assert len(counts.to_count(location=shop.yerevan)) == 1


def test_rubbish_and_other_places_change_nothing(nare, gyumri, hire, task, shop):
    form = opened(nare, task)
    for wrong in ("", "many", "-1", "99999999999"):
        assert tell(nare, task, wrong, form=form).status_code == 422
    assert gyumri.open(f"stock/counts/{task.id}").status_code == 404
    assert tell(gyumri, task, 1, form=form).status_code == 404
    assert hire(Role.AGENT).open("stock/counts").status_code == 403
    assert nare.open(f"stock/counts/{task.id}/record").status_code == 302
    assert counts.count_task(task.id) == task


@pytest.mark.parametrize(("language", "words"), [("en", "To be counted"), ("hy", "Հաշվելու")])
def test_the_pages_speak_both_languages(hire, task, shop, language, words):
    counter = hire(place=shop.yerevan, language=language)
    assert words in text(counter.open("stock/counts"))
    assert counter.open(f"stock/counts/{task.id}").status_code == 200
