"""Tags and filters of the console's pages."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django import template
from django.http import HttpRequest

from kamurj.carriers.contracts import Carrier, Service
from kamurj.catalogue.contracts import Image
from kamurj.channels.console import account_words, names, undo
from kamurj.channels.console.desk import Desk
from kamurj.channels.console.pictures import picture_address
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.words.formatting import date_text
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.origin import Channel
from kamurj.locations.contracts import LocationCard
from kamurj.stock.contracts import Reason

register = template.Library()


@register.filter
def named(member: object) -> object:
    """`{{ order.status|named }}`: what a status, a channel or a reason is called."""
    return names.name_of(member)


@register.filter
def account_name(account: str) -> str:
    """`{{ posting.debit|account_name }}`: what an account of the books is called."""
    return account_words.account_name(account)


@register.filter
def tone(member: object) -> str:
    """`{{ order.status|tone }}`."""
    return names.tone_of(member)


@register.filter
def channel_icon(channel: str) -> str:
    """The pictogram of a channel."""
    return names.CHANNEL_ICONS.get(channel, "bridge")  # type: ignore[call-overload, no-any-return]  # texts equal members


@register.filter
def channel_name(channel: str) -> object:
    """What a channel is called, by its text."""
    return names.NAMES[Channel].get(channel, channel)


@register.filter
def reason_name(reason: str) -> object:
    """What a stock movement's reason is called, by its text."""
    return names.NAMES[Reason].get(reason, reason)


@register.filter
def refund_reason(reason: str) -> object:
    """Why money went back, by the word it is kept under."""
    return names.REFUND_REASONS.get(reason, reason)


@register.filter
def story_icon(kind: str) -> str:
    """The pictogram of a kind of event."""
    return names.STORY_ICONS.get(kind, "info")  # type: ignore[call-overload, no-any-return]  # texts equal members


@register.filter
def may(desk: Desk, permission: str) -> bool:
    """`{% if desk|may:"orders.cancel" %}`."""
    return desk.may(Permission(permission))


@register.filter
def place(desk: Desk, location: Any) -> str:
    """`{{ desk|place:order.location }}`: what a location is called."""
    return desk.place_name(location)


@register.filter
def address_in(card: LocationCard, language: str) -> str:
    """`{{ card|address_in:desk.language }}`."""
    return card.address(language)


@register.filter
def called(one: Carrier | Service, language: str) -> str:
    """What a carrier or its service is called: `{{ one.service|called:desk.language }}`."""
    return one.name(language)


@register.filter
def picture(image: Image | str | None) -> str:
    """The address of a picture; empty where there is none."""
    return picture_address(image.path if isinstance(image, Image) else image)


@register.filter
def at_key(mapping: dict[Any, Any], key: Any) -> Any:
    """`{{ cards|at_key:level.variant }}`."""
    return mapping.get(key)


@register.filter
def readable_json(value: object) -> str:
    """A fact's content, one member a line, in its own letters."""
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)


@register.filter
def signed(count: int) -> str:
    """A quantity that came or went: `+3`, `−2`."""
    return f"+{count}" if count > 0 else str(count).replace("-", "−")


@register.filter
def day_text(moment: datetime, zone: str) -> str:
    """`{{ customer.created_at|day_text:zone }}`: the day on the clocks of a zone."""
    return date_text(moment.astimezone(ZoneInfo(zone)).date(), current_language())


@register.filter
def short_day(day: date) -> str:
    """A day of these weeks, without its year: `24 Nov`."""
    return format_skeleton("MMMd", day, locale="hy_AM" if current_language() == "hy" else "en_GB")


@register.inclusion_tag("console/parts/undo.html", takes_context=True)
def undo_offer(context: template.RequestContext) -> dict[str, Any]:
    """What was just done, with the way to take it back."""
    request: HttpRequest = context["request"]
    return {"offer": undo.offered(request), "csrf_token": context.get("csrf_token")}
