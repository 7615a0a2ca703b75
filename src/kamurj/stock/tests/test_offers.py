from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel import ids
from kamurj.kernel.ids import CategoryId
from kamurj.kernel.origin import Channel
from kamurj.stock import offers, operations, queries
from kamurj.stock.contracts import IncomingKind, IncomingLine, IncomingStatus, OfferRule, OfferRuleKind
from kamurj.stock.errors import (
    BufferOutOfRange,
    ExpectedInThePast,
    IncomingClosed,
    InvalidOfferRule,
    NothingAsked,
    QuantityOutOfRange,
    UnknownIncoming,
    UnknownOfferRule,
)
from kamurj.stock.tests.conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN

pytestmark = pytest.mark.django_db
SEATS = CategoryId(70)
TODAY = date(2026, 3, 2)
SAFETY, BUFFER, EXCLUDED = OfferRuleKind


def rule(kind, pieces=0, members=(), **scope):
    said = OfferRule(kind=kind, pieces=pieces, **scope)
    return offers.set_offer_rule(rule=said, members=members, now=NOON, origin=WEB)


def offered(channel=Channel.WEB, variants=(CHAIR, LAMP)):
    """Pieces that can be offered: {(variant, location): pieces} without the places where none can."""
    found = queries.by_location(variants=variants, channel=channel, now=NOON)
    return {(variant, one.location): one.available for variant, places in found.items() for one in places if one.available}


def announce(quantity=4, day=TODAY + timedelta(days=3), variant=CHAIR, location=GYUMRI):
    line = IncomingLine(variant, location, quantity, day)
    [made] = offers.announce(kind=IncomingKind.PURCHASE, number="PO-1", lines=[line], today=TODAY, now=NOON, origin=WEB)
    return made


def test_safety_stock_and_buffers_add_up_and_the_till_sees_everything(shelf):
    rule(SAFETY, 1)
    rule(BUFFER, 2, channel="web")
    assert offered() == {(CHAIR, YEREVAN): 2}
    assert offered(Channel.APP) == {(CHAIR, YEREVAN): 4, (CHAIR, GYUMRI): 1, (LAMP, YEREVAN): 2}
    assert offered(channel=None) == {(CHAIR, YEREVAN): 5, (CHAIR, GYUMRI): 2, (LAMP, YEREVAN): 3}


def test_the_rule_that_names_most_holds(shelf):
    rule(SAFETY, 3)
    rule(SAFETY, 1, category=SEATS, members=[CHAIR])
    assert offered() == {(CHAIR, YEREVAN): 4, (CHAIR, GYUMRI): 1}
    rule(SAFETY, 2, category=SEATS, location=YEREVAN, members=[CHAIR])
    assert offered()[CHAIR, YEREVAN] == 3
    rule(SAFETY, 0, variant=CHAIR)
    assert offered() == {(CHAIR, YEREVAN): 5, (CHAIR, GYUMRI): 2}
    rule(SAFETY, 5, variant=CHAIR, location=YEREVAN)
    assert offered() == {(CHAIR, GYUMRI): 2}


def test_a_buffer_rule_stands_before_the_buffer_of_the_source(shelf):
    operations.set_source(channel=Channel.WEB, location=YEREVAN, buffer=4, now=NOON, origin=WEB)
    assert offered()[CHAIR, YEREVAN] == 1
    rule(BUFFER, 1, channel="web", variant=CHAIR)
    assert offered()[CHAIR, YEREVAN] == 4


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        ({"channel": "web"}, set()),
        ({"location": YEREVAN}, {(CHAIR, GYUMRI)}),
        ({"category": SEATS, "channel": "web"}, {(LAMP, YEREVAN)}),
        ({"variant": LAMP, "location": YEREVAN}, {(CHAIR, YEREVAN), (CHAIR, GYUMRI)}),
        ({"channel": "app"}, {(CHAIR, YEREVAN), (CHAIR, GYUMRI), (LAMP, YEREVAN)}),
    ],
)
def test_what_is_excluded_is_not_offered(shelf, scope, left):
    rule(EXCLUDED, members=[CHAIR], **scope)
    assert set(offered()) == left
    together = queries.availability(variants=[CHAIR, LAMP], channel=Channel.WEB, now=NOON)
    assert together == {one: sum(offered(variants=[one]).values()) for one in (CHAIR, LAMP)}


def test_the_same_scope_again_replaces_and_an_ended_rule_holds_no_more(shelf):
    first, second = rule(SAFETY, 1, location=YEREVAN), rule(SAFETY, 2, location=YEREVAN)
    assert (first.id, second.pieces) == (second.id, 2)
    assert offers.offer_rules() == (second,)
    assert offers.end_offer_rule(rule=second.id, now=NOON, origin=WEB) == second
    assert offers.offer_rules() == ()
    with pytest.raises(UnknownOfferRule):
        offers.end_offer_rule(rule=second.id, now=NOON, origin=WEB)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (OfferRule(SAFETY, channel="web", pieces=1), InvalidOfferRule),
        (OfferRule(BUFFER, pieces=1), InvalidOfferRule),
        (OfferRule(EXCLUDED), InvalidOfferRule),
        (OfferRule(SAFETY, category=SEATS, variant=CHAIR, pieces=1), InvalidOfferRule),
        (OfferRule(SAFETY, pieces=-1), BufferOutOfRange),
        (OfferRule(EXCLUDED, channel="web", pieces=1), BufferOutOfRange),
    ],
)
def test_a_rule_that_says_too_little_or_too_much_is_refused(said, refusal):
    with pytest.raises(refusal):
        offers.set_offer_rule(rule=said, now=NOON, origin=WEB)
    assert offers.offer_rules() == ()


def test_members_are_replaced_and_only_named_categories_have_them(shelf):
    rule(EXCLUDED, category=SEATS, members=[CHAIR])
    assert offers.ruled_categories() == (SEATS,)
    assert offers.set_members(category=SEATS, members=[LAMP]) == 2
    assert offers.set_members(category=SEATS, members=[LAMP, LAMP]) == 0
    assert set(offered()) == {(CHAIR, YEREVAN), (CHAIR, GYUMRI)}


def _weight(one):
    return 4 * (one.variant is not None) + 2 * (one.category is not None) + (one.location is not None), one.pieces


def _expected(said, free, channel):
    """The decision record in plain Python: what each place offers."""
    left = {}
    for (variant, location), pieces in free.items():
        holds = [
            one
            for one in said
            if one.channel in (None, channel.value)
            and one.location in (None, location)
            and one.variant in (None, variant)
            and (one.category is None or variant == CHAIR)
        ]
        back = sum(max((_weight(one) for one in holds if one.kind is kind), default=(0, 0))[1] for kind in (SAFETY, BUFFER))
        if not any(one.kind is EXCLUDED for one in holds) and pieces > back:
            left[variant, location] = pieces - back
    return left


scopes = st.fixed_dictionaries(
    {"location": st.sampled_from([None, YEREVAN, GYUMRI])}
    | {"of": st.sampled_from([{}, {"category": SEATS}, {"variant": CHAIR}, {"variant": LAMP}])}
)
pieces_kept = st.integers(0, 3)
some_rules = st.one_of(
    st.builds(lambda scope, n: OfferRule(SAFETY, pieces=n, location=scope["location"], **scope["of"]), scopes, pieces_kept),
    st.builds(
        lambda scope, n, channel: OfferRule(BUFFER, channel, scope["location"], pieces=n, **scope["of"]),
        *(scopes, pieces_kept, st.sampled_from(["web", "app"])),
    ),
    st.builds(
        lambda scope, channel: OfferRule(EXCLUDED, channel, scope["location"], **scope["of"]),
        *(scopes, st.sampled_from(["web", "app"])),
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(some_rules, max_size=7, unique_by=lambda one: replace(one, pieces=0)))
def test_the_statement_offers_what_the_decision_says(shelf, said):
    sql.execute("DELETE FROM stock_offer_rule")
    for one in said:
        offers.set_offer_rule(rule=one, members=[CHAIR], now=NOON, origin=WEB)
    free = {(CHAIR, YEREVAN): 5, (LAMP, YEREVAN): 3, (CHAIR, GYUMRI): 2}
    for channel in (Channel.WEB, Channel.APP):
        with count_statements() as counted:
            found = offered(channel)
        assert counted.count == 1
        assert found == _expected(said, free, channel)


def test_announced_goods_are_shown_with_their_first_day_and_are_no_pieces_yet(shelf):
    announce(4)
    announce(6, day=TODAY + timedelta(days=1))
    announce(1, variant=LAMP)
    found = queries.by_location(variants=[CHAIR, LAMP], channel=Channel.WEB, now=NOON)
    gyumri = {variant: next(one for one in places if one.location == GYUMRI) for variant, places in found.items()}
    assert (gyumri[CHAIR].available, gyumri[CHAIR].incoming) == (2, 10)
    assert gyumri[CHAIR].expected_date == TODAY + timedelta(days=1)
    assert (gyumri[LAMP].on_hand, gyumri[LAMP].available, gyumri[LAMP].incoming) == (0, 0, 1)


def test_a_delivery_comes_in_parts_and_never_more_than_announced(shelf):
    made = announce(4)
    assert offers.receive_incoming(incoming=made.id, pieces=3, now=NOON, origin=WEB).missing == 1
    with pytest.raises(IncomingClosed):
        offers.receive_incoming(incoming=made.id, pieces=2, now=NOON, origin=WEB)
    done = offers.receive_incoming(incoming=made.id, now=NOON, origin=WEB)
    assert (done.status, done.received) == (IncomingStatus.RECEIVED, 4)
    with pytest.raises(IncomingClosed):
        offers.receive_incoming(incoming=made.id, now=NOON, origin=WEB)
    assert offered()[CHAIR, GYUMRI] == 6
    assert offers.incoming_goods() == ()
    assert queries.audit() == ()


def test_a_cancelled_delivery_is_expected_no_more_and_can_be_again(shelf):
    made = announce(4)
    offers.cancel_incoming(incoming=made.id, now=NOON, origin=WEB)
    assert offers.incoming_goods(variant=CHAIR) == ()
    with pytest.raises(IncomingClosed):
        offers.receive_incoming(incoming=made.id, now=NOON, origin=WEB)
    with pytest.raises(IncomingClosed):
        offers.cancel_incoming(incoming=made.id, now=NOON, origin=WEB)
    assert offers.expect_again(incoming=made.id, now=NOON, origin=WEB) == made
    assert offered()[CHAIR, GYUMRI] == 2


def test_nonsense_is_not_announced(shelf):
    kind = {"kind": IncomingKind.TRANSFER, "today": TODAY, "now": NOON, "origin": WEB}
    for lines, refusal in (
        ([], NothingAsked),
        ([IncomingLine(CHAIR, GYUMRI, 0, TODAY)], QuantityOutOfRange),
        ([IncomingLine(CHAIR, GYUMRI, 1, TODAY - timedelta(days=1))], ExpectedInThePast),
    ):
        with pytest.raises(refusal):
            offers.announce(lines=lines, **kind)
    with pytest.raises(UnknownIncoming):
        offers.receive_incoming(incoming=ids.new(), now=NOON, origin=WEB)
    assert offers.incoming_goods() == ()
