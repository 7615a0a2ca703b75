"""Counting on the shop floor: the list of what is to be counted here, and one count without a number to lean on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.store.answers import posted, refused
from kamurj.channels.store.forms.shelf import CodeToCountForm, CountForm
from kamurj.channels.store.names import COUNT_REASON_NAMES
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import VariantId
from kamurj.stock import counts as counting
from kamurj.stock.contracts.counts import CountReason, CountStatus, CountTask
from kamurj.stock.errors import CountMoved, UnknownCount

LARGEST_ID = 2**63 - 1
BEGAN = "kamurj.store.count"
A_SHIFT = 12 * 60 * 60
"""So many seconds may pass between opening a count and telling it."""


@staff(Permission.STOCK_COUNT)
@at_work
def counts(request: HttpRequest, here: Workplace) -> HttpResponse:
    """What is to be counted here."""
    return _list(request, here, CodeToCountForm())


@staff(Permission.STOCK_COUNT)
@posted("store:counts")
@at_work
def ask(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Put an article on the list, and go and count it."""
    form = CodeToCountForm(request.POST)
    if form.is_valid():
        try:
            return _to_count(here, catalogue.variant_by_code(form.cleaned_data["code"].strip(), here.language).variant)
        except UnknownVariant:
            unknown = gettext("We find no article with this number. Look it up under Stock and count it from there.")
            form.add_error("code", unknown)
    return _list(request, here, form, status=422)


@staff(Permission.STOCK_COUNT)
@posted("store:article", "variant")
@at_work
def ask_article(request: HttpRequest, here: Workplace, variant: int) -> HttpResponse:
    """Count the article of a page."""
    wanted = VariantId(min(variant, LARGEST_ID))
    if wanted not in catalogue.variant_cards([wanted], here.language):
        return refused(request, here, UnknownVariant(), back=reverse("store:counts"))
    return _to_count(here, wanted)


@staff(Permission.STOCK_COUNT)
@at_work
def count(request: HttpRequest, here: Workplace, count: UUID) -> HttpResponse:
    """One article to be counted; what the ledger says is not shown."""
    try:
        task = _ours(count, here)
    except KamurjError as refusal:
        return refused(request, here, refusal, back=reverse("store:counts"))
    return _page(request, here, task, CountForm(initial={"began": _begin(task)}))


@staff(Permission.STOCK_COUNT)
@posted("store:count", "count")
@at_work
def record(request: HttpRequest, here: Workplace, count: UUID) -> HttpResponse:
    """So many pieces lie there."""
    try:
        task = _of_this_place(count, here)
        form = CountForm(request.POST)
        if not form.is_valid():
            return _page(request, here, task, form, status=422)
        with idempotent(request, "store.record_count") as once:
            if once.answer is None:
                done = counting.record(
                    count=count,
                    location=here.location,
                    counted=form.cleaned_data["counted"],
                    since=_began(task, form.cleaned_data["began"]),
                    by=here.origin.actor or "",
                    may_approve=here.member.may(Permission.STOCK_ADJUST),
                    now=here.now,
                    origin=here.origin,
                )
                once.settle({"status": done.status.value, "differs": bool(done.difference)})
    except KamurjError as refusal:
        return refused(request, here, refusal, back=reverse("store:counts"))
    answer = once.answer or {}
    if answer["status"] == CountStatus.RECOUNT.value:
        messages.warning(request, gettext("Please count it once more, from the beginning."))
        return redirect("store:count", count=count)
    messages.success(request, _thanks(CountStatus(answer["status"]), differs=answer["differs"]))
    return redirect("store:counts")


def _thanks(status: CountStatus, *, differs: bool) -> str:
    if status is CountStatus.REVIEW:
        return gettext("Counted, thank you. Somebody in charge looks at the difference.")
    return gettext("Counted, thank you. The stock is corrected.") if differs else gettext("Counted, thank you. It fits.")


def _to_count(here: Workplace, variant: VariantId) -> HttpResponse:
    task = counting.ask_for_count(
        variant=variant,
        location=here.location,
        reason=CountReason.STAFF,
        by=here.origin.actor or "",
        origin=here.origin,
        now=here.now,
    )
    return redirect("store:count", count=task.id) if task.is_to_count else redirect("store:counts")


def _ours(count: UUID, here: Workplace) -> CountTask:
    """A count of this place that is still to be done. Raises UnknownCount, CountMoved."""
    task = _of_this_place(count, here)
    if not task.is_to_count:
        raise CountMoved
    return task


def _of_this_place(count: UUID, here: Workplace) -> CountTask:
    task = counting.count_task(count)
    if task.location != here.location:
        raise UnknownCount
    return task


def _begin(task: CountTask) -> str:
    """Where the ledger stands now, signed: what moves from here on may have been counted or not."""
    position = counting.ledger_position(variant=task.variant, location=task.location)
    return signing.dumps([str(task.id), position], salt=BEGAN)


def _began(task: CountTask, signed: str) -> int:
    """Where the ledger stood; a page that is too old or another's counts as opened now. Raises nothing."""
    try:
        named, position = signing.loads(signed, salt=BEGAN, max_age=A_SHIFT)
    except signing.BadSignature:
        return counting.ledger_position(variant=task.variant, location=task.location)
    if named != str(task.id):
        return counting.ledger_position(variant=task.variant, location=task.location)
    return int(position)


def _page(request: HttpRequest, here: Workplace, task: CountTask, form: CountForm, *, status: int = 200) -> HttpResponse:
    card = catalogue.variant_cards([task.variant], here.language).get(task.variant)
    context = {
        "here": here,
        "task": task,
        "card": card,
        "form": form,
        "is_again": task.status is CountStatus.RECOUNT,
        "began": form["began"].value(),
        "request_key": str(ids.new()),
    }
    return render(request, "store/count.html", context, status=status)


def _list(request: HttpRequest, here: Workplace, form: CodeToCountForm, *, status: int = 200) -> HttpResponse:
    tasks = counting.to_count(location=here.location)
    cards = catalogue.variant_cards([one.variant for one in tasks], here.language)
    rows = [(one, cards.get(one.variant), COUNT_REASON_NAMES[one.reason]) for one in tasks]
    return render(request, "store/counts.html", {"here": here, "rows": rows, "form": form}, status=status)
