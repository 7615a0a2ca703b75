import re

from kamurj.channels.console.tests.pages import text
from kamurj.foundation.access.contracts import Role, Scope
from kamurj.foundation.access.models import User
from kamurj.foundation.access.operations import check_key
from kamurj.foundation.access.queries import staff_of

NEW = {"name": "Gor <b>", "email": "gor@kamurj.example", "role": "associate", "language": "hy", "password": ""}


def user_of(email):
    return User.objects.get(email=email)


def test_somebody_is_taken_on_moved_dismissed_and_taken_back(shop, desk):
    desk.post("/console/staff/new", {**NEW, "location": shop.yerevan})
    gor = user_of("gor@kamurj.example")
    assert (staff_of(gor.pk).role, staff_of(gor.pk).location_id, gor.language) == (Role.ASSOCIATE, shop.yerevan, "hy")
    assert "Gor &lt;b&gt;" in desk.get("/console/staff").content.decode()
    desk.post(f"/console/staff/{gor.pk}", {"role": "agent", "location": ""})
    assert (staff_of(gor.pk).role, staff_of(gor.pk).location_id) == (Role.AGENT, None)
    desk.post(f"/console/staff/{gor.pk}/dismiss")
    assert staff_of(gor.pk) is None
    desk.post(f"/console/staff/{gor.pk}/return")
    assert staff_of(gor.pk).role is Role.AGENT


def test_a_log_in_that_makes_no_sense_is_refused(shop, at_work):
    for language in ("en", "hy"):
        client = at_work(language=language)
        for wrong, status in (
            ({"email": "administrator@kamurj.example"}, 409),
            ({"email": "nobody"}, 422),
            ({"password": "short"}, 422),
            ({"role": "king"}, 422),
        ):
            assert client.post("/console/staff/new", {**NEW, **wrong}).status_code == status, wrong
    assert not User.objects.filter(email="gor@kamurj.example").exists()


def test_the_last_administrator_stays(shop, desk):
    me = user_of("administrator@kamurj.example")
    assert desk.post(f"/console/staff/{me.pk}", {"role": "agent"}).status_code == 409
    assert "last administrator" in text(desk.post(f"/console/staff/{me.pk}/dismiss", follow=True))
    assert staff_of(me.pk).role is Role.ADMINISTRATOR


def test_a_key_is_shown_once_works_and_is_withdrawn(shop, desk):
    answer = desk.post("/console/keys", {"name": "Till <b>", "scopes": ["orders:read", "stock:read"]})
    secret = re.search(r"km_[0-9A-Z]{10}_[0-9A-Z]{32}", answer.content.decode())[0]
    assert answer["Cache-Control"].count("no-store") == 1
    assert check_key(authorization=f"Bearer {secret}", now=shop.now).scopes == {Scope.ORDERS_READ, Scope.STOCK_READ}
    again = desk.get("/console/keys").content.decode()
    assert secret not in again
    assert "Till &lt;b&gt;" in again
    prefix = secret.split("_")[1]
    desk.post(f"/console/keys/{prefix}/revoke")
    assert "Withdrawn" in text(desk.get("/console/keys"))
    assert "No valid API key" in text(desk.post(f"/console/keys/{prefix}/revoke", follow=True))


def test_a_key_that_makes_no_sense_is_refused(shop, desk):
    for sent, status in (
        ({"name": "Till"}, 422),
        ({"name": "", "scopes": ["orders:read"]}, 422),
        ({"name": "Till", "scopes": ["everything"]}, 422),
        ({"name": "Till", "scopes": ["orders:read"], "last_day": "2001-01-01"}, 400),
    ):
        assert desk.post("/console/keys", sent).status_code == status, sent
    assert "km_" not in desk.get("/console/keys").content.decode()
