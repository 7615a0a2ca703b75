"""Fulfilment: being built."""
