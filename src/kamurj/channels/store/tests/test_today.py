from __future__ import annotations

import pytest

from kamurj.foundation.access.contracts import Role


@pytest.mark.parametrize(("language", "words"), [("en", "To pick"), ("hy", "Հավաքելու")])
def test_the_start_page_shows_the_day_of_the_home_store(hire, shop, web_orders, language, words):
    web_orders.new()
    page = hire(place=shop.yerevan, language=language).open("")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert page.context["day"].to_pick == 1
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_a_visitor_is_sent_to_the_log_in(client, db):
    answer = client.get("/store/", SERVER_NAME="localhost")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=%2Fstore%2F")


def test_who_does_not_work_in_stores_gets_the_refusal_page(hire):
    page = hire(Role.AGENT).open("")
    assert page.status_code == 403
    assert "Your role does not allow this" in page.content.decode()


def test_every_page_opens_in_both_languages(hire, shop, web_orders):
    work = web_orders.new()
    for language in ("en", "hy"):
        counter = hire(place=shop.yerevan, language=language)
        for address in ("", "desk", f"desk/{work.id}", "till", "returns", "returns/arriving", "stock", f"stock/{shop.oak}"):
            page = counter.open(address)
            assert page.status_code == 200, address
            assert f'<html lang="{language}"' in page.content.decode()
