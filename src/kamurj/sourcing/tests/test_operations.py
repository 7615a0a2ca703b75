from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.reading import pump
from kamurj.kernel import ids
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.sourcing import operations, queries
from kamurj.sourcing.contracts import Candidate, Goal, PlaceTerms, Rule, RuleKind, RuleSet, Wanted
from kamurj.sourcing.errors import PointsOutOfRange, RulesChangedMeanwhile, UnknownRules
from kamurj.sourcing.handlers import SUBSCRIPTIONS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DESK = Origin(channel=Channel.CONSOLE, actor="user:1")
STORE = LocationId(7)


def saved(**changes) -> RuleSet:
    before, _ = queries.current(now=NOW)
    return operations.save_rules(rules=replace(before, **changes), now=NOW, origin=DESK)


def test_rules_have_versions_and_a_digest_that_names_their_content():
    before, _ = queries.current(now=NOW)
    assert (before.version, len(before.digest)) == (0, 64)
    cheaper = saved(rules=(Rule(RuleKind.PARCELS, 5),), places={STORE: PlaceTerms(STORE, franchise=True, excluded=(3, 1))})
    assert cheaper.version > 0
    assert cheaper.digest != before.digest
    assert cheaper.terms(STORE).excluded == (1, 3)
    again = saved(rules=before.rules, places={})
    assert again.digest == before.digest
    assert again.version > cheaper.version
    assert [one.version for one in queries.versions()] == [again.version, cheaper.version]
    assert queries.rule_set(cheaper.version) == cheaper
    with pytest.raises(UnknownRules):
        queries.rule_set(again.version + 1)


def test_the_same_rules_again_are_no_new_version():
    first = saved(least_saving=7)
    assert saved(least_saving=7, places={STORE: PlaceTerms(STORE)}) == first


def test_rules_that_were_edited_from_an_older_version_or_make_no_sense_are_refused():
    old, _ = queries.current(now=NOW)
    newer = saved(least_saving=1)
    with pytest.raises(RulesChangedMeanwhile):
        operations.save_rules(rules=replace(old, least_saving=2), now=NOW, origin=DESK)
    for changes in ({"least_saving": -1}, {"rules": (Rule(RuleKind.SHELF, 10**9),)}):
        with pytest.raises(PointsOutOfRange):
            saved(**changes)
    assert queries.current(now=NOW)[0] == newer


def test_the_load_of_a_place_is_read_with_the_rules_only_where_they_ask_for_it():
    order = OrderId(ids.new())
    operations.count_parcels(order=order, locations=[STORE, STORE], at=NOW)
    operations.count_parcels(order=OrderId(ids.new()), locations=[STORE], at=NOW - timedelta(hours=25))
    saved(least_saving=3)
    assert queries.current(now=NOW)[1] == {}
    saved(places={STORE: PlaceTerms(STORE, capacity=5)})
    with count_statements() as counted:
        assert queries.current(now=NOW)[1] == {STORE: 1}
    assert counted.count == 1
    operations.count_parcels(order=order, locations=[], at=NOW)
    assert queries.current(now=NOW)[1] == {}


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_kept_with_its_trace_once_however_often_it_is_read():
    rules, _ = queries.current(now=NOW)
    place = Candidate(STORE, "S7", True, True, "AM", "AM", Position(40, 44), {VariantId(1): 4})
    decision = queries.decide([Wanted(VariantId(1), 2)], [place], goal=Goal("AM", "AM"), rules=rules)
    cart = CartId(ids.new())
    with atomic():
        operations.note_decision(cart=cart, decision=decision, now=NOW, origin=DESK)
    pump(SUBSCRIPTIONS)
    [kept] = queries.decisions_of(cart=cart)
    assert (kept.trace, kept.order, kept.at) == (decision.trace, None, NOW)
    assert kept.trace.rules_digest == rules.digest
    operations.keep_decisions(decisions=[])
    pump(SUBSCRIPTIONS)
    assert queries.decisions_of(cart=cart) == (kept,)
