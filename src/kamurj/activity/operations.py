"""Recording what people do; one fact a call, in a transaction of its own or the caller's."""

from __future__ import annotations

from datetime import datetime

from kamurj.activity.contracts import CartViewed, PageViewed, ProductViewed, SearchMade
from kamurj.activity.rules import checked_language, checked_path, checked_subject, checked_text
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CartId, ProductId
from kamurj.kernel.origin import Origin


def record_page_view(*, page: str, language: str, origin: Origin, now: datetime) -> None:
    """Somebody opened a page. Raises InvalidActivity for a path that is none, NobodyThere without a subject."""
    _record(PageViewed(page=checked_path(page), language=checked_language(language)), origin=origin, now=now)


def record_view(*, product: ProductId, language: str, origin: Origin, now: datetime) -> None:
    """Somebody looked at a product. Raises InvalidActivity, NobodyThere."""
    _record(ProductViewed(product=product, language=checked_language(language)), origin=origin, now=now)


def record_search(
    *, text: str, results: int, language: str, origin: Origin, now: datetime, corrected_text: str | None = None
) -> None:
    """Somebody searched for `text` and was shown `results` products in all. Long texts are kept to 200 characters."""
    fact = SearchMade(
        text=checked_text(text, field="text"),
        results=max(0, results),
        language=checked_language(language),
        corrected_text=None if corrected_text is None else checked_text(corrected_text, field="corrected_text"),
    )
    _record(fact, origin=origin, now=now)


def record_cart_view(*, cart: CartId, pieces: int, origin: Origin, now: datetime) -> None:
    """Somebody opened their cart with so many pieces in it."""
    _record(CartViewed(cart=cart, pieces=max(0, pieces)), origin=origin, now=now)


def _record(fact: Fact, *, origin: Origin, now: datetime) -> None:
    subject = checked_subject(origin.subject)
    with atomic():
        tell(fact, origin=origin, now=now, subject=subject)
