import pytest

from kamurj.channels.console.tests.pages import text
from kamurj.customers.handlers import SUBSCRIPTIONS
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.handlers import SUBSCRIPTIONS as JOURNEYS
from kamurj.journeys.tests.town import read_all

pytestmark = pytest.mark.django_db(transaction=True)


def story(client, customer, **asked):
    return client.get(f"/console/customers/{customer}", asked)


def test_the_story_has_every_fact_with_its_channel_and_leads_to_the_order(shop, at_work, buy):
    order = buy(pieces=2)
    read_all((*SUBSCRIPTIONS, *JOURNEYS))
    for language, said in (("en", f"Placed order {order.number}"), ("hy", order.number)):
        page = text(story(at_work(Role.AGENT, language), order.customer))
        assert said in page
        assert f'href="/console/orders/{order.number}"' in page
        assert "ani@example.com" in page
    page = text(story(at_work(Role.AGENT), order.customer))
    assert "AMD 24,000" in page
    assert "Under way" in page
    assert "Web shop" in page


def test_the_story_is_narrowed_by_kind_and_channel(shop, desk, buy):
    order = buy()
    read_all(SUBSCRIPTIONS)
    kinds = {item.kind for item, _ in story(desk, order.customer, kind="order").context["items"]}
    assert kinds == {"order"}
    assert story(desk, order.customer, channel="web").context["items"]
    assert story(desk, order.customer, channel="phone").context["items"] == []
    assert story(desk, order.customer, kind="rubbish", channel="rubbish").status_code == 200


def test_the_story_goes_on_part_by_part_to_its_beginning(shop, desk, buy, monkeypatch):
    order = buy()
    read_all(SUBSCRIPTIONS)
    whole = [sentence for _, sentence in story(desk, order.customer).context["items"]]
    assert len(whole) > 4
    monkeypatch.setattr("kamurj.channels.console.views.customers.A_PAGE", 2)
    answer, told = story(desk, order.customer), []
    told += [sentence for _, sentence in answer.context["items"]]
    while answer.context["next"]:
        address = f"/console/customers/{order.customer}?{answer.context['next']}"
        answer = desk.get(address, headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
        told += [sentence for _, sentence in answer.context["items"]]
    assert told == whole


def test_a_marketer_reads_the_story_without_links_to_orders(shop, at_work, buy):
    order = buy()
    read_all(SUBSCRIPTIONS)
    page = story(at_work(Role.MARKETER), order.customer).content.decode()
    assert order.number in page
    assert f"/console/orders/{order.number}" not in page


def test_somebody_is_found_by_what_they_say_at_a_desk(shop, desk, buy):
    customer = buy().customer
    for said in ("petrosyan", "ani@exam", "234567", "+374 91 23-45-67"):
        assert f"/console/customers/{customer}" in desk.get("/console/customers", {"q": said}).content.decode(), said
    assert "Nobody found" in text(desk.get("/console/customers", {"q": "zzz"}))


def test_a_segment_is_put_on_and_taken_off_and_only_by_whoever_may(shop, at_work, buy):
    who = f"/console/customers/{buy().customer}"
    client = at_work(Role.AGENT)
    assert "None. Segments have" in text(client.get(who))
    page = text(client.post(f"{who}/segments", {"segment": " Trade "}, follow=True))
    assert "The customer belongs to “trade”." in page
    assert "trade ×" in page
    assert client.post(f"{who}/segments", {"segment": "Կ"}).status_code == 400
    assert "no more" in text(client.post(f"{who}/segments/leave", {"segment": "trade"}, follow=True))
    assert "trade ×" not in text(client.get(who))
    assert at_work(Role.MARKETER).post(f"{who}/segments", {"segment": "trade"}).status_code == 403
