"""What a caller may choose from is the rooms' own words: all of them by the room's type, a part of them named here."""

from __future__ import annotations

from typing import get_args

import pytest

from kamurj.channels.api.routes.catalogue import SoldThrough
from kamurj.channels.api.routes.fulfilment import OpenStatus
from kamurj.channels.api.routes.orders import OrderingChannel
from kamurj.channels.api.schemas.buying import SellingChannel, SentDelivery
from kamurj.channels.api.schemas.working import Correcting, PaidAtDesk
from kamurj.fulfilment.contracts import OPEN, FulfilmentStatus
from kamurj.kernel.origin import Channel
from kamurj.orders.contracts import DeliveryKind
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Reason as ReturnReason
from kamurj.stock.contracts import Reason as StockReason

NOBODY_GIVES = {"opening_count", "sold", "handed_over", "shipped", "returned", "other"} | {
    f"transfer_{what}" for what in ("out", "in", "lost", "damaged", "over")
}


@pytest.mark.parametrize(
    ("offered", "words", "left_out"),
    [
        (SellingChannel, Channel, {"store", "console", "import"}),
        (SoldThrough, Channel, {"console", "import"}),
        (OrderingChannel, Channel, {"console"}),
        (SentDelivery, DeliveryKind, {"carry_out"}),
        (PaidAtDesk, Method, {"card", "external", "gift_card", "store_credit", "points"}),
        (Correcting, StockReason, NOBODY_GIVES),
        (OpenStatus, FulfilmentStatus, set(FulfilmentStatus) - set(OPEN)),
    ],
)
def test_a_part_of_a_rooms_words_is_all_of_them_without_the_ones_named_here(offered, words, left_out):
    assert set(get_args(offered)) == {word.value for word in words} - left_out
    assert left_out <= {word.value for word in words}


def test_the_api_knows_every_reason_of_the_room_of_returns_and_names_them_when_asked_for_another(shop, worker):
    line = {"position": 1, "quantity": 1, "disposition": "shelf", "reason": "a whim"}
    answer = worker.post("/returns/preview", {"number": "K4F7-92QD-XM", "lines": [line]})
    assert answer.status_code == 422
    said = str(answer.json()["errors"])
    assert [reason.value for reason in ReturnReason if f"'{reason.value}'" not in said] == []
