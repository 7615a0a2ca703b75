from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kamurj.carriers import queries
from kamurj.carriers.contracts import EventKind, ShipmentEvent, ShipmentStatus, Shown
from kamurj.carriers.errors import EventDiffers, FileTooLong, FileUnreadable, NotYet, UnknownParcel
from kamurj.carriers.operations.hearing import hear, preview
from kamurj.carriers.rules.events_file import MOST_LINES, read_table
from kamurj.carriers.rules.standing import standing
from kamurj.carriers.tests.conftest import told
from kamurj.conftest import NOW
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic

ANY_EVENT = some.builds(
    ShipmentEvent,
    id=some.uuids().map(str),
    kind=some.sampled_from(EventKind),
    at=some.integers(0, 5).map(lambda hours: NOW - timedelta(hours=hours)),
    place=some.just(""),
    note=some.just(""),
)


@given(events=some.lists(ANY_EVENT, max_size=8), random=some.randoms())
def test_where_a_parcel_is_does_not_hang_on_the_order_or_number_of_tellings(events, random):
    once = standing(events, planned_at=NOW)
    mixed = [*events, *random.choices(events, k=3)] if events else []
    random.shuffle(mixed)
    assert standing(mixed, planned_at=NOW) == once
    kinds = {event.kind for event in events}
    assert (once.status is ShipmentStatus.RETURNED) == (EventKind.RETURNED in kinds)
    assert (once.delivered_at is not None) == (EventKind.DELIVERED in kinds)


@pytest.fixture
def way(parcel, now):
    """Everything a parcel goes through, with a vain attempt on the way."""
    kinds = [EventKind.CREATED, EventKind.PICKED_UP, EventKind.OUT_FOR_DELIVERY, EventKind.FAILED, EventKind.DELIVERED]
    return [told(parcel, f"e{place}", kind, now - timedelta(hours=9 - place)) for place, kind in enumerate(kinds)]


@pytest.mark.django_db
def test_events_in_any_order_and_again_leave_the_parcel_where_it_is(plan, parcel, way, now, origin):
    @given(order=some.permutations(way), repeats=some.lists(some.sampled_from(way), max_size=3), cut=some.integers(0, 5))
    def in_any_order(order, repeats, cut):
        with atomic():
            sent = [*order, *repeats]
            first = hear(carrier="house", told=sent[:cut], now=now, origin=origin)
            rest = hear(carrier="house", told=sent, now=now, origin=origin)
            assert first.stored + rest.stored == len(way)
            after = queries.shipment(parcel.id)
            assert (after.status, after.since, after.delivered_at) == (ShipmentStatus.DELIVERED, *[way[-1].event.at] * 2)
            assert [one.id for one in after.events] == ["e0", "e1", "e2", "e3", "e4"]
            facts = dict(sql.rows("SELECT type, count(*) FROM log_fact WHERE type LIKE 'Parcel%%' GROUP BY type"))
            assert facts == {"ParcelMoved": 3, "ParcelNotDelivered": 1, "ParcelDelivered": 1}
            sql.execute("DELETE FROM log_fact WHERE type LIKE 'Parcel%%'")
            sql.execute("DELETE FROM carriers_event")

    in_any_order()


@pytest.mark.django_db
def test_lines_that_cannot_be_used_leave_the_others_alone(parcel, now, origin):
    at = now - timedelta(hours=1)
    lines = [
        told(parcel, "a", EventKind.PICKED_UP, at, line=2),
        told(parcel, "a", EventKind.DELIVERED, at, line=3),
        told(parcel, "a", EventKind.PICKED_UP, at, line=4),
        replace(told(parcel, "b", EventKind.PICKED_UP, at, line=5), tracking="KM-nobody"),
    ]
    looked = preview(carrier="house", told=lines)
    done = hear(carrier="house", told=lines, now=now, origin=origin)
    assert (done.stored, done.repeated) == (looked.stored, looked.repeated) == (1, 1)
    assert [(one.line, type(one.why)) for one in done.not_taken] == [(3, EventDiffers), (5, UnknownParcel)]
    assert [one.line for one in looked.not_taken] == [3, 5]
    again = hear(carrier="house", told=lines, now=now, origin=origin)
    assert (again.stored, again.repeated) == (0, 2)


@pytest.mark.django_db
def test_another_carriers_parcel_is_not_touched(parcel, now, origin):
    line = told(parcel, "a", EventKind.DELIVERED, now)
    assert hear(carrier="other", told=[line], now=now, origin=origin).stored == 0
    assert queries.shipment(parcel.id).status is ShipmentStatus.LABELLED


@pytest.mark.django_db
def test_what_is_to_happen_is_not_believed(parcel, now, origin):
    with pytest.raises(NotYet):
        hear(
            carrier="house", told=[told(parcel, "a", EventKind.DELIVERED, now + timedelta(hours=1))], now=now, origin=origin
        )
    assert queries.shipment(parcel.id).events == ()


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_two_people_at_once_counts_once(parcel, way, now, origin, together):
    both = together([lambda: hear(carrier="house", told=way, now=now, origin=origin) for _ in range(2)])
    assert sorted(one.stored for one in both) == [0, len(way)]
    assert queries.shipment(parcel.id).status is ShipmentStatus.DELIVERED


@pytest.mark.django_db
def test_lists_show_what_is_late_and_what_came_to_nothing(plan, parcel, now, origin):
    assert queries.shipments(shown=Shown.LATE, today=parcel.promised_date) == ()
    later = parcel.promised_date + timedelta(days=1)
    assert [one.id for one in queries.shipments(shown=Shown.LATE, today=later)] == [parcel.id]
    assert queries.counts(today=later) == {Shown.LATE: 1, Shown.FAILED: 0}
    hear(carrier="house", told=[told(parcel, "a", EventKind.FAILED, now)], now=now, origin=origin)
    assert [one.id for one in queries.shipments(shown=Shown.FAILED, today=later)] == [parcel.id]
    hear(carrier="house", told=[told(parcel, "b", EventKind.DELIVERED, now)], now=now, origin=origin)
    assert queries.shipments(shown=Shown.UNDER_WAY, today=later) == ()
    assert [one.id for one in queries.shipments(shown=Shown.ALL, today=later, text=parcel.tracking[:9].lower())] == [
        parcel.id
    ]
    assert queries.shipments(shown=Shown.ALL, today=later, text=str(uuid4())) == ()


def test_a_table_is_read_with_commas_or_semicolons_and_rubbish_is_named_by_line(now):
    text = (
        "\ufefftracking;event_id;event;at;place\n"
        "KM1;e1;Delivered;2026-03-14T13:00:00+04:00;Gyumri\n"
        "\n"
        ";e2;delivered;2026-03-14T09:00:00Z;\n"
        "KM1;e3;teleported;2026-03-14T09:00:00Z;\n"
        "KM1;e4;failed;yesterday;\n"
        "KM1;e5;failed;2026-03-14T09:00:00;\n"
        "KM1;e6;failed;2027-01-01T00:00:00Z;\n"
        "KM1\n"
    )
    good, bad = read_table(text.encode(), now=now)
    assert [(one.line, one.event.kind, one.event.place) for one in good] == [(2, EventKind.DELIVERED, "Gyumri")]
    assert [(one.line, one.why.code.partition(".")[2]) for one in bad] == [
        (4, "column_missing"),
        (5, "unknown_kind"),
        (6, "moment_unreadable"),
        (7, "moment_unreadable"),
        (8, "not_yet"),
        (9, "column_missing"),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"%PDF-1.4", b'tracking,event_id,event,at\n"\0'])
def test_what_is_no_table_is_refused_whole(content, now):
    with pytest.raises(FileUnreadable):
        read_table(content, now=now)


def test_a_table_has_an_end(now):
    with pytest.raises(FileTooLong):
        read_table(b"tracking,event_id,event,at\n" + b"x\n" * (MOST_LINES + 1), now=now)


@given(content=some.binary(max_size=300), head=some.booleans())
def test_no_file_is_a_failure_of_ours(content, head):
    with suppress(FileUnreadable):
        read_table((b"tracking,event_id,event,at\n" if head else b"") + content, now=NOW)
