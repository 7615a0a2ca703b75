"""What transfers and counts are called on the pages of the console, and in which tone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kamurj.stock.contracts.counts import CountReason, CountStatus
from kamurj.stock.contracts.transfers import TransferStatus

TRANSFERS: Mapping[TransferStatus, tuple[object, str]] = {
    TransferStatus.REQUESTED: (_("To be sent"), "warn"),
    TransferStatus.DISPATCHED: (_("On its way"), "info"),
    TransferStatus.RECEIVED: (_("Received"), "good"),
    TransferStatus.CANCELLED: (_("Cancelled"), ""),
}
COUNTS: Mapping[CountStatus, tuple[object, str]] = {
    CountStatus.ASKED: (_("To be counted"), "warn"),
    CountStatus.RECOUNT: (_("To be counted once more"), "warn"),
    CountStatus.REVIEW: (_("To be decided"), "bad"),
    CountStatus.BOOKED: (_("Counted"), "good"),
    CountStatus.DISMISSED: (_("Not needed"), ""),
    CountStatus.TAKEN_BACK: (_("Correction taken back"), ""),
}
COUNT_REASONS: Mapping[CountReason, object] = {
    CountReason.REJECTED: _("Not found for an order"),
    CountReason.STAFF: _("Asked for by a colleague"),
    CountReason.SCHEDULE: _("Long not counted"),
    CountReason.TRANSFER: _("Differed on a transfer"),
}
