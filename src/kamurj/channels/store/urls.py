"""The addresses of the store app."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.store.till_urls import TILL
from kamurj.channels.store.views import (
    arriving,
    choosing,
    collecting,
    desk,
    exchanges,
    picking,
    returns,
    sales,
    stock,
    till,
    today,
)

app_name = "store"

urlpatterns = [
    path("", today.today, name="today"),
    path("choose", choosing.choose, name="choose"),
    path("desk", desk.desk, name="desk"),
    path("desk/<uuid:work>", desk.order, name="order"),
    path("desk/<uuid:work>/start", picking.start, name="start"),
    path("desk/<uuid:work>/pick", picking.pick, name="pick"),
    path("desk/<uuid:work>/missing", picking.missing, name="missing"),
    path("desk/<uuid:work>/ready", picking.ready, name="ready"),
    path("desk/<uuid:work>/hand-over", collecting.hand_over, name="hand_over"),
    path("desk/<uuid:work>/new-code", collecting.reissue, name="reissue"),
    path("desk/<uuid:work>/ship", collecting.ship, name="ship"),
    path("till", till.till, name="till"),
    path("till/customers", till.customers_found, name="till_customers"),
    path("till/sell", sales.sell, name="sell"),
    path("till/sales/<uuid:sale>", sales.receipt, name="receipt"),
    *TILL,
    path("returns", returns.start, name="returns"),
    path("returns/find", returns.find, name="find_return"),
    path("returns/arriving", arriving.arriving, name="arriving"),
    path("returns/arriving/<uuid:returned>", arriving.arrived, name="arrived"),
    path("returns/order/<str:number>", returns.order, name="return_order"),
    path("returns/order/<str:number>/preview", returns.preview, name="return_preview"),
    path("returns/order/<str:number>/accept", returns.accept, name="return_accept"),
    path("returns/order/<str:number>/exchange", exchanges.exchange, name="exchange"),
    path("returns/<uuid:returned>", returns.done, name="returned"),
    path("returns/<uuid:returned>/exchange", exchanges.exchanged, name="exchanged"),
    path("stock", stock.stock, name="stock"),
    path("stock/<int:variant>", stock.article, name="article"),
]
