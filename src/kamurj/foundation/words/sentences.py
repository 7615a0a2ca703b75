"""A refusal as a sentence in the caller's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext

from kamurj.foundation.words.formatting import date_text, moment_text, money_text, number_text
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money


def refusal_text(error: KamurjError) -> str:
    """What went wrong and what to do, in the language of the request at hand: for a page, a line in a form, a bot."""
    language = current_language()
    shown = {name: _shown(value, language) for name, value in error.params.items()}
    return gettext(error.message).format(**shown)


def _shown(value: object, language: str) -> object:
    if isinstance(value, Money):
        return money_text(value, language)
    if isinstance(value, datetime):
        return moment_text(value, language)
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number_text(value, language)
    return value
