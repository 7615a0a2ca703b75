"""Every reader of the log. A room that follows facts exports `SUBSCRIPTIONS` from its handlers; it is named here."""

from __future__ import annotations

from kamurj.customers.handlers import SUBSCRIPTIONS as CUSTOMERS
from kamurj.foundation.log.contracts import Subscription
from kamurj.journeys.handlers import SUBSCRIPTIONS as JOURNEYS
from kamurj.journeys.waiting_handlers import SUBSCRIPTIONS as WAITING
from kamurj.pricing.handlers import SUBSCRIPTIONS as PRICING
from kamurj.sourcing.handlers import SUBSCRIPTIONS as SOURCING

SUBSCRIPTIONS: tuple[Subscription, ...] = (*CUSTOMERS, *PRICING, *SOURCING, *JOURNEYS, *WAITING)
