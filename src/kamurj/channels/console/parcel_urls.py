"""The addresses of parcels and their carriers."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.console.views import parcels

PARCELS = (
    path("orders/parcels", parcels.parcels, name="parcels"),
    path("orders/parcels/events", parcels.parcel_events, name="parcel_events"),
    path("orders/parcels/carriers", parcels.carriers, name="carriers"),
    path("orders/parcels/carriers/undo", parcels.undo_carriers, name="undo_carriers"),
)
