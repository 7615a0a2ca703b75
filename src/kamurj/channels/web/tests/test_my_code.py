"""The code of an account: only its owner's page shows it, and a till knows whose it is for some minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.channels.web.views import my_code as page
from kamurj.journeys import my_code
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId

pytestmark = pytest.mark.django_db


def test_the_page_shows_whoever_is_logged_in_as_a_code(shop, client, log_in, monkeypatch):
    drawn = []
    monkeypatch.setattr(page, "qr_picture", lambda text: drawn.append(text) or "")
    assert client.get("/account/code")["Location"].startswith("/accounts/login/")
    log_in(client, "ani@example.com")
    answer = client.get("/account/code")
    assert (answer.status_code, answer["Refresh"]) == (200, "300")
    assert "no-store" in answer["Cache-Control"]
    now = page.utc_now()
    assert my_code.customer_of(code=drawn[0], now=now)
    assert "Իմ կոդը" in client.get("/hy/account/code").content.decode()


def test_a_code_names_its_customer_until_it_is_over_and_no_letter_of_it_can_be_changed(now):
    customer = CustomerId(ids.new())
    code = my_code.code_for(customer=customer, now=now)
    assert code.isalnum()
    assert code == code.upper()
    assert my_code.customer_of(code=f" {code.lower()}\n", now=now) == customer
    with pytest.raises(my_code.CodeIsOver):
        my_code.customer_of(code=code, now=now + my_code.VALID + timedelta(seconds=1))
    for place in range(len(my_code.MARK), len(code) - 1):
        other = "A" if code[place] != "A" else "B"
        with pytest.raises(my_code.CodeNotOurs):
            my_code.customer_of(code=code[:place] + other + code[place + 1 :], now=now)


@pytest.mark.parametrize("said", ["", "KMY", "Kmyak", "KMY" + "1" * 56, "+37491234567", "\x00"])
def test_rubbish_is_no_code(said, now):
    with pytest.raises(my_code.CodeNotOurs):
        my_code.customer_of(code=said, now=now)
