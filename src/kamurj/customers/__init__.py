"""Customers: being built."""
