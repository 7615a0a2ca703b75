import pytest
from django.test import Client
from django.urls import reverse

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console import urls
from kamurj.foundation.access.contracts import Permission, Role
from kamurj.foundation.access.entering import rule_of
from kamurj.foundation.access.rules import permissions_of

ADDRESSES = [(pattern.name, rule_of(pattern.callback, pattern.name).permission) for pattern in urls.urlpatterns]
WITH_CONSOLE = [role for role in Role if Permission.CONSOLE_VIEW in permissions_of(role)]
LOOKING_ALLOWED = {
    "product": Role.AGENT,
    "sources": Role.AGENT,
    "product_prices": Role.AGENT,
    "price_list": Role.AGENT,
    "taxes": Role.AGENT,
    "return_policies": Role.AGENT,
    "change_rules": Role.AGENT,
    "location": Role.AGENT,
    "category": Role.AGENT,
    "option": Role.AGENT,
    "option_value": Role.AGENT,
}
"""Pages that one permission opens and another one changes, with a role that has the first only."""


def address(name, shop):
    card = catalogue.cards([catalogue.variant_cards([shop.oak], "en")[shop.oak].product], "en")[0]
    option = next([one.option, one.value] for one in catalogue.option_sheets() if one.value)
    given = {
        "order": ["K000-0000-000"],
        "cancel_order": ["K000-0000-000"],
        "change_order": ["K000-0000-000"],
        "settle_order": ["K000-0000-000"],
        "pay_links": ["K000-0000-000"],
        "withdraw_pay_link": ["0190a0a0-0000-7000-8000-000000000000"],
        "reconciliation_csv": ["0190a0a0-0000-7000-8000-000000000000"],
        "refund_again": ["0190a0a0-0000-7000-8000-000000000000"],
        "decline_return": ["0190a0a0-0000-7000-8000-000000000000"],
        "customer": ["0190a0a0-0000-7000-8000-000000000000"],
        "article": [shop.oak],
        "adjust_stock": [shop.oak],
        "transfer_stock": [shop.oak],
        "product": [card.product],
        "product_status": [card.product],
        "new_variant": [card.product],
        "variant": [card.product, shop.oak],
        "upload_picture": [card.product],
        "reorder_pictures": [card.product],
        "remove_picture": [card.product, 1],
        "product_prices": [card.product],
        "price_list": [shop.dram],
        "end_price_list": [shop.dram],
        "category": [card.category],
        "remove_category": [card.category],
        "option": option[:1],
        "remove_option": option[:1],
        "new_option_value": option[:1],
        "option_value": option,
        "remove_option_value": option,
        "location": ["YVN"],
        "hours": ["YVN"],
        "special_day": ["YVN"],
        "trading": ["YVN"],
        "retry_reader": ["customers.timeline"],
        "replay_reader": ["customers.timeline"],
        "fact": [1],
        "member": [1],
        "dismiss_member": [1],
        "take_back": [1],
        "revoke_key": ["ABCDEFGHJK"],
    }
    return reverse(f"console:{name}", args=given.get(name) or made_up(name))


def made_up(name):
    """Something of the right shape for what an address asks for."""
    shapes = {"IntConverter": 1, "UUIDConverter": "0190a0a0-0000-7000-8000-000000000000", "StringConverter": "x"}
    (found,) = [one for one in urls.urlpatterns if one.name == name]
    return [shapes[type(each).__name__] for each in found.pattern.converters.values()]


@pytest.mark.parametrize("language", ["en", "hy"])
@pytest.mark.parametrize("role", [*Role, None])
def test_whoever_lacks_the_permission_is_refused_whatever_they_send(shop, at_work, role, language):
    client = at_work(role, language)
    mine = permissions_of(role) if role else frozenset()
    kept_out = [name for name, permission in ADDRESSES if not {permission, Permission.CONSOLE_VIEW} <= mine]
    assert kept_out or role is Role.ADMINISTRATOR
    for name in kept_out:
        assert client.get(address(name, shop)).status_code == 403, name
        assert client.post(address(name, shop), {"name": "x"}).status_code == 403, name


def test_a_stranger_is_sent_to_the_log_in_page(shop):
    for name, _ in ADDRESSES:
        answer = Client().get(address(name, shop))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/accounts/login/"), name


def test_who_may_look_may_not_change(shop, at_work):
    for name, role in LOOKING_ALLOWED.items():
        client = at_work(role)
        assert client.get(address(name, shop)).status_code == 200, name
        assert client.post(address(name, shop), {"name_en": "Mine"}).status_code == 403, name


@pytest.mark.parametrize("role", WITH_CONSOLE)
def test_the_menu_leads_only_where_the_role_may_go(shop, at_work, role):
    client = at_work(role)
    page = client.get("/console/").content.decode()
    for name in (
        "orders",
        "return_requests",
        "customers",
        "stock",
        "products",
        "price_lists",
        "locations",
        "log",
        "staff",
        "keys",
    ):
        is_offered = f'href="{reverse(f"console:{name}")}"' in page
        assert is_offered == (client.get(reverse(f"console:{name}")).status_code == 200), name
