"""The addresses of transfers, counts and movements."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.console.views import counts, movements, transfers

STOCK = [
    path("stock/transfers", transfers.transfers, name="transfers"),
    path("stock/transfers/new", transfers.new_transfer, name="new_transfer"),
    path("stock/transfers/undo", transfers.undo_request, name="undo_request"),
    path("stock/transfers/<uuid:transfer>", transfers.transfer, name="transfer"),
    path("stock/transfers/<uuid:transfer>/cancel", transfers.cancel_transfer, name="cancel_transfer"),
    path("stock/counts", counts.counts, name="counts"),
    path("stock/counts/undo", counts.undo_count, name="undo_count"),
    path("stock/counts/<uuid:count>", counts.decide_count, name="decide_count"),
    path("stock/movements", movements.movements, name="movements"),
    path("stock/movements.csv", movements.movements_file, name="movements_file"),
    path("stock/shrinkage", movements.shrinkage, name="shrinkage"),
]
