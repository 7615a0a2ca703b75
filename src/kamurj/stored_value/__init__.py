"""Stored value: gift cards and store credit, money that the shop owes to whoever holds it.

Holds always: no account is below zero; an account's balance is the sum of its postings; every posting has two sides, so all
balances together are zero; a key moves value once. A card's code is nowhere stored, only its keyed hash and last letters.
Tells: StoredValueIssued, StoredValueToppedUp, StoredValueSpent, StoredValueGivenBack, StoredValueExpired,
StoredValueBlocked, StoredValueUnblocked.
"""
