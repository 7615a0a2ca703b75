"""The store app: till, pickup and shipping desk, returns and stock, on a phone or a tablet at the counter.

Holds always: no rule of trade stands here; every page works without a script; who works in one store changes nothing in
another.
"""
