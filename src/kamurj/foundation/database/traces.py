"""What a log may keep of an error of the database: the statement, not the values."""

from __future__ import annotations

import logging
from types import TracebackType

WITH_VALUES = ("DETAIL:", "CONTEXT:", "LINE ")
"""PostgreSQL's lines that quote what was written, and with it perhaps who lives where."""


def without_values(text: str) -> str:
    """The text of an error or its traceback less the lines that quote values."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(WITH_VALUES))


class WithoutValues(logging.Formatter):
    """Writes tracebacks without values, whoever logs them: our own programs, Django or the job worker."""

    def formatException(  # noqa: N802 - the standard library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The traceback."""
        return without_values(super().formatException(ei))
