"""Facts become timeline entries: every one that is about somebody."""

from __future__ import annotations

from kamurj.customers.projecting import extend_timeline
from kamurj.foundation.log.contracts import Subscription

TIMELINE = "customers.timeline"

SUBSCRIPTIONS = (Subscription(name=TIMELINE, handle=extend_timeline, batch=2_000),)
