"""What an operation learns when it claims a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """A key in the hands of one caller. `answer` is what was answered before, or None if the work is still to be done."""

    caller: str
    key: str
    answer: Mapping[str, Any] | None

    @property
    def is_repeat(self) -> bool:
        """Whether the work was done before: give the stored answer and touch nothing."""
        return self.answer is not None
