import pytest

from kamurj.channels.console.tests.pages import text
from kamurj.customers.handlers import SUBSCRIPTIONS
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.database import sql
from kamurj.foundation.log import queries as log
from kamurj.journeys.tests.town import read_all


def test_facts_are_narrowed_and_shown_whole(shop, desk, buy):
    order = buy()
    page = desk.get("/console/log/facts", {"type": "OrderPlaced"})
    (fact,) = page.context["facts"]
    assert fact.payload["number"] == order.number
    assert desk.get("/console/log/facts", {"channel": "phone"}).context["facts"] == ()
    about = desk.get("/console/log/facts", {"subject": f"customer:{order.customer}"}).context["facts"]
    assert {one.subject for one in about} == {f"customer:{order.customer}"}
    assert order.number in text(desk.get(f"/console/log/facts/{fact.id}"))


def test_the_list_of_facts_goes_on_where_the_page_ended(shop, desk, buy, monkeypatch):
    buy()
    every = [fact.id for fact in log.facts(limit=500)]
    monkeypatch.setattr("kamurj.channels.console.views.log.A_PAGE", 7)
    page, found = desk.get("/console/log/facts"), []
    while True:
        found += [fact.id for fact in page.context["facts"]]
        if page.context["next"] is None:
            break
        page = desk.get("/console/log/facts", {"before": page.context["next"]})
    assert found == every


def test_readers_are_named_with_what_waits_for_them(shop, desk, buy):
    buy()
    page = desk.get("/console/log")
    waiting = {state.name: state.waiting for state, _ in page.context["states"]}
    assert set(waiting) == {one.name for one in log.readers()}
    assert max(waiting.values()) > 0


@pytest.mark.django_db(transaction=True)
def test_a_dead_letter_is_shown_with_its_reason_and_tried_again(shop, at_work, buy):
    order, admin = buy(), at_work()
    (fact,) = [one for one in log.facts_of_order(order.id) if one.type == "OrderPlaced"]
    reader = SUBSCRIPTIONS[0].name
    read_all(SUBSCRIPTIONS)
    sql.execute(
        """
        INSERT INTO log_dead_letter (subscription, fact_id, error, attempts, first_at, last_at)
        VALUES (%s, %s, 'handler: <ValueError>', 1, now(), now())
        """,
        (reader, fact.id),
    )
    page = admin.get("/console/log").content.decode()
    assert "handler: &lt;ValueError&gt;" in page
    assert "data-waits" in admin.get("/console/").content.decode()
    looker = at_work(Role.MARKETER)
    assert f"/console/log/readers/{reader}/retry" not in looker.get("/console/log").content.decode()
    answer = admin.post(f"/console/log/readers/{reader}/retry", follow=True)
    assert "1 handled, none is left." in text(answer)
    assert log.dead_letter_count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_reader_begins_anew_and_ends_where_it_was(shop, desk, buy):
    buy()
    read_all(SUBSCRIPTIONS)
    before = sql.rows("SELECT * FROM customers_timeline_entry ORDER BY 1, 2, 3")
    reader = SUBSCRIPTIONS[0].name
    assert desk.post(f"/console/log/readers/{reader}/replay").status_code == 302
    assert next(state.waiting for state in log.reader_states() if state.name == reader) > 0
    read_all(SUBSCRIPTIONS)
    assert sql.rows("SELECT * FROM customers_timeline_entry ORDER BY 1, 2, 3") == before
    assert desk.post("/console/log/readers/nobody/replay").status_code == 404
