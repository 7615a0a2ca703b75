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
from kamurj.customers.operations import save_address
from kamurj.customers.queries import addresses_of
from kamurj.importers.plain.customers import SOURCE
from kamurj.journeys import changes, own_means
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.request_return import Ask, request_return
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin, customer_subject
from kamurj.orders import bulk as orders
from kamurj.orders.contracts import CancelReason
from kamurj.orders.queries import order as order_of
from kamurj.payments.bulk import instrument_id
from kamurj.payments.contracts.instruments import Instrument
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means
from kamurj.returns.contracts.requests import RequestId, RequestKind
from kamurj.stored_value.bulk import account_of_code
from kamurj.stored_value.contracts import Account
from kamurj.stored_value.queries import accounts

Json = dict[str, Any]
NAMESPACE = UUID("0f4d7d52-58f5-5a0c-9d8e-6b1f0a3c7e21")
REASONS = {
    "no longer needed": CancelReason.NO_LONGER_NEEDED,
    "ordered by mistake": CancelReason.ORDERED_BY_MISTAKE,
}


class CannotBeAsked(KamurjError):
    """A reason that is on no list, an article that nobody sells, more new articles than old ones."""

    code = "bench.cannot_be_asked"


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
    """Do it in the customer's name. Raises the refusal of the operation, CannotBeAsked for what no form could send."""
    try:
        ACTS[action.name](action, customer, now)
    except (KeyError, ValueError) as strange:
        raise CannotBeAsked from strange


def _origin(customer: CustomerId) -> Origin:
    return Origin(channel=Channel.CHAT, subject=customer_subject(customer))


def _change(action: Action, wanted: changes.Wanted, customer: CustomerId, now: datetime) -> None:
    name = action.said.get("payment_method_id")
    pay = None if name is None else _pay(name, customer, now)
    shown = preview_change(order=action.order, wanted=wanted, customer=customer, pay=pay, now=now)
    apply_change(token=shown.token, key=action.key, customer=customer, pay=pay, origin=_origin(customer), now=now)


def _cancel(action: Action, customer: CustomerId, now: datetime) -> None:
    _change(action, changes.Cancel(reason=REASONS[action.said["reason"]]), customer, now)


def _address(action: Action, customer: CustomerId, now: datetime) -> None:
    before = order_of(action.order).delivery.address
    address = _read(action.said, recipient=before.recipient if before else "")
    _change(action, changes.ChangeAddress(address=address), customer, now)


def _read(said: Json, *, recipient: str = "") -> Address:
    return Address(
        recipient=recipient,
        line1=said["address1"],
        line2=said["address2"],
        city=said["city"],
        region=said["state"],
        postcode=said["zip"],
        country=files.country_of(said),
    )


def _home(action: Action, customer: CustomerId, now: datetime) -> None:
    if house_customer(action.said["user_id"]) != customer:
        raise CannotBeAsked
    at_home = next((one.address.recipient for one in addresses_of(customer=customer) if one.is_default), "")
    address = _read(action.said, recipient=at_home)
    save_address(customer=customer, address=address, is_default=True, now=now, origin=_origin(customer))


def _payment(action: Action, customer: CustomerId, now: datetime) -> None:
    _change(action, changes.ChangePayment(pay=_pay(action.said["payment_method_id"], customer, now)), customer, now)


def _items(action: Action, customer: CustomerId, now: datetime) -> None:
    variants = variants_by_sku(action.said["new_item_ids"])
    swaps = tuple(
        changes.ItemSwap(position=position, to=variants[new], quantity=quantity)
        for (position, new), quantity in _lines(action, action.said["new_item_ids"]).items()
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
    means = named(action.said["payment_method_id"], customer=customer, now=now)
    request_return(
        id=RequestId(uuid5(NAMESPACE, action.key)),
        order=action.order,
        customer=customer,
        kind=kind,
        lines=lines,
        means=Means.GIFT_CARD if isinstance(means, Account) else Means.ORIGINAL,
        instrument=str(means.id),
        language="en",
        now=now,
        origin=_origin(customer),
    )


def _lines(action: Action, new: Sequence[str]) -> Counter[tuple[int, str]]:
    """How many pieces of which line become which new article. An item that the order has not got is asked of line 0."""
    positions = {line.sku: line.position for line in order_of(action.order).lines}
    return Counter((positions.get(old, 0), sku) for old, sku in zip(action.said["item_ids"], new, strict=True))


def _pay(name: str, customer: CustomerId, now: datetime) -> changes.PayWith:
    means = named(name, customer=customer, now=now)
    if isinstance(means, Account):
        return changes.PayWith(account=means.id, holder=customer)
    return changes.PayWith(instrument=means.id, holder=customer)


def named(name: str, *, customer: CustomerId, now: datetime) -> Account | Instrument:
    """A customer's own means by its name in the file. Raises NoSuchInstrument where they have none such."""
    account = account_of_code(name)
    known = accounts(ids=[account])
    number = account if known else instrument_id(source=SOURCE, external_id=name)
    return own_means.named(str(number), customer=customer, now=now)


ACTS: dict[str, Callable[[Action, CustomerId, datetime], None]] = {
    "cancel_pending_order": _cancel,
    "modify_pending_order_address": _address,
    "modify_pending_order_payment": _payment,
    "modify_pending_order_items": _items,
    "return_delivered_order_items": _give_back,
    "exchange_delivered_order_items": _exchange,
    "modify_user_address": _home,
}
