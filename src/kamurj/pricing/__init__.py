"""Pricing: being built."""
