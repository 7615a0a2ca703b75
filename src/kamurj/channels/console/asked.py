"""Reading numbers, days and marks from addresses: whatever stands there, nothing breaks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, QueryDict

LARGEST = 2**63 - 1
Member = TypeVar("Member", bound=StrEnum)


def number(text: str | None) -> int | None:
    """A plain number that a column can hold, or None."""
    plain = (text or "").strip()
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 19:
        return None
    found = int(plain)
    return found if found <= LARGEST else None


def number_or_404(found: int) -> int:
    """The number of an address, if a column can hold it."""
    if found > LARGEST:
        raise Http404
    return found


def page_number(request: HttpRequest) -> int:
    """Which page of a list is asked for, from 1."""
    return max(1, min(number(request.GET.get("page")) or 1, 10_000))


def member(kind: type[Member], text: str | None) -> Member | None:
    """A member of an enumeration by its value, or None."""
    return kind(text) if text in set(kind) else None


def members(kind: type[Member], texts: list[str]) -> tuple[Member, ...]:
    """Those of the texts that are values of the enumeration."""
    return tuple(kind(text) for text in texts if text in set(kind))


def sent(request: HttpRequest) -> QueryDict | None:
    """The fields of a form that was sent, be it an empty one; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def day_begins(day: date, zone: str, *, days_later: int = 0) -> datetime:
    """The moment a day begins on the clocks of a zone."""
    return datetime.combine(day + timedelta(days=days_later), time(), tzinfo=ZoneInfo(zone))


def words(request: HttpRequest, name: str = "q") -> str:
    """What was typed into a search box: one line, no more than 200 characters."""
    return " ".join(request.GET.get(name, "").replace("\x00", "")[:200].split())


def identity(text: str | None) -> UUID | None:
    """A UUID, or None."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
