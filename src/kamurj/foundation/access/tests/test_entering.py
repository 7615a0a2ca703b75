import logging
from datetime import timedelta

import pytest
from django.test import Client

from kamurj.foundation.access.contracts import Role, Scope
from kamurj.foundation.access.guards import api
from kamurj.foundation.access.operations import issue_key, revoke_key
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.clock import utc_now

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kamurj.foundation.access.tests.addresses")]


@pytest.fixture
def key(hire, now, origin):
    def make(*scopes: str, expires_in: timedelta | None = None):
        return issue_key(
            name="till",
            owner=hire(Role.ADMINISTRATOR, email=f"{'-'.join(scopes).replace(':', '.')}@kamurj.example").pk,
            scopes=[Scope(scope) for scope in scopes],
            expires_at=None if expires_in is None else now + expires_in,
            now=now,
            origin=origin,
        )

    return make


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_public_view_is_open_and_asks_the_database_nothing(visit):
    with count_statements() as counted:
        assert visit.get("/t/all").content == b"open"
    assert counted.count == 0


@pytest.mark.parametrize("address", ["/t/forgotten", "/t/borrowed", "/api/t/forgotten", "/api/t/half"])
def test_a_view_without_a_rule_is_open_to_nobody_and_that_is_logged(visit, hire, address, caplog):
    visit.force_login(hire(Role.ADMINISTRATOR))
    with caplog.at_level(logging.ERROR):
        answer = visit.get(address)
    assert answer.status_code == 403
    assert b"nobody should read" not in answer.content
    assert f"No access rule for {address[1:]}" in caplog.text


def test_who_has_not_logged_in_is_led_to_the_log_in_and_back(visit):
    answer = visit.get("/t/known?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Ft%2Fknown%3Fpage%3D2")


def test_a_part_of_a_page_leads_the_whole_page_to_the_log_in(visit):
    answer = visit.get("/t/known", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/?next=%2Ft%2Fknown")


def test_whoever_has_logged_in_comes_in(visit, customer):
    visit.force_login(customer)
    assert visit.get("/t/known").content == b"known"


def test_staff_need_the_permission_of_their_role(visit, hire, customer):
    for user, status in ((hire(Role.MERCHANDISER), 200), (hire(Role.ASSOCIATE), 403), (customer, 403)):
        visit.force_login(user)
        assert visit.get("/t/staff").status_code == status


def test_administrators_need_a_second_factor_where_it_is_demanded(visit, hire, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    visit.force_login(hire(Role.MERCHANDISER))
    assert visit.get("/t/staff").status_code == 200
    visit.force_login(hire(Role.ADMINISTRATOR))
    answer = visit.get("/t/staff")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/?next=%2Ft%2Fstaff")


def test_a_program_comes_in_with_a_key_of_the_scope_and_needs_no_token(key, strict):
    made = key("orders:write")
    answer = strict.post("/api/t/programs", headers=bearer(made.secret))
    assert (answer.status_code, answer.content.decode()) == (200, made.prefix)


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True, SERVER_NAME="localhost")


def test_a_program_without_a_key_is_told_how_to_send_one(visit):
    answer = visit.get("/api/t/programs")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="kamurj"'
    assert answer.json()["code"] == "access.key_missing"


@pytest.mark.parametrize(
    "sent", ["Bearer km_nonsense", "Bearer", "Basic dXNlcjpwYXNz", "Bearer km_0000000000_" + "A" * 32, "Bearer km_Ա_բ"]
)
def test_a_key_that_is_none_is_refused(visit, sent):
    answer = visit.get("/api/t/programs", headers={"Authorization": sent})
    assert (answer.status_code, answer.json()["code"]) == (401, "access.key_refused")


def test_a_key_with_another_secret_is_refused(visit, key):
    secret = key("orders:write").secret
    wrong = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    assert visit.get("/api/t/programs", headers=bearer(wrong)).json()["code"] == "access.key_refused"


def test_a_key_of_another_scope_is_refused_by_name(visit, key):
    answer = visit.get("/api/t/programs", headers=bearer(key("stock:read").secret))
    assert answer.status_code == 403
    assert answer.json()["scope"] == "orders:write"


def test_a_revoked_and_an_expired_key_open_nothing(visit, key, origin):
    revoked, expired = key("orders:write"), key("orders:write", "orders:read", expires_in=timedelta(seconds=1))
    revoke_key(prefix=revoked.prefix, now=utc_now(), origin=origin)
    for made in (revoked, expired):
        assert visit.get("/api/t/programs", headers=bearer(made.secret)).status_code == 401


def test_staff_come_in_by_their_session_where_their_role_covers_the_scope(visit, hire):
    visit.force_login(hire(Role.ADMINISTRATOR))
    assert visit.get("/api/t/programs").content == b"staff"
    visit.force_login(hire(Role.ASSOCIATE))
    assert visit.get("/api/t/programs").status_code == 403


def test_a_session_that_changes_something_needs_the_token_even_where_programs_need_none(hire, strict):
    client = strict
    client.force_login(hire(Role.ADMINISTRATOR))
    for address in ("/api/t/programs", "/api/t/stock"):
        answer = client.post(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "http.form_expired")


def test_routes_of_the_api_ask_their_own_scope(visit, key, hire):
    assert visit.get("/api/t/hours").json() == "open"
    assert visit.get("/api/t/stock").status_code == 401
    assert visit.get("/api/t/stock", headers=bearer(key("stock:read").secret)).json() == "KeyHolder"
    assert visit.post("/api/t/stock", headers=bearer(key("stock:read", "log:read").secret)).status_code == 403
    visit.force_login(hire(Role.ASSOCIATE))
    assert visit.get("/api/t/stock").json() == "Staff"


def test_the_documentation_of_the_api_is_open(visit):
    assert visit.get("/api/t/openapi.json").status_code == 200


def test_an_unknown_scope_is_found_when_the_view_is_written():
    with pytest.raises(ValueError, match="orders:burn"):
        api("orders:burn")
