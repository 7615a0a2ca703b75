from django.test import Client

from kamurj.channels.web.tests.conftest import PASSWORD
from kamurj.channels.web.tests.town import facts_of, said
from kamurj.customers import queries as customers
from kamurj.foundation.access.models import User
from kamurj.foundation.database import sql


def test_the_account_asks_for_a_log_in_and_leads_back(shop, client):
    assert client.get("/account")["Location"] == "/accounts/login/?next=%2Faccount"


def test_signing_up_makes_a_customer_and_keeps_the_cart(shop, client):
    shop.put_in(client, "LAMP", 2)
    answer = client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.com")
    customer = customers.customer_of_user(user.pk)
    assert customer is not None
    assert "Lamp" in said(client.get("/cart"))
    assert sql.rows("SELECT customer_id FROM orders_cart WHERE status = 'open'") == [(customer,)]


def test_logging_in_adds_what_was_gathered_to_the_cart_of_other_devices(shop, client, log_in):
    phone, laptop = Client(), Client()
    log_in(phone, "ani@example.com")
    shop.put_in(phone, "LAMP", 1)
    shop.put_in(laptop, "LAMP", 2)
    shop.put_in(laptop, "SOFA-OAK", 1)
    log_in(laptop, "ani@example.com")
    assert "4 pieces" in said(laptop.get("/cart"))
    assert "4 pieces" in said(phone.get("/cart"))


def test_logging_in_tells_that_the_device_is_the_customers(shop, client, log_in):
    client.get("/products/lamp")
    user = log_in(client, "ani@example.com")
    (recognised,) = facts_of("CustomerRecognised")
    assert recognised["customer"] == str(customers.customer_of_user(user.pk))
    client.get("/products/ani-sofa")
    subjects = sql.rows("SELECT subject FROM log_fact WHERE type = 'ProductViewed' ORDER BY id")
    assert [subject.partition(":")[0] for (subject,) in subjects] == ["anonymous", "customer"]


def test_orders_stand_in_the_account_newest_first(shop, client, log_in):
    log_in(client, "ani@example.com")
    assert "No orders yet" in said(client.get("/account"))
    numbers = []
    for _ in range(2):
        shop.put_in(client, "LAMP")
        numbers.append(shop.order(client).number)
    html = said(client.get("/account"))
    assert html.index(numbers[1]) < html.index(numbers[0])
    assert "Ձեր պատվերները" in said(client.get("/hy/account"))


def test_a_mark_of_the_next_page_that_nobody_gave_out_is_refused(shop, client, log_in):
    log_in(client, "ani@example.com")
    assert client.get("/account?after=nonsense").status_code in (400, 422)


def test_the_name_can_be_changed_and_markup_in_it_is_text(shop, client, log_in):
    user = log_in(client, "ani@example.com")
    html = said(client.post("/account", {"given_name": "<i>Անի</i>", "family_name": "P"}, follow=True))
    assert "Saved." in html
    assert "<i>Անի" not in html
    assert "&lt;i&gt;Անի" in html
    assert customers.customer(customer=customers.customer_of_user(user.pk)).given_name == "<i>Անի</i>"


def test_an_empty_name_is_refused_beside_the_field(shop, client, log_in):
    log_in(client, "ani@example.com")
    answer = client.post("/account", {"given_name": ""})
    assert answer.status_code == 422
    assert "This field is required" in said(answer)


def test_the_second_step_has_pages_of_the_shops_own_look(shop, client, log_in):
    log_in(client, "ani@example.com")
    for path in ("/accounts/2fa/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert 'class="masthead' in said(page)
        assert "<style" not in said(page)
