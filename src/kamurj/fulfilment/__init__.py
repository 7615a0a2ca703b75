"""Fulfilment: how the pieces of an order get out of one place, over the counter or in a parcel.

Holds always: an order has at most one fulfilment order a location; picked and missing pieces never exceed what was
ordered; a wrong pickup code is counted by the statement that checks it; what was handed over or shipped stays so.
Tells: FulfilmentOpened, PickStarted, PiecesPicked, PiecesMissing, ReadyForCollection, ParcelPacked, CodeReissued,
CodeRefused, HandedOver, Shipped, FulfilmentCancelled, CollectionExpired.
"""
