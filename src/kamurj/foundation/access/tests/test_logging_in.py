from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.messages import get_messages
from django.core.cache import cache

from kamurj.foundation.access.contracts import Role
from kamurj.foundation.access.models import User
from kamurj.foundation.access.tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kamurj.foundation.access.tests.house")]


@pytest.fixture(autouse=True)
def the_houses_own_rules(settings):
    """Channels add to the log-in and draw its pages; here it is looked at without them."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [Path(__file__).parent / "templates"]}]
    settings.ACCOUNT_ADAPTER = "kamurj.foundation.access.adapters.allauth.AccountAdapter"
    cache.clear()


def log_in(visit, email: str, password: str = PASSWORD, *, before: str = "", **more):
    return visit.post(f"{before}/accounts/login/", {"login": email, "password": password, **more})


@pytest.mark.parametrize(
    ("role", "workplace"),
    [(Role.ASSOCIATE, "/store/"), (Role.AGENT, "/console/"), (Role.ADMINISTRATOR, "/console/")],
)
def test_staff_begin_at_their_workplace(visit, hire, role, workplace):
    answer = log_in(visit, hire(role).email)
    assert (answer.status_code, answer["Location"]) == (302, workplace)


@pytest.mark.parametrize(("before", "shop"), [("", "/"), ("/hy", "/hy/")])
def test_customers_begin_in_the_shop_in_their_language(visit, customer, before, shop):
    answer = log_in(visit, customer.email, before=before)
    assert (answer.status_code, answer["Location"]) == (302, shop)


@pytest.mark.parametrize(
    ("own", "before", "cookie", "welcome"),
    [
        ("hy", "", "", "Դուք մուտք գործեցիք որպես {}։"),
        ("en", "/hy", "", "You are signed in as {}."),
        ("hy", "/hy", "en", "You are signed in as {}."),
    ],
)
def test_staff_are_welcomed_in_the_language_of_their_workplace(visit, hire, own, before, cookie, welcome):
    if cookie:
        visit.cookies["language"] = cookie
    member = hire(Role.ASSOCIATE, language=own)
    answer = log_in(visit, member.email, before=before)
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [welcome.format(member.email)]


def test_customers_are_welcomed_in_the_language_of_the_shop_they_stand_in(visit, customer):
    answer = log_in(visit, customer.email, before="/hy")
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [f"Դուք մուտք գործեցիք որպես {customer.email}։"]


def test_who_was_on_the_way_somewhere_goes_there_but_not_out_of_the_house(visit, customer):
    assert log_in(visit, customer.email, next="/hy/orders")["Location"] == "/hy/orders"
    visit.logout()
    assert log_in(visit, customer.email, next="https://elsewhere.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(visit, customer):
    texts = []
    for email in (customer.email, "nobody@kamurj.example"):
        answer = log_in(visit, email, "wrong wrong wrong")
        assert answer.status_code == 200
        texts.append(list(answer.context["form"].errors.values()))
    assert texts[0] == texts[1]
    assert "_auth_user_id" not in visit.session


def test_guessing_is_slowed_down_for_every_process(visit, customer):
    for _ in range(5):
        log_in(visit, customer.email, "wrong wrong wrong")
    log_in(visit, customer.email)
    assert "_auth_user_id" not in visit.session, "even the right password has to wait"
    cache.clear()
    log_in(visit, customer.email)
    assert visit.session["_auth_user_id"] == str(customer.pk)


def test_a_second_factor_is_asked_for_and_its_secret_is_stored_encrypted(visit, hire):
    user = hire(Role.ADMINISTRATOR)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert secret not in str(Authenticator.objects.values_list("data"))
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == secret

    answer = log_in(visit, user.email)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in visit.session
    assert visit.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200

    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    answer = visit.post("/accounts/2fa/authenticate/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/console/")


def test_a_customer_signs_up_with_an_address_and_a_password(visit):
    answer = visit.post("/hy/accounts/signup/", {"email": "New@kamurj.example", "password1": "long enough words"})
    assert (answer.status_code, answer["Location"]) == (302, "/hy/")
    assert User.objects.get().email == "new@kamurj.example"


def test_leaving_leads_to_the_shop(visit, customer):
    visit.force_login(customer)
    answer = visit.post("/accounts/logout/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "_auth_user_id" not in visit.session
