from __future__ import annotations

import pytest
from django.core import mail

from kamurj.foundation.database import sql
from kamurj.fulfilment.contracts import COLLECTION_PERIOD
from kamurj.journeys import collect_in_store, tell_shopper
from kamurj.journeys.tests.town import WEB, Town, work_off
from kamurj.orders.contracts import DeliveryKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


def test_the_ready_mail_says_where_until_when_and_the_code_in_text_and_html(town):
    work = town.make_ready(town.buy())
    assert work_off() == ["journeys.tell_ready"]
    (letter,) = mail.outbox
    assert letter.to == ["Ani@Example.com"]
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    for body in (letter.body, html):
        assert town.code(work) in body
        assert "Store YEREVAN, 1 Abovyan Street" in body
        assert "21 Mar 2026" in body
    assert "Oak <chair>, Oak × 3" in letter.body


def test_markup_in_names_stays_text(town):
    town.make_ready(town.buy())
    work_off()
    html = mail.outbox[0].alternatives[0][0]
    assert "<b>" not in html
    assert "Oak &lt;chair&gt;" in html
    assert "Անի <b>" in mail.outbox[0].body


def test_an_armenian_shopper_is_written_to_in_armenian(town):
    order = town.buy(language="hy", card=False)
    town.make_ready(order)
    work_off()
    letter = mail.outbox[0]
    assert letter.subject == f"Ձեր {order.number} պատվերը պատրաստ է"
    assert "Խանութ YEREVAN, Աբովյան 1" in letter.body
    assert "Խանութում վճարելիք գումարը" in letter.body
    assert letter.extra_headers["Content-Language"] == "hy"
    assert 'lang="hy"' in letter.alternatives[0][0]


def test_a_mail_goes_out_once_however_often_its_job_runs(town):
    town.make_ready(town.buy())
    work_off(times=3)
    sql.execute("UPDATE log_subscription SET transaction_id = 0, fact_id = 0")
    work_off(times=2)
    assert len(mail.outbox) == 1


def test_a_new_code_is_told_in_a_new_mail(town):
    work = town.make_ready(town.buy())
    work_off()
    first = town.code(work)
    collect_in_store.reissue_code(**town.at(work))
    work_off(times=2)
    assert len(mail.outbox) == 2
    assert town.code(work) in mail.outbox[1].body
    assert first not in mail.outbox[1].body


def test_after_a_crash_before_the_note_the_letter_comes_again_under_the_same_name(town, monkeypatch):
    work = town.make_ready(town.buy())
    with monkeypatch.context() as patch:
        patch.setattr(tell_shopper, "settle", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell_shopper.tell_ready(fulfilment=work.id, now=town.now)
    assert tell_shopper.tell_ready(fulfilment=work.id, now=town.now)
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second
    assert not tell_shopper.tell_ready(fulfilment=work.id, now=town.now)


def test_nobody_is_told_the_code_of_what_is_already_gone(town):
    town.collect(town.buy())
    assert work_off(times=2) == ["journeys.settle_delivery", "journeys.tell_ready"]
    assert mail.outbox == []


def test_a_shopper_without_an_address_gets_no_mail(town):
    order = town.buy()
    sql.execute("UPDATE orders_order SET contact = jsonb_set(contact, '{email}', 'null') WHERE id = %s", (order.id,))
    town.make_ready(order)
    work_off()
    assert mail.outbox == []


def test_shipped_expired_and_returned_are_told_too(town):
    parcel = town.buy(kind=DeliveryKind.SHIP)
    town.send(town.work_of(parcel))
    work_off()
    town.bring_back(parcel)
    work_off()
    left = town.make_ready(town.buy())
    work_off()
    collect_in_store.expire(fulfilment=left.id, now=town.now + COLLECTION_PERIOD, origin=WEB)
    work_off()
    endings = [letter.subject.replace(parcel.number, "").split()[-1] for letter in mail.outbox]
    assert endings == ["way", "order", "ready", "collected"]
    assert "HY-1" in mail.outbox[0].body
    assert "333.33" in mail.outbox[1].body
    assert "goes back to you" in mail.outbox[3].body
