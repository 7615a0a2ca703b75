"""Counting statements, so that a test or a benchmark can say what an operation costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass(slots=True)
class StatementCount:
    """The statements sent while it was counting, in order, without their values."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.texts)


_counting: ContextVar[tuple[StatementCount, ...]] = ContextVar("counting", default=())


@contextmanager
def count_statements() -> Iterator[StatementCount]:
    """Count what this thread sends, by the ORM and by `sql` alike. BEGIN and COMMIT are not seen; savepoints are."""
    counter = StatementCount()
    token = _counting.set((*_counting.get(), counter))
    try:
        with connection.execute_wrapper(_note_orm):
            yield counter
    finally:
        _counting.reset(token)


def note(statement: str) -> None:
    """Tell every open counter of this thread about a statement."""
    for counter in _counting.get():
        counter.texts.append(statement)


def _note_orm(
    execute: Callable[..., Any],
    statement: str,
    parameters: object,
    many: bool,  # noqa: FBT001 - Django calls it by place
    context: dict[str, Any],
) -> Any:
    # Nested counters install this wrapper once each; only the outermost call may note, or statements count double.
    if not context.get("kamurj_noted"):
        context["kamurj_noted"] = True
        note(statement)
    return execute(statement, parameters, many, context)
