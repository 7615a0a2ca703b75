"""What the page of one order shows around its work: who waits, who may collect, its parcel, what goes back."""

from __future__ import annotations

from typing import Any

from kamurj.carriers.queries import shipment_of
from kamurj.channels.store.forms.waiting import DocumentForm, LabelForm, LongerForm
from kamurj.channels.store.parcel_words import DOCUMENTS, EVENT_NAMES, PARCEL_NAMES, REASONS
from kamurj.channels.store.sentences import people
from kamurj.channels.store.workplace import Workplace
from kamurj.fulfilment.contracts import FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.collecting import CollectionNotes
from kamurj.journeys.collect_in_store import Desk
from kamurj.journeys.parcels import packed
from kamurj.journeys.waiting import may_collect, notes


def around(desk: Desk, here: Workplace) -> dict[str, Any]:
    """The part of the page's context that is not about picking: nothing more is read before the work is ready."""
    work = desk.fulfilment
    if work.status in (FulfilmentStatus.NEW, FulfilmentStatus.PICKING):
        return {}
    known = notes(work.id)
    context: dict[str, Any] = {
        "around": known,
        "documents": dict(DOCUMENTS),
        "longer_reasons": dict(REASONS),
        "around_people": _people(known),
        "is_to_put_back": not work.is_open and not work.is_delivered and any(line.fetched for line in work.lines),
    }
    if work.kind is FulfilmentKind.SHIP:
        return context | _parcel(desk, here)
    if work.status is FulfilmentStatus.READY:
        may = may_collect(desk.order)
        context |= {
            "may_collect": may,
            "seen": DocumentForm(due=desk.due, may=may, initial={"seen_due": desk.due.minor}),
            "longer": LongerForm(prefix="longer"),
        }
    return context


def _parcel(desk: Desk, here: Workplace) -> dict[str, Any]:
    if desk.fulfilment.status is not FulfilmentStatus.READY:
        return {"parcel": shipment_of(desk.fulfilment.id), "parcel_names": PARCEL_NAMES, "event_names": EVENT_NAMES}
    found = packed(desk.fulfilment, desk.order, language=here.language)
    return {
        "parcel": found.shipment,
        "parcel_names": PARCEL_NAMES,
        "label_form": LabelForm(offers=found.offers, initial={"grams": found.grams}) if found.offers else None,
    }


def _people(known: CollectionNotes) -> dict[str, str]:
    by = [known.checked.by if known.checked else None, known.longer.by if known.longer else None, known.put_back_by]
    return dict(people(by))
