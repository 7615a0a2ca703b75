"""Transactions: `atomic` around what must happen together, `forbid_transaction` before what leaves the process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import ParamSpec, TypeVar, overload

from django.db import connection, transaction

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@overload
def atomic() -> AbstractContextManager[None]: ...


@overload
def atomic(operation: Callable[Parameters, Result], /) -> Callable[Parameters, Result]: ...


def atomic(
    operation: Callable[Parameters, Result] | None = None, /
) -> Callable[Parameters, Result] | AbstractContextManager[None]:
    """All or nothing.

    `@atomic` makes an operation one transaction, or a part of the one that is open: it costs no statement there, and if it
    raises, the whole transaction is lost. `with atomic():` inside a transaction is a savepoint (two statements): use it
    where a failure is expected and the rest goes on.
    """
    if operation is None:
        return transaction.atomic()

    @wraps(operation)
    def together(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        with transaction.atomic(savepoint=not in_transaction()):
            return operation(*args, **kwargs)

    return together


class InsideTransaction(RuntimeError):
    """Something was about to wait for the outside world while holding locks."""


def in_transaction() -> bool:
    """Whether a transaction is open; one that a test wrapped around itself does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def forbid_transaction() -> None:
    """Raise InsideTransaction if one is open: call this before a network call, a mail, a push."""
    if in_transaction():
        raise InsideTransaction("No network call inside a transaction: commit first, or defer a job.")
