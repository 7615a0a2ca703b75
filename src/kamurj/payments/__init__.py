"""Payments: being built."""
