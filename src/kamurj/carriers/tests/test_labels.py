from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings

from kamurj.carriers import queries, tasks
from kamurj.carriers.adapters.drawing import bars_of
from kamurj.carriers.adapters.files import Files, tracking_number
from kamurj.carriers.contracts import LabelMade, ShipmentStatus
from kamurj.carriers.errors import AlreadyUnderWay, HasALabel, LabelNotMade, NoLabel, NoSuchService, TooHeavy
from kamurj.carriers.operations import give_up, labels
from kamurj.carriers.ports import CarrierSilent
from kamurj.carriers.rules.offers import SERVICES, promised_date
from kamurj.carriers.tests.conftest import ANNA
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import InsideTransaction, atomic

pytestmark = pytest.mark.django_db


def facts(kind):
    return sql.scalar("SELECT count(*) FROM log_fact WHERE type = %s", (kind.__name__,))


def test_a_label_is_a_pdf_and_a_drawing_and_lies_in_the_carriers_folder(parcel):
    label = queries.label(parcel.id)
    assert label.pdf.startswith(b"%PDF")
    assert "Աննա Պետրոսյան" in label.svg
    assert label.svg.count("<rect") > 30
    folder = Path(settings.CARRIER_FOLDER, "house", "labels")
    assert (folder / f"{parcel.tracking}.pdf").read_bytes() == label.pdf
    assert (folder / f"{parcel.tracking}.svg").read_text() == label.svg
    assert (parcel.status, parcel.cost.minor) == (ShipmentStatus.LABELLED, 900_00)


def test_asked_again_it_is_the_same_parcel_and_the_same_label(plan, now, origin):
    work = uuid4()
    first = labels.finish_label(shipment=plan(fulfilment=work).id, now=now, origin=origin)
    before = queries.label(first.id)
    again = labels.finish_label(shipment=plan(fulfilment=work).id, now=now, origin=origin)
    assert (again.id, again.tracking) == (first.id, first.tracking)
    assert queries.label(again.id) == before
    assert facts(LabelMade) == 1


def test_a_parcel_has_one_label_until_it_is_given_up(plan, now, origin):
    work = uuid4()
    first = labels.finish_label(shipment=plan(fulfilment=work).id, now=now, origin=origin)
    with pytest.raises(HasALabel, match=first.tracking):
        plan(fulfilment=work, key="house:express")
    give_up(fulfilment=work, now=now, origin=origin)
    labels.tell_given_up(shipment=first.id)
    labels.tell_given_up(shipment=first.id)
    assert not Path(settings.CARRIER_FOLDER, "house", "labels", f"{first.tracking}.pdf").exists()
    second = labels.finish_label(shipment=plan(fulfilment=work, key="house:express").id, now=now, origin=origin)
    assert second.tracking != first.tracking
    with pytest.raises(NoLabel):
        give_up(fulfilment=uuid4(), now=now, origin=origin)


def test_what_the_carrier_has_is_not_given_up(parcel, now, origin):
    sql.execute("UPDATE carriers_shipment SET status = 'picked_up' WHERE id = %s", (parcel.id,))
    with pytest.raises(AlreadyUnderWay):
        give_up(fulfilment=parcel.fulfilment, now=now, origin=origin)
    assert queries.shipment(parcel.id).status is ShipmentStatus.PICKED_UP


def test_a_silent_carrier_is_asked_again_by_the_clock(plan, now, origin, monkeypatch):
    def silent(self, **asked):
        raise CarrierSilent

    with monkeypatch.context() as patched:
        patched.setattr(Files, "make_label", silent)
        waiting = plan()
        with pytest.raises(LabelNotMade):
            labels.finish_label(shipment=waiting.id, now=now, origin=origin)
        assert labels.finish_labels(before=now + timedelta(seconds=1), now=now, origin=origin) == 0
    assert queries.shipment(waiting.id).status is ShipmentStatus.PLANNED
    tasks.finish_labels(0)
    assert queries.shipment(waiting.id).status is ShipmentStatus.LABELLED


def test_no_carrier_is_asked_inside_a_transaction(plan, now, origin):
    waiting = plan()
    with atomic(), pytest.raises(InsideTransaction):
        labels.finish_label(shipment=waiting.id, now=now, origin=origin)


@pytest.mark.parametrize("grams", [0, -1, 30_001])
def test_a_service_takes_no_parcel_that_it_cannot_carry(plan, grams):
    with pytest.raises(TooHeavy):
        plan(weight_grams=grams)
    assert sql.scalar("SELECT count(*) FROM carriers_shipment") == 0


def test_nobody_goes_to_where_nobody_offers(plan):
    with pytest.raises(NoSuchService):
        plan(key="house:rocket")


def test_the_list_of_a_day_has_every_parcel_once_and_no_formula(plan, now, origin):
    evil = plan(recipient=type(ANNA)("=cmd()", "Street 1", "Gyumri", "AM"))
    for one in (evil, plan(), plan(label_date=date(2026, 3, 15))):
        labels.finish_label(shipment=one.id, now=now, origin=origin)
    labels.hand_manifest(carrier="house", day=date(2026, 3, 14))
    count, path = labels.hand_manifest(carrier="house", day=date(2026, 3, 14))
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert count == len(rows) == 2
    assert {row["recipient"] for row in rows} == {"'=cmd()", ANNA.recipient}
    assert {row["phone"] for row in rows} == {"", ANNA.phone}


def test_bars_fill_their_width_with_quiet_zones_and_end_in_a_stop():
    bars = list(bars_of("KM0123456789012345", wide=260))
    module = bars[0][0] / 10
    widths = [round(wide / module) for _, wide in bars]
    assert widths[:3] == [2, 1, 1]  # start B: 211214
    assert widths[-4:] == [2, 3, 1, 2]  # stop: 2331112
    assert bars[-1][0] + bars[-1][1] == pytest.approx(260 - 10 * module)


def test_tracking_numbers_end_in_a_check_digit(parcel):
    digits = [int(digit) for digit in tracking_number(parcel)[2:]]
    luhn = sum(sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits)))
    assert (len(digits), luhn % 10) == (16, 0)


def test_sundays_and_holidays_are_no_days_of_a_carrier():
    standard = SERVICES[0]
    assert promised_date(standard, leaves=date(2026, 3, 13)) == date(2026, 3, 17)
    assert promised_date(standard, leaves=date(2026, 3, 13), holidays={date(2026, 3, 16)}) == date(2026, 3, 18)


def test_a_silent_carrier_keeps_no_other_one_from_its_list(monkeypatch):
    asked = []

    def hand(*, carrier, day):
        asked.append(carrier)
        if carrier == "silent":
            raise LabelNotMade
        return 1, ""

    monkeypatch.setattr(labels, "carriers", lambda: [SimpleNamespace(code=name) for name in ("silent", "house")])
    monkeypatch.setattr(labels, "day_list", lambda **asked_for: ("a parcel",))
    monkeypatch.setattr(labels, "hand_manifest", hand)
    assert labels.hand_manifests(day=date(2026, 3, 14)) == 1
    assert asked == ["silent", "house"]
