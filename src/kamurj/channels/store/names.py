"""What statuses, kinds, methods and channels are called on the pages of the store app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.journeys.contracts import LineProblem
from kamurj.kernel.origin import Channel
from kamurj.payments.contracts import Method
from kamurj.stock.contracts.counts import CountReason
from kamurj.stock.contracts.transfers import TransferStatus

STATUS_NAMES = {
    FulfilmentStatus.NEW: _("To pick"),
    FulfilmentStatus.PICKING: _("Being picked"),
    FulfilmentStatus.READY: _("Ready"),
    FulfilmentStatus.HANDED_OVER: _("Handed over"),
    FulfilmentStatus.SHIPPED: _("Shipped"),
    FulfilmentStatus.CANCELLED: _("Cancelled"),
    FulfilmentStatus.EXPIRED: _("Not collected in time"),
    FulfilmentStatus.REJECTED: _("Rejected"),
}
STATUS_TONES = {
    FulfilmentStatus.NEW: "new",
    FulfilmentStatus.PICKING: "info",
    FulfilmentStatus.READY: "good",
    FulfilmentStatus.HANDED_OVER: "good",
    FulfilmentStatus.SHIPPED: "good",
    FulfilmentStatus.CANCELLED: "bad",
    FulfilmentStatus.EXPIRED: "bad",
    FulfilmentStatus.REJECTED: "bad",
}
METHOD_NAMES = {
    Method.CARD: _("Card, paid online"),
    Method.IN_STORE_CASH: _("Cash"),
    Method.IN_STORE_CARD: _("Card terminal"),
    Method.EXTERNAL: _("Paid elsewhere"),
    Method.GIFT_CARD: _("Gift card"),
    Method.STORE_CREDIT: _("Store credit"),
    Method.POINTS: _("Loyalty points"),
}
CHANNEL_NAMES = {
    Channel.WEB: _("Web shop"),
    Channel.APP: _("App"),
    Channel.STORE: _("Store"),
    Channel.PHONE: _("Phone"),
    Channel.CHAT: _("Chat"),
    Channel.SOCIAL: _("Social media"),
    Channel.MAIL: _("E-mail"),
    Channel.API: _("Partner"),
    Channel.CONSOLE: _("Service desk"),
    Channel.IMPORT: _("Earlier system"),
}
PROBLEM_NAMES = {
    LineProblem.NOT_SOLD: _("This article is not sold any more. Take it off."),
    LineProblem.NO_PRICE: _("This article has no price here. Take it off, or ask the head office."),
}
TRANSFER_NAMES = {
    TransferStatus.REQUESTED: _("To be sent"),
    TransferStatus.DISPATCHED: _("On its way"),
    TransferStatus.RECEIVED: _("Received"),
    TransferStatus.CANCELLED: _("Cancelled"),
}
TRANSFER_TONES = {
    TransferStatus.REQUESTED: "new",
    TransferStatus.DISPATCHED: "info",
    TransferStatus.RECEIVED: "good",
    TransferStatus.CANCELLED: "",
}
COUNT_REASON_NAMES = {
    CountReason.REJECTED: _("Not found for an order"),
    CountReason.STAFF: _("Asked for by a colleague"),
    CountReason.SCHEDULE: _("Long not counted"),
    CountReason.TRANSFER: _("Differed on a transfer"),
}
