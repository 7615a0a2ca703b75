"""Kamurj (Կամուրջ, "bridge"): one stock, one customer, one log behind every channel."""

__version__ = "0.1.0"
