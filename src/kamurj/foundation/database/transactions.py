"""Transactions: `atomic` around what must happen together, `forbid_transaction` before what leaves the process."""

from __future__ import annotations

from django.db import connection, transaction

atomic = transaction.atomic
"""Django's own: as a decorator or as a context manager; nested ones are savepoints."""


class InsideTransaction(RuntimeError):
    """Something was about to wait for the outside world while holding locks."""


def in_transaction() -> bool:
    """Whether a transaction is open; one that a test wrapped around itself does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def forbid_transaction() -> None:
    """Raise InsideTransaction if one is open: call this before a network call, a mail, a push."""
    if in_transaction():
        raise InsideTransaction("No network call inside a transaction: commit first, or defer a job.")
