"""Kamurj (Կամուրջ, "bridge"): one stock, one customer, one conversation behind every channel."""

__version__ = "0.1.0"
