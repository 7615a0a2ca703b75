"""Where a change came from: through which channel, in which place, about whom, by whose hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from kamurj.kernel.ids import CustomerId, LocationId

Subject = NewType("Subject", str)
"""Whom a fact is about: `customer:<uuid>`, or `anonymous:<id>` for somebody who has not said who they are."""


class Channel(StrEnum):
    """The doors of the shop."""

    WEB = "web"
    APP = "app"
    STORE = "store"
    PHONE = "phone"
    CHAT = "chat"
    SOCIAL = "social"
    MAIL = "mail"
    API = "api"
    CONSOLE = "console"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Origin:
    """The circumstances of one call; channels make it, operations pass it on to the log.

    `actor` is whoever acted (`user:<id>`, `key:<prefix>`, `system:<name>`), which is not always the subject:
    an associate sells, a customer buys.
    """

    channel: Channel
    location: LocationId | None = None
    subject: Subject | None = None
    actor: str | None = None


def customer_subject(customer: CustomerId) -> Subject:
    """The subject of somebody we know."""
    return Subject(f"customer:{customer}")


def anonymous_subject(anonymous_id: str) -> Subject:
    """The subject of a device or visitor that nobody has recognised yet."""
    return Subject(f"anonymous:{anonymous_id}")
