"""Contracts as JSON: plain dictionaries, made once and encoded once."""
