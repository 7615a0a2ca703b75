"""Template tags of the store app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kamurj.catalogue.contracts import Image
from kamurj.channels.store import pictures
from kamurj.channels.store.basket import Basket
from kamurj.channels.store.workplace import FIELD
from kamurj.foundation.words.formatting import money_text
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.money import EXPONENTS, Money

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
def at_place(names: Mapping[Any, str], key: Any) -> str:
    """What a place or a person is called: `{{ places|at_place:transfer.source }}`; empty for one that is not known."""
    return names.get(key, "")


@register.filter
def money_digits(amount: Money) -> int:
    """Digits behind the point in the amount's currency."""
    return EXPONENTS[amount.currency]


@register.filter
def money_sample(amount: Money) -> str:
    """How 1234 and, where the currency knows them, 56 hundredths of it are written: what a script writes change after."""
    unit = 10 ** EXPONENTS[amount.currency]
    return money_text(Money(1234 * unit + (56 if unit > 1 else 0), amount.currency), current_language())


@register.filter
def less(number: int, other: int) -> int:
    """One number less another."""
    return number - other


@register.filter
def aisle_address(basket: Basket) -> str:
    """The page where a till's sale goes several ways, with this sale on it."""
    return f"{reverse('store:aisle')}?{urlencode(basket.fields())}"


@register.simple_tag(takes_context=True)
def opened_here(context: template.RequestContext) -> SafeString:
    """The hidden field that says in which place a form was opened."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, context["request"].workplace.location)
