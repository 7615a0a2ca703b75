"""Transactions: `atomic` around what must happen together, `forbid_transaction` before what leaves the process."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar, overload

from django.db import connection, transaction
from psycopg import sql

from kamurj.foundation.database.counting import note

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
        with joined():
            return operation(*args, **kwargs)

    return together


_savepoints = itertools.count(1)


class InsideTransaction(RuntimeError):
    """Something was about to wait for the outside world while holding locks."""


def in_transaction() -> bool:
    """Whether a transaction is open; one that a test wrapped around itself does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


@contextmanager
def joined() -> Iterator[None]:
    """What `@atomic` does, around a part of a function: an error that leaves it costs the whole transaction.

    An operation that refuses without having changed anything raises after it, and its caller may go on.
    """
    with transaction.atomic(savepoint=not in_transaction()):
        yield


@contextmanager
def attempt() -> Iterator[None]:
    """A savepoint that costs one round trip where all goes well; an error undoes what was done inside and is raised on.

    For statements of `sql` inside an open transaction. The savepoint is not released, the transaction's end does that;
    rolling back to it gives back the row locks taken since.
    """
    name = sql.Identifier(f"attempt_{next(_savepoints)}")
    note("SAVEPOINT")
    connection.connection.execute(sql.SQL("SAVEPOINT {}").format(name))
    try:
        yield
    except BaseException:
        if not connection.closed_in_transaction and not connection.connection.closed:
            note("ROLLBACK TO SAVEPOINT")
            connection.connection.execute(sql.SQL("ROLLBACK TO SAVEPOINT {}").format(name))
        raise


def forbid_transaction() -> None:
    """Raise InsideTransaction if one is open: call this before a network call, a mail, a push."""
    if in_transaction():
        raise InsideTransaction("No network call inside a transaction: commit first, or defer a job.")
