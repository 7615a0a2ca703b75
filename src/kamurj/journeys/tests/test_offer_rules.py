from __future__ import annotations

import pytest

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.bulk import upsert_categories, upsert_products
from kamurj.catalogue.contracts import CategoryRow, NewVariant, ProductRow, ProductStatus, ProductWords
from kamurj.foundation.database import sql
from kamurj.journeys import handlers, offer_rules
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.origin import Channel
from kamurj.stock import offers
from kamurj.stock import queries as stock
from kamurj.stock.contracts import OfferRule, OfferRuleKind
from kamurj.stock.errors import InvalidOfferRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=2, warehouse=9)
    shop.stock(shop.lamp, gyumri=2)
    return shop


def home():
    return next(card.category for card in catalogue.categories("en") if card.handle == "home")


def offered(shop):
    return stock.availability(variants=[shop.oak, shop.lamp], channel=Channel.WEB, now=shop.now)


def test_a_trial_says_what_would_change_and_changes_nothing(shop):
    facts = sql.scalar("SELECT count(*) FROM log_fact")
    rule = OfferRule(OfferRuleKind.SAFETY, category=home(), pieces=2)
    tried = offer_rules.try_rule(rule=rule, now=shop.now, origin=WEB)
    assert (tried.articles, tried.before, tried.after, tried.emptied) == (3, 13, 7, 1)
    assert not tried.is_sample
    assert offered(shop) == {shop.oak: 11, shop.lamp: 2}
    assert offers.offer_rules() == ()
    assert sql.scalar("SELECT count(*) FROM log_fact") == facts
    with pytest.raises(InvalidOfferRule):
        offer_rules.try_rule(rule=OfferRule(OfferRuleKind.EXCLUDED), now=shop.now, origin=WEB)


def test_a_rule_does_what_its_trial_said_and_so_does_its_end(shop):
    rule = OfferRule(OfferRuleKind.EXCLUDED, channel="web", location=shop.warehouse)
    tried = offer_rules.try_rule(rule=rule, now=shop.now, origin=WEB)
    held = offer_rules.set_rule(rule=rule, now=shop.now, origin=WEB)
    assert tried.after == sum(offered(shop).values()) == 4
    ending = offer_rules.try_rule(rule=held, ends=True, now=shop.now, origin=WEB)
    assert (ending.before, ending.after) == (4, 13)
    assert offers.offer_rules() == (held,)


def test_an_article_that_comes_into_a_category_follows_its_rule_once_the_log_is_read(shop):
    offer_rules.set_rule(rule=OfferRule(OfferRuleKind.EXCLUDED, category=home()), now=shop.now, origin=WEB)
    assert offered(shop) == {shop.oak: 0, shop.lamp: 0}
    upsert_categories([CategoryRow(handle="light", names={"en": "Light", "hy": "Լույս"})])
    words = {"en": ProductWords(name="Lamp"), "hy": ProductWords(name="Լամպ")}
    row = ProductRow(
        handle="lamp",
        category="light",
        words=words,
        status=ProductStatus.ACTIVE,
        variants=(NewVariant(sku="LAMP"),),
    )
    upsert_products([row], now=shop.now, origin=WEB)
    handlers.follow_categories(())
    assert offered(shop) == {shop.oak: 0, shop.lamp: 2}
