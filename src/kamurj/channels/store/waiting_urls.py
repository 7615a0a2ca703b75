"""The addresses of what waits: collections, parcels, and pieces that go back."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.store.views import parcels, waiting

WAITING = (
    path("outside", waiting.outside, name="outside"),
    path("back", waiting.back, name="back"),
    path("back/<uuid:work>/done", waiting.put_back, name="put_back"),
    path("back/<uuid:work>/undo", waiting.not_put_back, name="not_put_back"),
    path("desk/<uuid:work>/hand-over/document", waiting.hand_over_seen, name="hand_over_seen"),
    path("desk/<uuid:work>/more-time", waiting.more_time, name="more_time"),
    path("desk/<uuid:work>/label", parcels.make_label, name="make_label"),
    path("desk/<uuid:work>/label/throw-away", parcels.give_up_label, name="give_up_label"),
    path("desk/<uuid:work>/label/ship", parcels.ship_labelled, name="ship_labelled"),
    path("desk/<uuid:work>/label.svg", parcels.label_picture, name="label_picture"),
    path("desk/<uuid:work>/label.pdf", parcels.label_file, name="label_file"),
)
