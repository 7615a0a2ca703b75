from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from django.db import DatabaseError

from kamurj.commands import audit
from kamurj.commands.books.rules import ALWAYS, AT_REST
from kamurj.commands.books.snapshot import one_moment
from kamurj.foundation.database import sql
from kamurj.fulfilment.contracts.rerouting import MissingReason, RejectReason
from kamurj.journeys import substitute
from kamurj.journeys.pick_order import report_missing
from kamurj.journeys.reject_order import reject
from kamurj.journeys.tests.picking import at, being_picked
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.tills.contracts import EntryKind
from kamurj.tills.operations.drawers import close_drawer, move_cash
from kamurj.tills.queries import open_drawers

pytestmark = pytest.mark.django_db(transaction=True)
RULES = len(ALWAYS) + len(AT_REST)


@pytest.fixture
def shop(monkeypatch):
    """A shop with one order, and the commands in the tests' own house."""
    monkeypatch.setattr(audit.started, "django", nullcontext)
    shop = Shop(utc_now())
    shop.stock(shop.oak, yerevan=5)
    shop.place(shop.cart({shop.oak: 2}))
    return shop


def found(capsys, *arguments):
    status = audit.run(["--json", *arguments])
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_house_in_order_has_nothing_to_tell(shop, capsys):
    assert found(capsys) == (0, {"wrong": 0, "rules": RULES, "breaches": [], "log": []})
    assert audit.run([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{RULES} rules asked; every one holds.",
        "The log, read from its beginning, builds the same levels, accounts and balances.",
    ]


def test_substitutes_rejections_and_display_pieces_are_in_order(shop, capsys):
    shop.stock(shop.ash, yerevan=1)
    work = being_picked(shop, {shop.oak: 3})
    question = substitute.propose(**at(work, shop), position=1, quantity=1, variant=shop.ash)
    substitute.answer(question=question.id, accept=True, origin=WEB, now=shop.now)
    reject(**at(work, shop), lines={1: 1}, reason=RejectReason.TOO_BUSY)
    report_missing(**at(work, shop), missing={1: 1}, why=MissingReason.DISPLAY_PIECE)
    assert found(capsys, "--without-log")[1]["breaches"] == []


def test_a_piece_that_is_nowhere_is_named_by_the_tables_and_by_the_log(shop, capsys):
    sql.execute("UPDATE stock_level SET on_hand = on_hand - 1 WHERE variant_id = %s", (shop.oak,))
    status, told = found(capsys)
    [breach] = told["breaches"]
    sentence = f"article {shop.oak} in place {shop.yerevan}"
    assert (status, breach["count"], breach["examples"]) == (1, 1, [f"{sentence}: 4 lie there, 5 moved"])
    assert told["log"] == [f"{sentence}: 4 lie there, 5 by the log"]
    assert audit.run(["--without-log"]) == 1
    page = capsys.readouterr().out
    assert f"      {sentence}: 4 lie there, 5 moved" in page
    assert f"{RULES} rules asked" in page
    assert "by the log" not in page


def test_a_drawer_that_was_counted_against_something_else_is_named(shop, capsys):
    drawer, till = open_drawers(location=shop.yerevan)[0].id, at_the_till(shop)
    move_cash(drawer=drawer, kind=EntryKind.PAY_IN, amount=Money(5_00, "AMD"), reason="Change.", key="in", **till)
    close_drawer(drawer=drawer, counts={1_00: 5}, **till)
    assert found(capsys, "--without-log")[1]["breaches"] == []
    sql.execute("UPDATE tills_drawer SET expected_minor = 400, reason = 'Why?' WHERE id = %s", (drawer,))
    [breach] = found(capsys, "--without-log")[1]["breaches"]
    assert breach["examples"] == [f"drawer {drawer}: 400 expected, 500 moved"]


def at_the_till(shop):
    return {"now": shop.now, "origin": Origin(channel=Channel.STORE, location=shop.yerevan, actor="user:1")}


def test_what_is_unfinished_is_wrong_only_once_nobody_is_at_it_any_more(shop, capsys):
    sql.execute("UPDATE orders_order SET confirmed_at = confirmed_at - interval '2 hours'")
    _, told = found(capsys, "--without-log")
    assert [one["rule"] for one in told["breaches"]] == [
        "every order that is sure has a place that works on it, or its customer is being asked"
    ]
    assert found(capsys, "--without-log", "--minutes", "180")[0] == 0


def test_the_audit_cannot_write(shop):
    with pytest.raises(DatabaseError, match="read-only"), one_moment():
        sql.execute("UPDATE stock_level SET on_hand = 0")


def test_a_period_beyond_a_year_is_refused(shop, capsys):
    with pytest.raises(SystemExit):
        audit.run(["--minutes", "600000"])
    assert "between 0 and 525600" in capsys.readouterr().err
