"""What is refused of whoever bought something: changes, requests, returns, exchanges, claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kamurj.journeys import cancel_order, change_order, claims, exchange_in_store, request_return, return_in_store
from kamurj.journeys.changes import ChangeAddress, ChangeItems, ChangeStore, ItemSwap, PayWith
from kamurj.journeys.money_back import RefundTo
from kamurj.journeys.request_return import Ask
from kamurj.journeys.return_in_store import PiecesBack
from kamurj.journeys.tests.refusals import SAME, Row, Scene, row
from kamurj.journeys.tests.shop import HOME
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId, ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import CartLine, Order
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Disposition, Reason
from kamurj.returns.contracts.claims import Claim, ClaimId, ClaimKind, Outcome
from kamurj.returns.contracts.policies import Means, Terms
from kamurj.returns.contracts.requests import RequestId, RequestKind, ReturnRequest
from kamurj.returns.operations.policies import set_policy
from kamurj.stored_value.contracts import AccountId

MONTH = timedelta(days=31)
NOBODYS = OrderId(ids.new())


def one_back(scene: Scene, *, position: int = 1, quantity: int = 1) -> list[PiecesBack]:
    return [PiecesBack(position, quantity, Disposition.SHELF, Reason.TOO_SMALL)]


@row(change_order.apply_change)
def change(scene: Scene) -> Row:
    order, other = scene.bought(), scene.bought(1)
    wanted = ChangeItems((ItemSwap(1, scene.ash, 2),))
    seen = change_order.preview_change(order=order.id, wanted=wanted, customer=scene.ani, now=scene.now)
    dearer = change_order.preview_change(
        order=order.id, wanted=ChangeItems((ItemSwap(1, scene.ash, 1),)), customer=scene.ani, now=scene.now
    )
    return Row(
        {"token": seen.token, "key": "change", "order": order.id, "customer": scene.ani, **scene.web},
        [
            ("somebody else's order", {"customer": scene.stranger}, "orders.not_found"),
            ("another order than was looked at", {"order": other.id}, "change.bad_preview"),
            ("a preview that nobody made", {"token": seen.token[:-2] + "xx"}, "change.bad_preview"),
            ("no preview", {"token": ""}, "change.bad_preview"),
            ("an expired preview", {"now": scene.now + timedelta(minutes=16)}, "change.preview_outdated"),
            ("a preview of tomorrow", {"now": scene.now - timedelta(seconds=1)}, "change.preview_outdated"),
            ("a key without letters", {"key": ""}, "journeys.key_needed"),
        ],
        [
            ("twice", {}, SAME),
            ("twice by somebody else", {"customer": scene.stranger}, "orders.not_found"),
            ("another change under the same key", {"token": dearer.token}, "idempotency.key_reused"),
            ("the same again under another key", {"key": "again"}, "change.preview_outdated"),
        ],
    )


@row(cancel_order.cancel_order)
def cancel(scene: Scene) -> Row:
    order = scene.bought()
    done = scene.collected(scene.bought(1))
    return Row(
        {"order": order.id, "customer": scene.ani, "key": "cancel", **scene.web},
        [
            ("somebody else's order", {"customer": scene.stranger}, "orders.not_found"),
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("what was collected", {"order": done.id}, "fulfilment.already_handed_over"),
        ],
        [
            ("twice", {}, SAME),
            ("again", {"key": "again"}, "orders.already_cancelled"),
            ("twice by somebody else", {"customer": scene.stranger}, "orders.not_found"),
        ],
    )


def asked(scene: Scene, order: Order) -> ReturnRequest:
    return request_return.request_return(**wish(scene, order)).request


def wish(scene: Scene, order: Order) -> dict[str, object]:
    return {
        "id": RequestId(ids.new()),
        "order": order.id,
        "customer": scene.ani,
        "kind": RequestKind.RETURN,
        "lines": [Ask(1, 1, Reason.TOO_SMALL)],
        "means": Means.ORIGINAL,
        "language": "en",
        **scene.web,
    }


@row(request_return.request_return)
def ask(scene: Scene) -> Row:
    order, waits = scene.sold(), scene.bought()
    scene.stock(scene.ash, yerevan=1, gyumri=0, warehouse=0)
    set_policy(category=None, country=None, terms=Terms(days=30, means=(Means.ORIGINAL,)), **scene.web)
    return Row(
        wish(scene, order),
        [
            ("somebody else's order", {"customer": scene.stranger}, "orders.not_found"),
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("what was not delivered", {"order": waits.id}, "returns.not_delivered"),
            ("a line that there is not", {"lines": [Ask(9, 1, Reason.OTHER)]}, "returns.not_of_this_order"),
            ("nothing", {"lines": []}, "returns.nothing"),
            ("no piece", {"lines": [Ask(1, 0, Reason.OTHER)]}, "returns.nothing"),
            ("fewer than none", {"lines": [Ask(1, -1, Reason.OTHER)]}, "returns.nothing"),
            ("too many", {"lines": [Ask(1, 3, Reason.OTHER)]}, "returns.too_many"),
            ("too many in two lines", {"lines": [Ask(1, 2, Reason.OTHER), Ask(1, 1, Reason.OTHER)]}, "returns.too_many"),
            ("too late", {"now": scene.now + MONTH}, "returns.too_late"),
            ("a means that is not given", {"means": Means.GIFT_CARD}, "returns.means_not_allowed"),
            ("an exchange for nothing", {"kind": RequestKind.EXCHANGE}, "returns.new_article_missing"),
            (
                "more than lies anywhere",
                {"kind": RequestKind.EXCHANGE, "lines": [Ask(1, 2, Reason.OTHER, scene.ash)]},
                "returns.new_article_gone",
            ),
            ("a means of nobody", {"instrument": str(ids.new())}, "payments.no_such_instrument"),
        ],
        [
            ("twice", {}, SAME),
            ("the same pieces again", {"id": RequestId(ids.new())}, "returns.request_is_open"),
        ],
    )


@row(request_return.withdraw_request)
def withdraw_request(scene: Scene) -> Row:
    known = asked(scene, scene.sold())
    return Row(
        {"request": known.id, "customer": scene.ani, **scene.web},
        [
            ("somebody else's", {"customer": scene.stranger}, "returns.request_not_found"),
            ("none", {"request": RequestId(ids.new())}, "returns.request_not_found"),
        ],
        [("twice", {}, "returns.request_is_over")],
    )


@row(request_return.decline_request)
def decline_request(scene: Scene) -> Row:
    known = asked(scene, scene.sold())
    return Row(
        {"request": known.id, "reason": "Worn.", **scene.till},
        [("none", {"request": RequestId(ids.new())}, "returns.request_not_found")],
        [("twice", {}, "returns.request_is_over")],
    )


@row(return_in_store.return_in_store)
def bring_back(scene: Scene) -> Row:
    order, waits = scene.sold(), scene.bought()
    set_policy(category=None, country=None, terms=Terms(days=30, receipt_needed=True, means=(Means.ORIGINAL,)), **scene.web)
    credit = RefundTo(Method.STORE_CREDIT, customer=scene.ani)
    return Row(
        {"id": ReturnId(ids.new()), "order": order.id, "location": scene.yerevan, "lines": one_back(scene), **scene.till},
        [
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("nowhere", {"location": 0}, "locations.unknown_location"),
            ("what was not delivered", {"order": waits.id}, "returns.not_delivered"),
            ("nothing", {"lines": []}, "returns.nothing"),
            ("no piece", {"lines": one_back(scene, quantity=0)}, "returns.nothing"),
            ("fewer than none", {"lines": one_back(scene, quantity=-1)}, "returns.nothing"),
            ("too many", {"lines": one_back(scene, quantity=3)}, "returns.too_many"),
            ("too many in two lines", {"lines": one_back(scene, quantity=2) + one_back(scene)}, "returns.too_many"),
            ("a line that there is not", {"lines": one_back(scene, position=9)}, "returns.not_of_this_order"),
            ("too late", {"now": scene.now + MONTH}, "returns.too_late"),
            ("without the receipt", {"has_receipt": False}, "returns.receipt_needed"),
            ("a means that is not given", {"to": credit}, "returns.means_not_allowed"),
        ],
        [
            ("twice", {}, SAME),
            ("other pieces on the same form", {"lines": one_back(scene, quantity=2)}, "returns.form_reused"),
            ("another order on the same form", {"order": waits.id}, "returns.form_reused"),
            (
                "more than is left",
                {"id": ReturnId(ids.new()), "lines": one_back(scene, quantity=2)},
                "returns.too_many",
            ),
        ],
    )


@row(return_in_store.receive_at_warehouse)
def arrive_back(scene: Scene) -> Row:
    form = ReturnId(ids.new())
    sent = [replace(one, disposition=Disposition.WAREHOUSE) for one in one_back(scene)]
    return_in_store.return_in_store(id=form, order=scene.sold().id, location=scene.yerevan, lines=sent, **scene.till)
    return Row(
        {"returned_id": form, "warehouse": scene.warehouse, **scene.till},
        [
            ("in a store", {"warehouse": scene.gyumri}, "journeys.not_a_warehouse"),
            ("nowhere", {"warehouse": 0}, "locations.unknown_location"),
            ("no return", {"returned_id": ReturnId(ids.new())}, "returns.not_found"),
        ],
        [("twice", {}, "returns.not_on_its_way")],
    )


@row(exchange_in_store.exchange_in_store)
def exchange(scene: Scene) -> Row:
    order, waits = scene.sold(), scene.bought()
    set_policy(category=None, country=None, terms=Terms(days=30), **scene.web)
    lamps = [CartLine(scene.lamp, 2)]
    return Row(
        {
            "id": ReturnId(ids.new()),
            "order": order.id,
            "location": scene.yerevan,
            "lines": one_back(scene),
            "new": lamps,
            "method": Method.IN_STORE_CASH,
            "language": "en",
            **scene.till,
        },
        [
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("where another currency is paid", {"location": scene.pasadena}, "journeys.currency_not_accepted"),
            ("what was not delivered", {"order": waits.id}, "returns.not_delivered"),
            ("nothing back", {"lines": []}, "returns.nothing"),
            ("too many back", {"lines": one_back(scene, quantity=3)}, "returns.too_many"),
            ("a line that there is not", {"lines": one_back(scene, position=9)}, "returns.not_of_this_order"),
            ("nothing out", {"new": []}, "orders.cart_is_empty"),
            ("fewer than none out", {"new": [CartLine(scene.lamp, -1)]}, "orders.cart_is_empty"),
            ("more than lies here", {"new": [CartLine(scene.lamp, 99)]}, "stock.not_enough"),
            ("an article that there is not", {"new": [CartLine(-1, 1)]}, "journeys.unknown_article"),
            ("another price than was seen", {"seen_difference": Money(1, "AMD")}, "returns.exchange_price_changed"),
            ("too little cash", {"tendered": Money(1, "AMD")}, "journeys.tendered_too_little"),
            ("cash of elsewhere", {"tendered": Money(99_999_00, "USD")}, "journeys.currency_not_accepted"),
            ("too late", {"now": scene.now + MONTH}, "returns.too_late"),
        ],
        [
            ("twice", {}, SAME),
            ("other articles on the same form", {"new": [CartLine(scene.lamp, 1)]}, "returns.form_reused"),
            ("the same pieces again", {"id": ReturnId(ids.new()), "lines": one_back(scene, quantity=2)}, "returns.too_many"),
        ],
    )


def complaint(scene: Scene, order: Order) -> dict[str, object]:
    return {
        "id": ClaimId(ids.new()),
        "order": order.id,
        "customer": scene.ani,
        "kind": ClaimKind.DAMAGED,
        "lines": [claims.Wronged(1, 1)],
        "words": "It is broken.",
        **scene.web,
    }


def claimed(scene: Scene) -> Claim:
    return claims.open_claim(**complaint(scene, scene.sold())).claim


@row(claims.open_claim)
def complain(scene: Scene) -> Row:
    order, waits = scene.sold(), scene.bought()
    return Row(
        complaint(scene, order),
        [
            ("somebody else's order", {"customer": scene.stranger}, "orders.not_found"),
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("what did not come", {"order": waits.id}, "returns.not_delivered"),
            ("nothing", {"lines": []}, "returns.nothing"),
            ("no piece", {"lines": [claims.Wronged(1, 0)]}, "returns.nothing"),
            ("too many", {"lines": [claims.Wronged(1, 3)]}, "returns.too_many"),
            ("a line that there is not", {"lines": [claims.Wronged(9, 1)]}, "returns.not_of_this_order"),
            ("no words", {"words": " "}, "returns.words_missing"),
            ("too many photos", {"photos": ["x"] * 50}, "returns.too_many_photos"),
        ],
        [
            ("twice", {}, SAME),
            ("other words on the same form", {"lines": [claims.Wronged(1, 2)]}, "returns.form_reused"),
            ("the same pieces again", {"id": ClaimId(ids.new())}, "returns.claim_is_open"),
        ],
    )


@row(claims.settle_claim)
def settle(scene: Scene) -> Row:
    known = claimed(scene)
    part = {"outcome": Outcome.ALLOWANCE}
    return Row(
        {"claim": known.id, "outcome": Outcome.REFUND, "may_approve": True, "location": scene.yerevan, **scene.till},
        [
            ("no claim", {"claim": ClaimId(ids.new())}, "returns.claim_not_found"),
            ("a part of nothing", part | {"amount": Money(0, "AMD")}, "returns.allowance_refused"),
            ("less than nothing", part | {"amount": Money(-1, "AMD")}, "returns.allowance_refused"),
            ("more than it is worth", part | {"amount": Money(12_000_01, "AMD")}, "returns.allowance_refused"),
            ("a part in another currency", part | {"amount": Money(100, "USD")}, "returns.allowance_refused"),
            ("a part that nobody named", part, "returns.allowance_refused"),
        ],
        [
            ("twice", {}, "returns.claim_is_over"),
            ("otherwise", {"outcome": Outcome.REPLACEMENT}, "returns.claim_is_over"),
        ],
    )


@row(claims.reject_claim)
def reject_claim(scene: Scene) -> Row:
    return Row(
        {"claim": claimed(scene).id, "reason": "Not ours.", **scene.till},
        [("no claim", {"claim": ClaimId(ids.new())}, "returns.claim_not_found")],
        [("twice", {}, "returns.claim_is_over")],
    )


@row(claims.take_rejection_back)
def take_rejection_back(scene: Scene) -> Row:
    known, still_open = claimed(scene), claimed(scene)
    claims.reject_claim(claim=known.id, reason="Not ours.", **scene.till)
    return Row(
        {"claim": known.id, **scene.till},
        [
            ("no claim", {"claim": ClaimId(ids.new())}, "returns.claim_not_found"),
            ("what was not rejected", {"claim": still_open.id}, "returns.claim_not_rejected"),
        ],
        [("twice", {}, "returns.claim_not_rejected")],
    )


@row(claims.withdraw_claim)
def withdraw_claim(scene: Scene) -> Row:
    return Row(
        {"claim": claimed(scene).id, "customer": scene.ani, **scene.web},
        [
            ("no claim", {"claim": ClaimId(ids.new())}, "returns.claim_not_found"),
            ("somebody else's", {"customer": scene.stranger}, "returns.claim_not_found"),
        ],
        [("twice", {}, "returns.claim_is_over")],
    )


@row(change_order.preview_change)
def look_at_change(scene: Scene) -> Row:
    order, begun, done = scene.bought(), scene.bought(1), scene.collected(scene.bought(1))
    scene.picking(begun)

    def swap(*, to: VariantId = scene.ash, position: int = 1, pieces: int = 1) -> dict[str, ChangeItems]:
        return {"wanted": ChangeItems((ItemSwap(position, to, pieces),))}

    far = replace(HOME, country="US", region="CA")
    return Row(
        {"order": order.id, "customer": scene.ani, "now": scene.now, **swap()},
        [
            ("somebody else's order", {"customer": scene.stranger}, "orders.not_found"),
            ("no order", {"order": NOBODYS}, "orders.not_found"),
            ("what a place works on", {"order": begun.id}, "fulfilment.work_has_begun"),
            ("what was collected", {"order": done.id}, "orders.already_completed"),
            ("too many of a line", swap(pieces=3), "change.no_such_line"),
            ("no piece", swap(pieces=0), "change.no_such_line"),
            ("fewer than none", swap(pieces=-1), "change.no_such_line"),
            ("a line that there is not", swap(position=9), "change.no_such_line"),
            ("another product", swap(to=scene.lamp), "change.other_product"),
            ("the same article", swap(to=scene.oak), "change.nothing"),
            ("nothing", {"wanted": ChangeItems(())}, "change.nothing"),
            ("the same store", {"wanted": ChangeStore(scene.yerevan)}, "change.nothing"),
            ("a store with another currency", {"wanted": ChangeStore(scene.pasadena)}, "journeys.currency_not_accepted"),
            ("a warehouse", {"wanted": ChangeStore(scene.warehouse)}, "locations.closed"),
            ("an address for what is collected", {"wanted": ChangeAddress(far)}, "change.wrong_delivery"),
            ("a card of nobody", {"pay": PayWith(account=AccountId(ids.new()))}, "stored_value.no_such_account"),
        ],
        reads=True,
    )
