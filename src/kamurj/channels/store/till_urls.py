"""The addresses of the till's parts, discounts, parked sales, drawer and gift cards."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.store.aisle_urls import AISLE
from kamurj.channels.store.views import drawer, gift_cards, parked, till_parts

TILL = (
    path("till/part", till_parts.add_part, name="till_part"),
    path("till/discount", till_parts.discount, name="till_discount"),
    path("till/approve", till_parts.approve, name="till_approve"),
    path("till/park", parked.park, name="park"),
    path("till/parked", parked.parked, name="parked"),
    path("till/parked/<uuid:sale>", parked.recall, name="recall"),
    path("till/drawer", drawer.drawer, name="drawer"),
    path("till/drawer/seat", drawer.seat, name="till_seat"),
    path("till/drawer/open", drawer.open_drawer, name="open_drawer"),
    path("till/drawer/<uuid:drawer>/move", drawer.move, name="move_cash"),
    path("till/drawer/<uuid:drawer>/close", drawer.close_drawer, name="close_drawer"),
    path("till/drawer/<uuid:drawer>", drawer.report, name="till_report"),
    path("till/cards", gift_cards.cards, name="cards"),
    path("till/cards/sell", gift_cards.sell, name="sell_card"),
    path("till/cards/balance", gift_cards.balance, name="card_balance"),
    path("till/cards/<uuid:card>", gift_cards.card_receipt, name="card_receipt"),
    path("pin", gift_cards.pin, name="pin"),
    *AISLE,
)
