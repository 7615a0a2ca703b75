"""One thing the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is: as it should be, worth knowing, or to be mended."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do when it is wrong."""

    name: str
    state: State
    detail: str
    way_out: str = ""

    def as_json(self) -> dict[str, str]:
        """For `--json`."""
        return {"name": self.name, "state": self.state.value, "detail": self.detail, "way_out": self.way_out}
