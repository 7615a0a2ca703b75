"""What the room needs from a carrier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kamurj.carriers.contracts import Carrier, Label, Service, Shipment


class CarrierSilent(Exception):
    """No answer, or none that can be used: the parcel may or may not have been announced. Ask again with the same id."""


class CarrierPort(Protocol):
    """How one carrier is spoken to. Never called inside a transaction.

    A parcel is announced under the id of its shipment and once, however often it is asked for: the answer to a repeat is
    the first answer, with the same tracking number. Each call ends within ten seconds or raises CarrierSilent.
    """

    def make_label(self, *, shipment: Shipment, carrier: Carrier, service: Service) -> Label:
        """Announce a parcel; its tracking number and its label (A6, as PDF and SVG)."""
        ...

    def give_up(self, *, shipment: Shipment) -> None:
        """The parcel will not be sent; nothing to do where the carrier never heard of it."""
        ...

    def hand_manifest(self, *, carrier: Carrier, day: date, shipments: Sequence[Shipment]) -> str:
        """Tell the carrier all parcels of a day (of the places' own calendars); where that can be looked up."""
        ...
