"""Plays the whole story against the running house, over HTTP alone, as people would: with pages, forms and cookies."""
