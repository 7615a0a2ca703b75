"""What statuses, reasons, kinds and channels are called on the pages of the console, and in which tone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import ProductKind, ProductStatus
from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment.contracts import FulfilmentKind, FulfilmentStatus
from kamurj.journeys.customer_story import StoryKind
from kamurj.kernel.origin import Channel
from kamurj.locations.contracts import LocationKind
from kamurj.orders.contracts import CancelReason, DeliveryKind, OrderStatus
from kamurj.orders.contracts.changes import BackTo
from kamurj.payments.contracts import DifferenceKind, LinkStatus, Method, PaymentStatus, RefundStatus
from kamurj.promotions.contracts import Gives
from kamurj.returns.contracts import DISPOSITION_NAMES, REASON_NAMES, Disposition, ReturnStatus
from kamurj.returns.contracts import Reason as ReturnReason
from kamurj.stock.contracts import Reason
from kamurj.stored_value.contracts import AccountStatus, Movement
from kamurj.stored_value.contracts import Kind as ValueKind

REFUND_REASONS: Mapping[str, object] = {
    "return": _("Pieces came back"),
    "undelivered": _("Pieces were not delivered"),
    "cancelled": _("The order was cancelled"),
}
NAMES: Mapping[type, Mapping[str, object]] = {
    Gives: {
        Gives.PERCENT: _("A percentage off"),
        Gives.AMOUNT: _("An amount off"),
        Gives.FIXED_PRICE: _("A fixed price a piece"),
        Gives.BUY_GET: _("Buy some, get the cheapest"),
        Gives.FREE_SHIPPING: _("Free delivery"),
    },
    Channel: {
        Channel.WEB: _("Web shop"),
        Channel.APP: _("App"),
        Channel.STORE: _("Store"),
        Channel.PHONE: _("Phone"),
        Channel.CHAT: _("Chat"),
        Channel.SOCIAL: _("Social media"),
        Channel.MAIL: _("E-mail"),
        Channel.API: _("API"),
        Channel.CONSOLE: _("Console"),
        Channel.IMPORT: _("Import"),
    },
    OrderStatus: {
        OrderStatus.PLACED: _("Waiting for payment"),
        OrderStatus.CONFIRMED: _("Confirmed"),
        OrderStatus.CANCELLED: _("Cancelled"),
        OrderStatus.COMPLETED: _("Completed"),
    },
    BackTo: {
        BackTo.ORIGINAL: _("To what the order was paid with only"),
        BackTo.VALUE: _("Also to the customer's own gift cards and store credit"),
        BackTo.ANY: _("To any means of the customer's own, another card too"),
    },
    CancelReason: {
        CancelReason.PAYMENT_DECLINED: _("The bank declined"),
        CancelReason.PAYMENT_LOST: _("The payment never arrived"),
        CancelReason.SHOPPER: _("The customer asked for it"),
        CancelReason.NO_LONGER_NEEDED: _("No longer needed"),
        CancelReason.ORDERED_BY_MISTAKE: _("Ordered by mistake"),
        CancelReason.TAKES_TOO_LONG: _("It takes too long"),
        CancelReason.STAFF: _("We decided so"),
        CancelReason.OUT_OF_STOCK: _("The pieces are not there"),
        CancelReason.NOT_COLLECTED: _("Nobody collected it"),
        CancelReason.IMPORTED: _("Cancelled in the earlier system"),
    },
    DeliveryKind: {
        DeliveryKind.COLLECT: _("Collect in store"),
        DeliveryKind.SHIP: _("Shipping"),
        DeliveryKind.CARRY_OUT: _("Carried out"),
    },
    Method: {
        Method.CARD: _("Card"),
        Method.IN_STORE_CASH: _("Cash in store"),
        Method.IN_STORE_CARD: _("Card in store"),
        Method.EXTERNAL: _("Taken elsewhere"),
        Method.GIFT_CARD: _("Gift card"),
        Method.STORE_CREDIT: _("Store credit"),
        Method.POINTS: _("Loyalty points"),
    },
    PaymentStatus: {
        PaymentStatus.PENDING: _("Being asked for"),
        PaymentStatus.UNKNOWN: _("The bank has not answered"),
        PaymentStatus.AUTHORISED: _("Promised"),
        PaymentStatus.CAPTURED: _("Taken"),
        PaymentStatus.PARTLY_REFUNDED: _("Partly refunded"),
        PaymentStatus.REFUNDED: _("Refunded"),
        PaymentStatus.DECLINED: _("Declined"),
        PaymentStatus.CANCELLED: _("Given up"),
    },
    RefundStatus: {
        RefundStatus.PENDING: _("On its way"),
        RefundStatus.DONE: _("Paid out"),
        RefundStatus.FAILED: _("Failed"),
    },
    LinkStatus: {
        LinkStatus.OPEN: _("Can be paid"),
        LinkStatus.WAITING: _("The bank has not answered"),
        LinkStatus.PAID: _("Paid"),
        LinkStatus.EXPIRED: _("Expired"),
        LinkStatus.WITHDRAWN: _("Withdrawn"),
    },
    DifferenceKind: {
        DifferenceKind.MISSING_HERE: _("Not in our books"),
        DifferenceKind.MISSING_THERE: _("Not in the provider's books"),
        DifferenceKind.AMOUNT: _("Another amount"),
    },
    FulfilmentStatus: {
        FulfilmentStatus.NEW: _("To pick"),
        FulfilmentStatus.PICKING: _("Being picked"),
        FulfilmentStatus.READY: _("Ready"),
        FulfilmentStatus.HANDED_OVER: _("Handed over"),
        FulfilmentStatus.SHIPPED: _("Shipped"),
        FulfilmentStatus.CANCELLED: _("Cancelled"),
        FulfilmentStatus.EXPIRED: _("Not collected in time"),
        FulfilmentStatus.REJECTED: _("Rejected"),
    },
    FulfilmentKind: {FulfilmentKind.COLLECT: _("Collect in store"), FulfilmentKind.SHIP: _("Shipping")},
    ReturnStatus: {ReturnStatus.ACCEPTED: _("Money on its way"), ReturnStatus.REFUNDED: _("Refunded")},
    ValueKind: {
        ValueKind.GIFT_CARD: _("Gift card"),
        ValueKind.STORE_CREDIT: _("Store credit"),
        ValueKind.POINTS: _("Loyalty points"),
    },
    AccountStatus: {
        AccountStatus.ACTIVE: _("Can be used"),
        AccountStatus.BLOCKED: _("Blocked"),
        AccountStatus.EXPIRED: _("Expired"),
    },
    Movement: {
        Movement.ISSUED: _("Issued"),
        Movement.TOPPED_UP: _("Topped up"),
        Movement.SPENT: _("Spent"),
        Movement.GIVEN_BACK: _("Came back"),
        Movement.EXPIRED: _("Lapsed"),
        Movement.EARNED: _("Earned"),
        Movement.TAKEN_BACK: _("Reclaimed"),
    },
    Disposition: {each: _(name) for each, name in DISPOSITION_NAMES.items()},  # marked for translation where it stands
    ReturnReason: {each: _(name) for each, name in REASON_NAMES.items()},
    Reason: {
        Reason.OPENING_COUNT: _("First count"),
        Reason.RECEIVED: _("Goods received"),
        Reason.SOLD: _("Sold"),
        Reason.HANDED_OVER: _("Handed over"),
        Reason.SHIPPED: _("Shipped"),
        Reason.RETURNED: _("Returned"),
        Reason.DAMAGED: _("Damaged"),
        Reason.LOST: _("Lost"),
        Reason.FOUND: _("Found"),
        Reason.COUNTED: _("Counted again"),
        Reason.STOLEN: _("Stolen"),
        Reason.DISPLAY: _("On display"),
        Reason.SAMPLE: _("Sample or tester"),
        Reason.EXPIRED: _("Past its date"),
        Reason.OTHER: _("Another reason"),
        Reason.TRANSFER_OUT: _("Sent to another place"),
        Reason.TRANSFER_IN: _("Came from another place"),
        Reason.TRANSFER_LOST: _("Lost between two places"),
        Reason.TRANSFER_DAMAGED: _("Broken between two places"),
        Reason.TRANSFER_OVER: _("More came than was sent"),
    },
    ProductStatus: {
        ProductStatus.DRAFT: _("Draft"),
        ProductStatus.ACTIVE: _("On sale"),
        ProductStatus.ARCHIVED: _("Archived"),
    },
    ProductKind: {
        ProductKind.FURNITURE: _("Furniture"),
        ProductKind.CLOTHING: _("Clothing"),
        ProductKind.COSMETICS: _("Cosmetics"),
        ProductKind.OTHER: _("Other"),
    },
    LocationKind: {LocationKind.STORE: _("Store"), LocationKind.WAREHOUSE: _("Warehouse")},
    Role: {
        Role.ASSOCIATE: _("Associate"),
        Role.AGENT: _("Service agent"),
        Role.MARKETER: _("Marketer"),
        Role.MERCHANDISER: _("Merchandiser"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.MANAGER: _("Store manager"),
    },
    StoryKind: {
        StoryKind.VISIT: _("Visits"),
        StoryKind.CART: _("Carts"),
        StoryKind.ORDER: _("Orders"),
        StoryKind.MONEY: _("Money"),
        StoryKind.PICKUP: _("Pickups and parcels"),
        StoryKind.RETURN: _("Returns"),
        StoryKind.ACCOUNT: _("Account"),
    },
}

TONES: Mapping[type, Mapping[str, str]] = {
    OrderStatus: {
        OrderStatus.PLACED: "warn",
        OrderStatus.CONFIRMED: "info",
        OrderStatus.CANCELLED: "",
        OrderStatus.COMPLETED: "good",
    },
    PaymentStatus: {
        PaymentStatus.PENDING: "warn",
        PaymentStatus.UNKNOWN: "warn",
        PaymentStatus.AUTHORISED: "info",
        PaymentStatus.CAPTURED: "good",
        PaymentStatus.PARTLY_REFUNDED: "good",
        PaymentStatus.DECLINED: "bad",
    },
    RefundStatus: {RefundStatus.PENDING: "info", RefundStatus.DONE: "good", RefundStatus.FAILED: "bad"},
    LinkStatus: {
        LinkStatus.OPEN: "info",
        LinkStatus.WAITING: "warn",
        LinkStatus.PAID: "good",
        LinkStatus.EXPIRED: "",
        LinkStatus.WITHDRAWN: "",
    },
    DifferenceKind: {
        DifferenceKind.MISSING_HERE: "bad",
        DifferenceKind.MISSING_THERE: "bad",
        DifferenceKind.AMOUNT: "warn",
    },
    FulfilmentStatus: {
        FulfilmentStatus.NEW: "warn",
        FulfilmentStatus.PICKING: "info",
        FulfilmentStatus.READY: "info",
        FulfilmentStatus.HANDED_OVER: "good",
        FulfilmentStatus.SHIPPED: "good",
        FulfilmentStatus.EXPIRED: "bad",
        FulfilmentStatus.REJECTED: "bad",
    },
    ReturnStatus: {ReturnStatus.ACCEPTED: "info", ReturnStatus.REFUNDED: "good"},
    ProductStatus: {ProductStatus.DRAFT: "warn", ProductStatus.ACTIVE: "good"},
}

CHANNEL_ICONS = {
    Channel.WEB: "globe",
    Channel.APP: "scan",
    Channel.STORE: "store",
    Channel.PHONE: "phone",
    Channel.CHAT: "bell",
    Channel.SOCIAL: "people",
    Channel.MAIL: "mail",
    Channel.API: "bridge",
    Channel.CONSOLE: "person",
    Channel.IMPORT: "box",
}
STORY_ICONS = {
    StoryKind.VISIT: "search",
    StoryKind.CART: "bag",
    StoryKind.ORDER: "tag",
    StoryKind.MONEY: "card",
    StoryKind.PICKUP: "box",
    StoryKind.RETURN: "return",
    StoryKind.ACCOUNT: "person",
}


def name_of(member: object) -> object:
    """What a member of one of our enumerations is called; anything else stays what it is."""
    return NAMES.get(type(member), {}).get(str(member), member)


def tone_of(member: object) -> str:
    """In which tone it is shown."""
    return TONES.get(type(member), {}).get(str(member), "")


def choices(members: type | tuple[object, ...], *, first: object = None) -> list[tuple[str, object]]:
    """The members of an enumeration as choices of a form; `first` is what an empty choice is called."""
    listed = members if isinstance(members, tuple) else tuple(members)  # type: ignore[arg-type]  # an enumeration is iterable
    empty: list[tuple[str, object]] = [] if first is None else [("", first)]
    return empty + [(str(member), name_of(member)) for member in listed]
