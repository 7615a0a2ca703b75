"""The page of one order at the desk: shown by every view that does something with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kamurj.catalogue import queries as catalogue
from kamurj.channels.store.answers import refused
from kamurj.channels.store.around import around
from kamurj.channels.store.counter import change_of
from kamurj.channels.store.forms.desk import MISSING_REASONS, HandOverForm, MissingForm, ShipForm
from kamurj.channels.store.forms.trouble import HOLD_REASONS
from kamurj.channels.store.names import STATUS_NAMES, STATUS_TONES
from kamurj.channels.store.notes import notes_for
from kamurj.channels.store.sentences import people
from kamurj.channels.store.workplace import Workplace
from kamurj.foundation.words.formatting import list_text
from kamurj.fulfilment.contracts import FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.errors import WrongStore
from kamurj.fulfilment.queries import questions
from kamurj.journeys.collect_in_store import Desk, at_the_desk
from kamurj.journeys.store_day import is_late, is_overdue
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId
from kamurj.locations import queries as locations


def order_page(  # noqa: PLR0913 - each of its forms may come back
    request: HttpRequest,
    here: Workplace,
    work: FulfilmentId,
    *,
    refusal: str = "",
    status: int = 200,
    hand_over: HandOverForm | None = None,
    ship: ShipForm | None = None,
    missing: MissingForm | None = None,
    others: Mapping[str, Form] | None = None,
) -> HttpResponse:
    """One order with whatever is to be done next; an order of another place is refused with the way there.

    `others` are other forms of the page that come back, by the name its template knows them by.
    """
    desk = at_the_desk(fulfilment=work, language=here.language)
    if desk.fulfilment.location != here.location:
        return refused(request, here, WrongStore(), place=locations.location(desk.fulfilment.location))
    context = _context(request, here, desk) | {
        "refusal": refusal,
        "is_part": request.headers.get("HX-Request") == "true",
        "hand_over": hand_over or HandOverForm(due=desk.due, initial={"seen_due": desk.due.minor}),
        "ship": ship or ShipForm(),
        "missing": missing,
        **around(desk, here),
        **(others or {}),
    }
    return render(request, "store/order.html", context, status=status)


def _context(request: HttpRequest, here: Workplace, desk: Desk) -> dict[str, Any]:
    work, order = desk.fulfilment, desk.order
    names = people([work.started_by, work.handed_over_by, work.held_by])
    contact = order.contact
    return {
        "here": here,
        "work": work,
        "order": order,
        "lines": desk.lines,
        "due": desk.due,
        "notes": notes_for(desk.due),
        "pieces": sum(line.left + line.missing for line in work.lines),
        "picked": sum(line.picked for line in work.lines),
        "unpicked": sum(line.unpicked for line in work.lines),
        "customer": f"{contact.given_name} {contact.family_name}".strip(),
        "started_by": names.get(work.started_by or "", ""),
        "handed_over_by": names.get(work.handed_over_by or "", ""),
        "is_late": is_late(work, now=here.now),
        "is_overdue": is_overdue(work, now=here.now),
        "is_collect": work.kind is FulfilmentKind.COLLECT,
        "statuses": STATUS_NAMES,
        "tones": STATUS_TONES,
        "is_new": work.status is FulfilmentStatus.NEW,
        "is_picking": work.status is FulfilmentStatus.PICKING,
        "is_ready": work.status is FulfilmentStatus.READY,
        "change": change_of(request, work.id, order.currency),
        "missing_reasons": MISSING_REASONS,
        "asked_of": _asked_of(desk, here) if work.status is FulfilmentStatus.PICKING else {},
        "held_reason": dict(HOLD_REASONS).get(work.held_reason or "", ""),
        "held_by": names.get(work.held_by or "", ""),
        "request_key": str(ids.new()),
        "missing_lines": list_text([line.ordered.name for line in desk.lines if line.line.missing], here.language)
        if any(line.line.missing for line in desk.lines)
        else "",
    }


def _asked_of(desk: Desk, here: Workplace) -> dict[int, list[dict[str, Any]]]:
    """The questions that wait for the customer, by line, with the name of what is offered."""
    waiting = [one for one in questions.questions_of(desk.order.id) if one.offer and one.is_open(here.now)]
    cards = catalogue.variant_cards([one.offer.variant for one in waiting if one.offer], here.language) if waiting else {}
    found: dict[int, list[dict[str, Any]]] = {}
    for one in waiting:
        if one.offer and one.fulfilment == desk.fulfilment.id:
            card = cards.get(one.offer.variant)
            name = f"{card.name}, {card.options}" if card and card.options else card.name if card else ""
            found.setdefault(one.offer.position, []).append({"id": one.id, "name": name, "until": one.expires_at})
    return found
