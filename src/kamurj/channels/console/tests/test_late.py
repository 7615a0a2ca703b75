from datetime import timedelta

from kamurj.channels.console.tests.pages import text
from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment.queries import promising
from kamurj.journeys.tests.town import read_all


def test_what_is_later_than_promised_stands_on_a_list_and_on_the_first_page(shop, at_work, buy, monkeypatch):
    order = buy()
    read_all()
    (one,) = promising.promises_of([order.id])[order.id]
    late = one.due_at + timedelta(hours=2)
    monkeypatch.setattr("kamurj.channels.console.desk.utc_now", lambda: late)
    for language, said in (("en", "Later than promised"), ("hy", "Խոստացվածից ուշ")):
        client = at_work(Role.AGENT, language)
        page = text(client.get("/console/needs/late"))
        assert said in page
        assert order.number in page
        assert said in text(client.get("/console/"))
