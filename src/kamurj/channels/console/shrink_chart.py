"""Drawing what went and what came by place, a bar to each side of a line: numbers to coordinates, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LEFT, ROW, BAR = 480, 150, 24, 13
LONGEST_NAME = 22
FIGURES = 34
"""Room for a figure at the end of each side."""


@dataclass(frozen=True, slots=True)
class Row:
    """One place: what went to the left of the line, what came to the right."""

    name: str
    y: float
    text_y: float
    went: int
    came: int
    went_x: float
    went_width: float
    came_width: float
    came_end: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws."""

    width: int
    height: int
    left: int
    line_x: float
    bar: int
    rows: tuple[Row, ...]


def both_ways(places: Sequence[tuple[str, int, int]]) -> Chart:
    """The chart of places by name, pieces that went and pieces that came; both sides have one scale."""
    most_went = max((went for _, went, _ in places), default=0)
    most_came = max((came for _, _, came in places), default=0)
    scale = (WIDTH - LEFT - 2 * FIGURES) / max(1, most_went + most_came)
    line = round(LEFT + FIGURES + most_went * scale, 2)
    rows = tuple(
        Row(
            name=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
            y=place * ROW + (ROW - BAR) / 2,
            text_y=place * ROW + ROW / 2 + 4,
            went=went,
            came=came,
            went_x=round(line - went * scale, 2),
            went_width=round(went * scale, 2),
            came_width=round(came * scale, 2),
            came_end=round(line + came * scale, 2),
        )
        for place, (name, went, came) in enumerate(places)
    )
    return Chart(width=WIDTH, height=len(places) * ROW, left=LEFT, line_x=line, bar=BAR, rows=rows)
