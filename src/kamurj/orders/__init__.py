"""Orders: what a shopper gathers in a cart, and what was agreed when it was ordered.

Holds always: a customer has at most one open cart, on whatever device; a cart becomes at most one order; an order's
lines are never rewritten, its totals are those of what is still ordered, and both move only with its version (the
database refuses anything else); an order moves placed → confirmed → completed, or is cancelled before it is completed.
Tells: CartChanged, CartsMerged, OrderPlaced, OrderConfirmed, OrderChanged, OrderCancelled, OrderCompleted,
ChangePolicyChanged.
"""
