"""Money, places, pictures and availability as JSON."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.files.storage import default_storage

from kamurj.catalogue.contracts import Image
from kamurj.journeys.browsing import Band
from kamurj.journeys.contracts import HomeDelivery
from kamurj.kernel.money import Money
from kamurj.locations.contracts import LocationCard, OpeningWords

Shown = dict[str, Any]


def money(amount: Money) -> Shown:
    """An amount."""
    return {"minor": amount.minor, "currency": amount.currency}


def money_or_none(amount: Money | None) -> Shown | None:
    """An amount, if there is one."""
    return None if amount is None else {"minor": amount.minor, "currency": amount.currency}


def moment(at: datetime | None) -> str | None:
    """A moment with its offset."""
    return None if at is None else at.isoformat()


def picture(image: Image | None) -> Shown | None:
    """A picture and where it is served."""
    return None if image is None else picture_at(image.path, image.alt)


def picture_at(path: str, alt: str) -> Shown:
    """The same by its path in the store of files."""
    return {"address": _address(path), "alt": alt}


@lru_cache(maxsize=50_000)
def _address(path: str) -> str:
    """Where a file is served, which never changes: its path is made from its content. Kept because joining it takes long."""
    return default_storage.url(path)


def available(band: Band) -> Shown:
    """How much there is, as a shopper needs to know it."""
    return {"availability": band.availability.value, "pieces": band.pieces}


def place(card: LocationCard, language: str) -> Shown:
    """A store or a warehouse in one language."""
    return {
        "location": card.location,
        "code": card.code,
        "kind": card.kind.value,
        "name": card.name(language),
        "address": card.address(language),
        "region": card.region,
        "country": card.country,
        "currency": card.currency,
        "latitude": card.position.latitude,
        "longitude": card.position.longitude,
        "time_zone": card.time_zone,
        "phone": card.phone,
    }


def opening(words: OpeningWords) -> Shown:
    """What is to be said of opening hours now."""
    return {
        "open_now": words.open_now,
        "closes_at": moment(words.closes_at),
        "opens_at": moment(words.opens_at),
        "today": [{"opens_at": moment(span.opens_at), "closes_at": moment(span.closes_at)} for span in words.today],
    }


def kilometres(distance: float | None) -> float | None:
    """A distance to the nearest ten metres."""
    return None if distance is None else round(distance, 2)


def home_delivery(offer: HomeDelivery | None) -> Shown | None:
    """When a parcel could be at home."""
    if offer is None:
        return None
    return {
        "earliest_date": offer.earliest_date.isoformat(),
        "latest_date": offer.latest_date.isoformat(),
        "fee": money(offer.fee),
    }
