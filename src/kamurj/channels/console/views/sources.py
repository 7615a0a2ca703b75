"""Channel sources: from which places a channel sells, and how many pieces it leaves there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import member, number
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.channels.console.errors import NothingToChange, UnreadableEntry
from kamurj.channels.console.names import name_of
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Source

SELLING = (Channel.WEB, Channel.APP, Channel.STORE, Channel.PHONE, Channel.CHAT, Channel.SOCIAL, Channel.API)


@staff(Permission.STOCK_VIEW)
@at_desk
def sources(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The table of one channel; on POST, every line that differs is written. Raises NotPermitted, BufferOutOfRange."""
    asked = member(Channel, request.POST.get("channel") or request.GET.get("channel"))
    channel = asked if asked in SELLING else Channel.WEB
    known = _known(channel, desk)
    if request.method == "POST":
        if not desk.may(Permission.STOCK_ADJUST):
            raise NotPermitted(permission=Permission.STOCK_ADJUST.value)
        return _saved(request, desk, channel, known)
    context: dict[str, Any] = {
        "channels": SELLING,
        "channel": channel,
        "rows": [(card, known[card.location]) for card in desk.trading],
    }
    return show(request, desk, "sources.html", context)


def _saved(request: HttpRequest, desk: Desk, channel: Channel, known: dict[LocationId, Source]) -> HttpResponse:
    changed = [
        (before, after)
        for before in known.values()
        if f"buffer-{before.location}" in request.POST and (after := _wanted(request, before)) != before
    ]
    if not changed:
        raise NothingToChange
    _write([after for _, after in changed], desk)
    offer(
        request,
        text=gettext("Sources of the channel “%(channel)s” are saved") % {"channel": name_of(channel)},
        to="console:undo_sources",
        before={"sources": [before for before, _ in changed]},
        back=_address(channel),
    )
    return redirect(_address(channel))


def _wanted(request: HttpRequest, before: Source) -> Source:
    typed = request.POST.get(f"buffer-{before.location}", "")
    buffer = number(typed or "0")
    if buffer is None:
        raise UnreadableEntry(entry=typed)
    enabled = f"enabled-{before.location}" in request.POST
    return Source(channel=before.channel, location=before.location, buffer=buffer, enabled=enabled)


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_sources(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set the lines back that were changed. Raises UndoGone."""
    before = [Source(**one) for one in redeem(request, "console:undo_sources")["sources"]]
    _write(before, desk)
    messages.success(request, gettext("The sources are as they were."))
    return redirect(_address(Channel(before[0].channel)))


@atomic
def _write(wanted: list[Source], desk: Desk) -> None:
    for one in wanted:
        stock.set_source(
            channel=Channel(one.channel),
            location=one.location,
            buffer=one.buffer,
            enabled=one.enabled,
            now=desk.now,
            origin=desk.origin,
        )


def _known(channel: Channel, desk: Desk) -> dict[LocationId, Source]:
    """What was said about every trading place; a place that is not named sells everything."""
    said = {one.location: one for one in stocked.sources(channel=channel)}
    return {
        card.location: said.get(card.location, Source(channel.value, card.location, buffer=0, enabled=True))
        for card in desk.trading
    }


def _address(channel: Channel) -> str:
    return f"{reverse('console:sources')}?channel={channel.value}"
