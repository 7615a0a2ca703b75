"""Carriers: who takes parcels to people, their labels, and what they tell of a parcel's way.

Holds always: a piece of work has at most one label that counts; a carrier's event is stored once and counts once, in
whatever order events come; a parcel's status is what all its events together say.
Tells: LabelMade, LabelGivenUp, ParcelMoved, ParcelDelivered, ParcelNotDelivered, ParcelReturned, CarriersChanged.
"""
