"""Drawing orders a day by channel as stacked bars, in the page itself: numbers to coordinates, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kamurj.kernel.origin import Channel

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 180, 34, 22
GAP = 0.28
"""The part of a day's width that stays empty."""
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One channel's part of one day."""

    channel: Channel
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its bars, and what they come to."""

    date: date
    x: float
    label_x: float
    total: int
    bars: tuple[Bar, ...]
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scale."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws."""

    width: int
    height: int
    left: int
    floor: int
    day_width: float
    days: tuple[Day, ...]
    lines: tuple[Line, ...]
    channels: tuple[Channel, ...]


def stacked(days: Sequence[date], counts: Mapping[tuple[date, Channel], int]) -> Chart:
    """The chart of these days; channels stand in the order of the enumeration, so that colours stay what they are."""
    channels = tuple(channel for channel in Channel if any(counts.get((day, channel)) for day in days))
    totals = {day: sum(counts.get((day, channel), 0) for channel in channels) for day in days}
    step = _step(max(totals.values(), default=0))
    top = max(step, -(-max(totals.values(), default=0) // step) * step)
    floor, width = HEIGHT - BOTTOM, (WIDTH - LEFT) / max(1, len(days))
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        floor=floor,
        day_width=round(width, 2),
        days=tuple(
            _day(place, day, totals[day], [(one, counts.get((day, one), 0)) for one in channels], width, floor / top)
            for place, day in enumerate(days)
        ),
        lines=tuple(Line(y=round(floor - value * floor / top, 2) + 0.5, value=value) for value in range(0, top + 1, step)),
        channels=channels,
    )


def _day(place: int, day: date, total: int, parts: list[tuple[Channel, int]], width: float, scale: float) -> Day:
    x, y, bars = LEFT + place * width, float(HEIGHT - BOTTOM), []
    for channel, count in parts:
        if count:
            y -= count * scale
            bars.append(
                Bar(
                    channel,
                    round(x + width * GAP / 2, 2),
                    round(y, 2),
                    round(width * (1 - GAP), 2),
                    round(count * scale, 2),
                )
            )
    return Day(day, round(x, 2), round(x + width / 2, 2), total, tuple(bars), is_labelled=day.weekday() == 0)


def _step(highest: int) -> int:
    """The distance of the scale's lines, at most five of them."""
    size = 1
    while True:
        for step in STEPS:
            if step * size * 4 >= highest:
                return step * size
        size *= 10
