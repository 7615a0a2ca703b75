"""Changes of orders as JSON."""

from __future__ import annotations

from kamurj.channels.api.shown.buying import totals
from kamurj.channels.api.shown.plain import Shown, moment, money
from kamurj.journeys.changes import ChangedOrder, ChangePreview


def preview(seen: ChangePreview) -> Shown:
    """What a change would mean."""
    return {
        "token": seen.token,
        "number": seen.number,
        "kind": seen.kind.value,
        "lines": [
            {
                "position": line.position,
                "variant": line.variant,
                "sku": line.sku,
                "name": line.name,
                "options_text": line.options,
                "quantity": line.quantity,
                "gross": money(line.gross),
            }
            for line in seen.lines_after
        ],
        "totals": totals(seen.totals_after),
        "difference": money(seen.difference),
        "to_pay": money(seen.money.pay),
        "to_give_back": money(seen.money.back),
        "less_to_take": money(seen.money.less),
        "goes_elsewhere": seen.money.elsewhere,
        "in_store": seen.money.in_store,
        "good_until": moment(seen.until),
    }


def changed(done: ChangedOrder) -> Shown:
    """What became of a change."""
    return {
        "change": str(done.change),
        "number": done.number,
        "kind": done.kind.value,
        "status": done.status.value,
        "difference": money(done.difference),
        "total": money(done.total),
    }
