"""Stock: how many pieces of a variant lie where, and for whom they are kept.

Holds always: what lies there ≥ what is held ≥ 0; every change of what lies there is a movement; levels = sum of
movements; held = sum of holds and allocations. A level may be split over slots so that buyers of one article do not
queue; the sum over its slots is what the shop has.
Tells: StockHeld, StockReleased, HoldsExpired, StockAllocated, AllocationFreed, StockMoved, StockCounted, LevelSplit,
SourceChanged, OfferRuleSet, OfferRuleEnded, IncomingAnnounced, IncomingReceived, IncomingCancelled; TransferRequested,
TransferDispatched, TransferArrived, TransferCancelled, DispatchTakenBack; CountAsked, CountRecorded, CountBooked,
CountDismissed, CountTakenBack. A piece that travels lies nowhere until its transfer is received (0089).

Locks are taken in one order everywhere: first the turn of a cart (an advisory lock), then the holds or allocations of
one cart or order, then levels by (slot, variant, location). Whoever has a level locked never waits for a hold. One
stock operation a transaction keeps that order across calls. docs/decisions/0030-stock-levels-and-slots.md says why.
"""
