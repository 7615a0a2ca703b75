"""Orders: what a shopper gathers in a cart, and what was agreed when it was ordered.

Holds always: a customer has at most one open cart, on whatever device; a cart becomes at most one order; an order's
lines and money never change after it was placed (the database refuses it); an order moves placed → confirmed →
completed, or is cancelled before it is completed.
Tells: CartChanged, CartsMerged, OrderPlaced, OrderConfirmed, OrderCancelled, OrderCompleted.
"""
