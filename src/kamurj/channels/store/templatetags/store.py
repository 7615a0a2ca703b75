"""Template tags of the store app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kamurj.catalogue.contracts import Image
from kamurj.channels.store import pictures
from kamurj.channels.store.workplace import FIELD

register = template.Library()


@register.filter
def picture_address(image: Image | None) -> str:
    """Where a picture is served."""
    return pictures.picture_address(image)


@register.filter
def named(key: Any, names: Mapping[Any, Any]) -> Any:
    """What something is called: `{{ work.status|named:statuses }}`."""
    return names.get(key, key)


@register.filter
def less(number: int, other: int) -> int:
    """One number less another."""
    return number - other


@register.simple_tag(takes_context=True)
def opened_here(context: template.RequestContext) -> SafeString:
    """The hidden field that says in which place a form was opened."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, context["request"].workplace.location)
