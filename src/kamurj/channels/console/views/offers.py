"""What is not offered although it is there: safety stock, buffers and exclusions, tried before they hold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.offers import KINDS, RuleForm
from kamurj.channels.console.names import name_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.offer_rules import set_rule, try_rule
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CategoryId, LocationId, VariantId
from kamurj.kernel.origin import Channel
from kamurj.stock import offers as offering
from kamurj.stock.contracts import OfferRule, OfferRuleKind

UNDO = "console:undo_offer_rule"


@staff(Permission.STOCK_VIEW)
@at_desk
def offer_rules(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every rule; a new one is shown with what it would do, then set. Raises NotPermitted."""
    form = RuleForm(sent(request), desk=desk)
    if request.method != "POST":
        return _page(request, desk, form)
    if not desk.may(Permission.STOCK_ADJUST):
        raise NotPermitted(permission=Permission.STOCK_ADJUST.value)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    rule = form.rule()
    try:
        if "apply" not in request.POST:
            tried = try_rule(rule=rule, now=desk.now, origin=desk.origin)
            return _page(request, desk, form, tried=tried, words=_words(rule, desk))
        before = next((one for one in offering.offer_rules() if _scope(one) == _scope(rule)), None)
        held = set_rule(rule=rule, now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        return _page(request, desk, form, refusal=refusal_text(refusal), status=status_of(refusal))
    kept = {"end": held.id, "set": before}
    offer(request, text=gettext("The rule holds."), to=UNDO, before=kept, back=request.path)
    return redirect("console:offer_rules")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def end_offer_rule(request: HttpRequest, desk: Desk, rule: int) -> HttpResponse:
    """End a rule, with the offer to take that back. Raises UnknownOfferRule."""
    ended = offering.end_offer_rule(rule=rule, now=desk.now, origin=desk.origin)
    kept = {"end": None, "set": ended}
    offer(request, text=gettext("The rule holds no more."), to=UNDO, before=kept, back=request.path)
    return redirect("console:offer_rules")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_offer_rule(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let hold again what held before. Raises UndoGone, UnknownOfferRule."""
    kept = redeem(request, UNDO)
    if kept["set"] is not None:
        set_rule(rule=_rule(kept["set"]), now=desk.now, origin=desk.origin)
    else:
        offering.end_offer_rule(rule=kept["end"], now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:offer_rules")


def _page(request: HttpRequest, desk: Desk, form: RuleForm, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = [(one, _words(one, desk)) for one in offering.offer_rules()]
    return show(request, desk, "offers.html", {"form": form, "rows": rows, **more}, status=status)


def _words(rule: OfferRule, desk: Desk) -> dict[str, object]:
    """A rule as the page says it; an empty part is everything."""
    names = {card.category: card.name for card in catalogue.categories(desk.language)} if rule.category else {}
    cards = catalogue.variant_cards([rule.variant], desk.language) if rule.variant else {}
    card = cards.get(rule.variant) if rule.variant else None
    return {
        "kind": KINDS[rule.kind],
        "channel": name_of(Channel(rule.channel)) if rule.channel else "",
        "place": desk.place_name(rule.location),
        "what": f"{card.name} {card.options} ({card.sku})"
        if card
        else names.get(rule.category, "")
        if rule.category
        else "",
        "pieces": "" if rule.kind is OfferRuleKind.EXCLUDED else rule.pieces,
    }


def _scope(rule: OfferRule) -> tuple[object, ...]:
    return rule.kind, rule.channel, rule.location, rule.category, rule.variant


def _rule(was: dict[str, Any]) -> OfferRule:
    return OfferRule(
        kind=OfferRuleKind(was["kind"]),
        channel=was["channel"],
        location=None if was["location"] is None else LocationId(was["location"]),
        category=None if was["category"] is None else CategoryId(was["category"]),
        variant=None if was["variant"] is None else VariantId(was["variant"]),
        pieces=was["pieces"],
    )
