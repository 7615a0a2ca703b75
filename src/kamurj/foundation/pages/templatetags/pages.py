"""Template tags of the design system: pictograms, form fields, and small sums that templates cannot do."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A pictogram from `pages/icons.svg`; decoration only, so the words stand beside it or in an aria-label."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        static("pages/icons.svg"),
        name,
    )


@register.inclusion_tag("pages/field.html")
def field(bound: BoundField, label: str = "", hint: str = "") -> dict[str, object]:
    """One form field with its label, hint and refusals; a tick box puts its label behind it."""
    return {
        "field": bound,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "tick": isinstance(bound.field.widget, CheckboxInput),
    }


@register.filter
def less_one(number: int) -> int:
    """The number before this one."""
    return number - 1


@register.filter
def count_to(number: int) -> range:
    """So many times: `{% for _ in 4|count_to %}`."""
    return range(number)
