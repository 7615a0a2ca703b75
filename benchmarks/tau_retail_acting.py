"""The writes of a τ-bench task as the operations that channels call: a customer changes, cancels and gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from benchmarks import tau_retail_files as files

from kamurj.catalogue.queries import variants_by_sku
from kamurj.customers.bulk import customer_id
from kamurj.customers.contracts import Address
from kamurj.importers.plain.customers import SOURCE
from kamurj.journeys import changes
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.request_return import Ask, request_return
from kamurj.kernel.ids import CustomerId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin, customer_subject
from kamurj.orders import bulk as orders
from kamurj.orders.contracts import CancelReason
from kamurj.orders.queries import order as order_of
from kamurj.payments.queries import payments_of
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means
from kamurj.returns.contracts.requests import RequestId, RequestKind
from kamurj.stored_value.bulk import account_of_code

Json = dict[str, Any]
CARD = "tok_accept"
NAMESPACE = UUID("0f4d7d52-58f5-5a0c-9d8e-6b1f0a3c7e21")
REASONS = {
    "no longer needed": CancelReason.NO_LONGER_NEEDED,
    "ordered by mistake": CancelReason.ORDERED_BY_MISTAKE,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One write of a task; `key` is the form's: sent again, it must change nothing."""

    name: str
    said: Json
    key: str

    @property
    def order(self) -> OrderId:
        """The order it is about."""
        return house_order(self.said["order_id"])


def house_order(order_id: str) -> OrderId:
    """The id that an imported order has in the house."""
    return orders.historic_id(source=SOURCE, source_key=files.number_of(order_id))


def house_customer(user_id: str) -> CustomerId:
    """The id that an imported user has in the house."""
    return customer_id(source=SOURCE, external_id=user_id)


def act(action: Action, *, customer: CustomerId, now: datetime) -> None:
    """Do it in the customer's name. Raises the refusal of the operation."""
    ACTS[action.name](action, customer, now)


def _origin(customer: CustomerId) -> Origin:
    return Origin(channel=Channel.CHAT, subject=customer_subject(customer))


def _change(action: Action, wanted: changes.Wanted, customer: CustomerId, now: datetime) -> None:
    pay = _pay(action.said["payment_method_id"]) if "payment_method_id" in action.said else None
    shown = preview_change(order=action.order, wanted=wanted, customer=customer, pay=pay, now=now)
    apply_change(token=shown.token, key=action.key, customer=customer, pay=pay, origin=_origin(customer), now=now)


def _cancel(action: Action, customer: CustomerId, now: datetime) -> None:
    _change(action, changes.Cancel(reason=REASONS[action.said["reason"]]), customer, now)


def _address(action: Action, customer: CustomerId, now: datetime) -> None:
    said, before = action.said, order_of(action.order).delivery.address
    address = Address(
        recipient=before.recipient if before else "",
        line1=said["address1"],
        line2=said["address2"],
        city=said["city"],
        region=said["state"],
        postcode=said["zip"],
        country=files.COUNTRIES.get(said["country"], said["country"]),
    )
    _change(action, changes.ChangeAddress(address=address), customer, now)


def _payment(action: Action, customer: CustomerId, now: datetime) -> None:
    _change(action, changes.ChangePayment(pay=_pay(action.said["payment_method_id"])), customer, now)


def _items(action: Action, customer: CustomerId, now: datetime) -> None:
    variants = variants_by_sku(action.said["new_item_ids"])
    kept = {line.position: line.sku for line in order_of(action.order).lines}
    wanted = _lines(action, action.said["new_item_ids"])
    # Who names an item as its own replacement keeps it; an order that stays as it is altogether is for the house to judge.
    moved = {line: pieces for line, pieces in wanted.items() if kept.get(line[0]) != line[1]} or wanted
    swaps = tuple(
        changes.ItemSwap(position=position, to=variants[new], quantity=quantity)
        for (position, new), quantity in moved.items()
    )
    _change(action, changes.ChangeItems(swaps=swaps), customer, now)


def _give_back(action: Action, customer: CustomerId, now: datetime) -> None:
    _request(action, RequestKind.RETURN, {}, [""] * len(action.said["item_ids"]), customer, now)


def _exchange(action: Action, customer: CustomerId, now: datetime) -> None:
    new = action.said["new_item_ids"]
    _request(action, RequestKind.EXCHANGE, variants_by_sku(new), new, customer, now)


def _request(
    action: Action,
    kind: RequestKind,
    variants: Mapping[str, VariantId],
    new: Sequence[str],
    customer: CustomerId,
    now: datetime,
) -> None:
    lines = [
        Ask(position=position, quantity=quantity, reason=Reason.OTHER, new_variant=variants.get(sku))
        for (position, sku), quantity in _lines(action, new).items()
    ]
    instrument = action.said["payment_method_id"]
    request_return(
        id=RequestId(uuid5(NAMESPACE, action.key)),
        order=action.order,
        customer=customer,
        kind=kind,
        lines=lines,
        means=Means.GIFT_CARD if instrument.startswith("gift_card") else Means.ORIGINAL,
        instrument=instrument,
        language="en",
        now=now,
        origin=_origin(customer),
    )


def _lines(action: Action, new: Sequence[str]) -> Counter[tuple[int, str]]:
    """How many pieces of which line become which new article. An item that the order has not got is asked of line 0."""
    positions = {line.sku: line.position for line in order_of(action.order).lines}
    return Counter((positions.get(old, 0), sku) for old, sku in zip(action.said["item_ids"], new, strict=True))


def _pay(instrument: str) -> changes.PayWith:
    if instrument.startswith("gift_card"):
        return changes.PayWith(account=account_of_code(instrument))
    return changes.PayWith(token=CARD)


def paid_with(order: OrderId) -> set[UUID]:
    """The payments that an order has."""
    return {payment.id for payment in payments_of(order=order)}


ACTS: dict[str, Callable[[Action, CustomerId, datetime], None]] = {
    "cancel_pending_order": _cancel,
    "modify_pending_order_address": _address,
    "modify_pending_order_payment": _payment,
    "modify_pending_order_items": _items,
    "return_delivered_order_items": _give_back,
    "exchange_delivered_order_items": _exchange,
}
