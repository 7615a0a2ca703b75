"""Catalogue: being built."""
