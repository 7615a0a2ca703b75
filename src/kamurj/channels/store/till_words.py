"""What moves in a drawer, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kamurj.tills.contracts import EntryKind

ENTRY_NAMES = {
    EntryKind.SALE: _("Sales"),
    EntryKind.CARD: _("Gift cards sold"),
    EntryKind.REFUND: _("Refunds"),
    EntryKind.ROUNDING: _("Rounding"),
    EntryKind.PAY_IN: _("Put in"),
    EntryKind.PAY_OUT: _("Taken out"),
    EntryKind.DROP: _("Brought to the safe"),
}
