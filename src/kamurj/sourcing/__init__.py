"""Sourcing: from which places the pieces of an order come, by the shop's own rules, and why.

Holds always: a plan serves every piece that was asked for and takes none that is not free; the same question, with the same
rules and stock, has the same answer; a limit of our own (pause, capacity) never refuses an order that the stock could serve.
Tells: PiecesSourced, RulesChanged, SourcesMoved.
"""
