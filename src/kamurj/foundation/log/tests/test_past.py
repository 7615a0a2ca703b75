"""Readers that act on the world pass over the past; readers that only look at it do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.bulk import PastFact, record_history
from kamurj.foundation.log.contracts import StoredFact, Subscription, each
from kamurj.foundation.log.operations import NoTransaction, tell
from kamurj.foundation.log.reading import pump
from kamurj.kernel.facts import Fact
from kamurj.kernel.origin import Channel, Origin, Subject

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BellRung(Fact):
    times: int


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_acts_passes_over_facts_of_the_past_and_one_that_looks_does_not() -> None:
    acted: list[int] = []
    looked: list[int] = []

    def note(into: list[int]):
        return each(lambda fact: into.append(fact.as_(BellRung).times))

    with atomic():
        past = [
            PastFact(BellRung(one), NOW - timedelta(days=400 - one), Channel.STORE, Subject("customer:1")) for one in (1, 2)
        ]
        assert record_history(facts=past, now=NOW) == 2
        tell(BellRung(3), origin=Origin(channel=Channel.WEB), now=NOW)
    pump([Subscription("acting", note(acted), acts=True), Subscription("looking", note(looked))])
    assert acted == [3]
    assert looked == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_past_fact_keeps_when_it_happened_beside_when_it_was_received() -> None:
    kept: list[StoredFact] = []
    with atomic():
        record_history(
            facts=[PastFact(BellRung(1), NOW - timedelta(days=30), Channel.STORE, actor="system:import")], now=NOW
        )
    pump([Subscription("keeping", kept.extend)])
    assert [(fact.occurred_at, fact.received_at, fact.actor) for fact in kept] == [
        (NOW - timedelta(days=30), NOW, "system:import")
    ]


@pytest.mark.django_db(transaction=True)
def test_past_facts_are_written_in_a_transaction_only() -> None:
    with pytest.raises(NoTransaction):
        record_history(facts=[], now=NOW)
