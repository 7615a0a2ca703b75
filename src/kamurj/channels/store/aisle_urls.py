"""The addresses of selling what lies elsewhere."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.store.views import aisle, aisle_sale, receipt_mail

AISLE = [
    path("aisle", aisle.aisle, name="aisle"),
    path("aisle/customers", aisle.customers_found, name="aisle_customers"),
    path("aisle/review", aisle_sale.review, name="aisle_review"),
    path("aisle/sell", aisle_sale.sell, name="aisle_sell"),
    path("aisle/sales/<uuid:sale>", aisle_sale.sold, name="aisle_sold"),
    path("aisle/sales/<uuid:sale>/give-up", aisle_sale.give_up, name="aisle_give_up"),
    path("receipts/<uuid:sale>/mail", receipt_mail.mail_receipt, name="mail_receipt"),
]
