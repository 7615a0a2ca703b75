from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kamurj.customers.bulk import customer_id
from kamurj.foundation.database import sql
from kamurj.importers.plain import payment_methods
from kamurj.importers.plain.tests.test_importing import ORIGIN, quiet
from kamurj.importers.tests.files import write_csv
from kamurj.payments import instruments
from kamurj.payments.bulk import instrument_id
from kamurj.payments.contracts.instruments import InstrumentKind

pytestmark = pytest.mark.django_db
COLUMNS = ("external_id", "customer", "kind", "token", "brand", "last4", "expires", "provider")


def test_kept_cards_come_in_once_with_no_card_number_and_a_forgotten_one_stays_forgotten(tmp_path: Path, now) -> None:
    file = write_csv(
        tmp_path / "means.csv",
        COLUMNS,
        [
            ("card-1", "1", "card", "tok_accept", "Visa", "4242", "2028-02", ""),
            ("wallet-1", "1", "wallet", "tok_accept", "PayPal", "", "", "sandbox"),
            ("card-2", "1", "card", "4242424242424242", "", "", "", ""),
            ("card-3", "1", "cheque", "tok_accept", "", "", "", ""),
            ("card-4", "1", "card", "tok_accept", "", "42", "", ""),
            ("card-5", "1", "card", "tok_accept", "", "", "02/28", ""),
            ("card-6", "1", "card", "tok_accept", "", "", "", "nobody"),
            ("", "1", "card", "tok_accept", "", "", "", ""),
        ],
    )
    report = payment_methods.run(file, quiet)
    assert (report["imported"], report["rejected"], report["added"]) == (2, 6, 2)
    assert "4242424242424242" not in file.rejects.read_text()
    customer = customer_id(source="csv", external_id="1")
    wallet, card = sorted(instruments.instruments_of(customer=customer), key=lambda one: one.kind, reverse=True)
    assert (card.brand, card.last4, card.expires, card.kind) == ("Visa", "4242", date(2028, 2, 29), InstrumentKind.CARD)
    assert wallet.id == instrument_id(source="csv", external_id="wallet-1")
    instruments.forget(instrument=card.id, customer=customer, now=now, origin=ORIGIN)
    assert payment_methods.run(file, quiet)["unchanged"] == 2
    assert instruments.instruments_of(customer=customer) == (wallet,)
    assert sql.scalar("SELECT count(*) FROM payments_instrument") == 2
