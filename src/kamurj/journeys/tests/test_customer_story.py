from __future__ import annotations

import pytest
from django.utils.translation import gettext, override

from kamurj.customers import handlers as timelines
from kamurj.customers import operations as customers
from kamurj.customers.contracts import Contact as Reach
from kamurj.customers.errors import NoSuchCustomer
from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import handlers
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.customer_story import CustomerStory, StoryKind, customer_story
from kamurj.journeys.story_words import WORDS
from kamurj.journeys.tests.town import WEB, Town, back, read_all, work_off
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    town = Town(now)
    town.customer = customers.identify_or_create(
        contact=Reach(email="ani@example.com"),
        given_name="Ani",
        family_name="Sargsyan",
        language="hy",
        now=now,
        origin=WEB,
    ).customer
    return town


def told(town, **more) -> CustomerStory:
    read_all(subscriptions=(*timelines.SUBSCRIPTIONS, *handlers.SUBSCRIPTIONS))
    return customer_story(customer=town.customer, **{"language": "hy"} | more)


def test_the_whole_story_stands_on_one_timeline_over_all_channels_and_places(town):
    order = town.buy()
    town.collect(order)
    work_off()
    taken = town.bring_back(order, back(1, 2))
    work_off()
    story = told(town)
    items = {item.type: item for item in story.items}
    assert {"OrderPlaced", "ReadyForCollection", "HandedOver", "PaymentCaptured", "ReturnAccepted"} <= items.keys()
    assert (items["OrderPlaced"].channel, items["OrderPlaced"].amount) == ("web", Money(150_000, "AMD"))
    assert (items["HandedOver"].channel, items["HandedOver"].place) == ("store", "Խանութ YEREVAN")
    back_again = items["ReturnAccepted"]
    assert (back_again.place, back_again.kind) == ("Խանութ GYUMRI", StoryKind.RETURN)
    assert back_again.amount == Money(66_667, "AMD")
    assert (back_again.return_id, back_again.order, back_again.order_number) == (taken.returned.id, order.id, order.number)
    assert back_again.title.format(**back_again.params) == f"Returned 2 pieces of order {order.number}"
    assert {item.order_number for item in story.items if item.order} == {order.number}


def test_the_value_counts_what_was_kept_and_leaves_cancelled_orders_out(town):
    kept, left = town.buy(), town.buy()
    town.collect(kept)
    work_off()
    town.bring_back(kept, back(2))
    cancel_order(order=left.id, customer=town.customer, origin=WEB, now=town.now)
    story = told(town)
    (value,) = story.values
    assert (value.bought, value.returned, value.kept, value.orders) == (
        Money(150_000, "AMD"),
        Money(50_000, "AMD"),
        Money(100_000, "AMD"),
        1,
    )
    assert (story.is_whole, len(story.orders), list(story.returns)) == (True, 2, [kept.id])


def test_a_page_costs_at_most_six_statements_and_the_next_one_goes_on_where_it_ended(town):
    for _ in range(3):
        town.collect(town.buy())
    work_off()
    whole = told(town, limit=200)
    with count_statements() as statements:
        first = told_without_reading(town, limit=7)
    assert statements.count <= 6
    rest = told_without_reading(town, limit=200, before=first.next)
    assert [item.type for item in (*first.items, *rest.items)] == [item.type for item in whole.items]
    assert rest.next is None


def told_without_reading(town, **more) -> CustomerStory:
    return customer_story(customer=town.customer, language="en", **more)


def test_one_kind_can_be_asked_for(town):
    town.collect(town.buy())
    work_off()
    story = told(town, kinds=[StoryKind.ORDER])
    assert [item.type for item in story.items] == ["OrderCompleted", "OrderConfirmed", "OrderPlaced"]


def test_nobody_has_no_story():
    with pytest.raises(NoSuchCustomer):
        customer_story(customer=CustomerId(ids.new()), language="en")


def test_every_sentence_can_be_filled():
    params = dict.fromkeys(("number", "pieces", "text", "product", "tracking", "attempts_left"), 1)
    for words in WORDS.values():
        assert all(words.counted(pieces).format(**params) for pieces in (0, 1, 2))
        assert StoryKind(words.kind)


def test_one_piece_is_no_plural_and_none_is_no_number():
    params = {"number": "K-1", "pieces": 1}
    assert WORDS["ReturnAccepted"].counted(1).format(**params) == "Returned 1 piece of order K-1"
    assert WORDS["CartChanged"].counted(0) == "Took an article out of the cart"
    assert [name for name, words in WORDS.items() if "{pieces} pieces" in words.counted(1)] == []
    with override("hy"):
        assert gettext(WORDS["ReturnAccepted"].counted(1)).format(**params) == "Վերադարձրել է K-1 պատվերից 1 հատ"
