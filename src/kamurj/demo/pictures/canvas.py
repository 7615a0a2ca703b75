"""A sheet to draw on: shapes in a square of 800 units, a quiet background, a soft shadow under what stands on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

SIZE = 800
Point = tuple[float, float]


def mix(colour: str, other: str, share: float) -> str:
    """Blend two `#rrggbb` colours; `share` 0…1 is how much of the other comes in."""
    mine, theirs = _channels(colour), _channels(other)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(mine, theirs, strict=True))


def lighter(colour: str, share: float = 0.2) -> str:
    """The colour where light falls on it."""
    return mix(colour, "#ffffff", share)


def darker(colour: str, share: float = 0.2) -> str:
    """The colour in the shade."""
    return mix(colour, "#1d1512", share)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(slots=True)
class Canvas:
    """Collects shapes and writes them as one SVG document. `title` is what a screen reader says."""

    title: str
    ground: str = "#f4ede4"
    _shapes: list[str] = field(default_factory=list)
    _definitions: list[str] = field(default_factory=list)

    def polygon(self, points: Sequence[Point], fill: str, *, opacity: float = 1) -> None:
        """A straight-edged shape."""
        self._add("polygon", f'points="{_pairs(points)}"', fill, opacity)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, round_: float = 0, opacity: float = 1
    ) -> None:
        """A rectangle, its corners rounded by `round_`."""
        self._add("rect", f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"', fill, opacity)

    def oval(self, x: float, y: float, across: float, down: float, fill: str, *, opacity: float = 1) -> None:
        """An ellipse around (x, y) with its two radii."""
        self._add("ellipse", f'cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{down:g}"', fill, opacity)

    def path(self, steps: str, fill: str = "none", *, line: str = "", width: float = 0, opacity: float = 1) -> None:
        """A free shape in SVG path steps; with `line` its outline is drawn, `width` units wide."""
        stroke = f' stroke="{line}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if line else ""
        self._shapes.append(f'<path d="{steps}" fill="{fill}"{stroke}{_opacity(opacity)}/>')

    def line(self, start: Point, end: Point, colour: str, width: float, *, opacity: float = 1) -> None:
        """A straight line with round ends."""
        self.path(f"M{start[0]:g} {start[1]:g}L{end[0]:g} {end[1]:g}", line=colour, width=width, opacity=opacity)

    def gradient(self, name: str, top: str, bottom: str, *, sideways: bool = False) -> str:
        """Define a blend from one colour to the other and return what to fill with."""
        direction = 'x2="1" y2="0"' if sideways else 'x2="0" y2="1"'
        self._definitions.append(
            f'<linearGradient id="{name}" x1="0" y1="0" {direction}>'
            f'<stop stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/></linearGradient>'
        )
        return f"url(#{name})"

    def shadow(self, x: float, y: float, across: float) -> None:
        """The soft shadow of a thing that stands on the floor at height y."""
        for step in range(4):
            self.oval(x, y, across * (1 - step * 0.08), 26 - step * 5, "#3b2a20", opacity=0.05)

    def svg(self) -> str:
        """The whole picture."""
        name = self.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img"><title>{name}</title><defs>'
            f'<linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop stop-color="{lighter(self.ground, 0.5)}"/>'
            f'<stop offset="1" stop-color="{self.ground}"/></linearGradient>{"".join(self._definitions)}</defs>'
            f'<rect width="{SIZE}" height="{SIZE}" fill="url(#ground)"/>{"".join(self._shapes)}</svg>'
        )

    def _add(self, shape: str, where: str, fill: str, opacity: float) -> None:
        self._shapes.append(f'<{shape} {where} fill="{fill}"{_opacity(opacity)}/>')


def _opacity(share: float) -> str:
    return "" if share == 1 else f' opacity="{share:g}"'


def _pairs(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
