"""Locations: being built."""
