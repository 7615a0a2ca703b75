"""The addresses of the tills' drawers."""

from __future__ import annotations

from django.urls import path

from kamurj.channels.console.views import drawers

DRAWERS = (
    path("money/drawers", drawers.drawers, name="drawers"),
    path("money/drawers/<uuid:drawer>", drawers.drawer, name="drawer"),
    path("money/tills", drawers.till_policy, name="till_policy"),
    path("money/tills/undo", drawers.undo_till_policy, name="undo_till_policy"),
)
