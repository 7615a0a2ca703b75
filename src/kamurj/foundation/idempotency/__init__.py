"""Idempotency: the same request twice is done once and answered twice.

Holds always: a key is stored in the operation's own transaction, so it exists exactly when the work does;
the same key with another body is refused; an answer is kept for at least 24 hours.
Source of the rules: IETF draft "The Idempotency-Key HTTP Header Field".
"""
