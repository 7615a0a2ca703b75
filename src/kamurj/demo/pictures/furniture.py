"""Furniture seen from the front, a little from above."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamurj.demo.pictures.canvas import Canvas, darker, lighter, mix

FLOOR = 640
Style = Mapping[str, int]
"""Small whole numbers that make one design differ from the next: `legs`, `cushions`, `arms`, `shelves`, …"""


def sofa(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """Two to four seats; arms low, high or rolled."""
    seats = 2 + style["size"] % 3
    half = 190 + 45 * seats / 2
    left, right = 400 - half, 400 + half
    canvas.shadow(400, FLOOR + 6, half + 10)
    for x in (left + 30, right - 44):
        canvas.polygon([(x, 580), (x + 16, 580), (x + 12, FLOOR), (x + 4, FLOOR)], wood)
    back_top = 330 - 20 * (style["back"] % 3)
    canvas.box(left + 20, back_top, right - left - 40, 230, darker(colour, 0.12), round_=34)
    width = (right - left - 80) / seats
    for seat in range(seats):
        x = left + 40 + seat * width
        canvas.box(x + 3, back_top + 26, width - 6, 150, lighter(colour, 0.06), round_=26)
        canvas.box(x + 2, 470, width - 4, 74, lighter(colour, 0.16), round_=22)
        canvas.box(x + 14, 476, width - 28, 14, lighter(colour, 0.3), round_=7, opacity=0.6)
    canvas.box(left + 10, 530, right - left - 20, 66, colour, round_=16)
    arm = (440, 400, 420)[style["arms"] % 3]
    for x in (left, right - 56):
        canvas.box(x, arm, 56, 194 + 2 * (style["arms"] % 3), darker(colour, 0.06), round_=26)
        canvas.box(x + 8, arm + 6, 40, 16, lighter(colour, 0.2), round_=8, opacity=0.7)
    if style["cushions"] % 2:
        accent = mix(colour, wood, 0.55)
        canvas.path(f"M{left + 70} 468l24 -86 88 22 -22 88z", lighter(accent, 0.25))


def armchair(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """One seat, a winged or a round back."""
    canvas.shadow(400, FLOOR + 6, 190)
    for x, lean in ((290, -12), (494, 12)):
        canvas.polygon([(x, 570), (x + 18, 570), (x + 12 + lean, FLOOR), (x + 5 + lean, FLOOR)], wood)
    if style["back"] % 2:
        canvas.path("M262 480C240 300 300 230 400 230S560 300 538 480z", darker(colour, 0.1))
        canvas.path("M296 480C282 330 330 268 400 268S518 330 504 480z", lighter(colour, 0.08))
    else:
        canvas.box(272, 240, 256, 270, darker(colour, 0.1), round_=48)
        canvas.box(300, 270, 200, 220, lighter(colour, 0.08), round_=36)
        for row in range(2 + style["cushions"] % 2):
            for column in range(3):
                canvas.oval(340 + 60 * column, 320 + 58 * row, 5, 5, darker(colour, 0.25))
    canvas.box(276, 462, 248, 76, lighter(colour, 0.18), round_=30)
    canvas.box(270, 526, 260, 58, colour, round_=18)
    for x in (236, 508):
        canvas.box(x, 410 + 16 * (style["arms"] % 2), 58, 170 - 16 * (style["arms"] % 2), darker(colour, 0.05), round_=28)


def table(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """A round or a straight top, on legs, a trestle or a column."""
    half = 200 + 30 * (style["size"] % 3)
    top = 420 if style["height"] % 2 else 470
    canvas.shadow(400, FLOOR + 6, half)
    if style["legs"] % 3 == 0:
        for x, lean in ((400 - half + 40, -14), (400 + half - 58, 14)):
            canvas.polygon([(x, top), (x + 18, top), (x + 13 + lean, FLOOR), (x + 5 + lean, FLOOR)], darker(colour, 0.15))
    elif style["legs"] % 3 == 1:
        canvas.box(386, top, 28, FLOOR - top - 10, darker(colour, 0.18), round_=8)
        canvas.oval(400, FLOOR - 6, 110, 18, darker(colour, 0.22))
    else:
        for x in (400 - half + 50, 400 + half - 50):
            canvas.path(f"M{x - 46} {FLOOR}L{x} {top}L{x + 46} {FLOOR}", line=darker(colour, 0.2), width=15)
    if style["round"] % 2:
        canvas.oval(400, top + 8, half, 42, darker(colour, 0.2))
        canvas.oval(400, top - 4, half, 42, lighter(colour, 0.1))
        canvas.oval(380, top - 12, half * 0.7, 22, lighter(colour, 0.25), opacity=0.5)
    else:
        canvas.polygon(
            [(400 - half + 40, top - 46), (400 + half - 40, top - 46), (400 + half, top), (400 - half, top)],
            lighter(colour, 0.12),
        )
        canvas.box(400 - half, top, half * 2, 22, darker(colour, 0.12), round_=3)
        for grain in range(3):
            y = top - 38 + grain * 13
            canvas.line((400 - half + 60, y), (400 + half - 60, y), darker(colour, 0.1), 1.5, opacity=0.35)
    canvas.oval(430, top - 30, 34, 9, darker(wood, 0.1))
    canvas.path(f"M398 {top - 32}C398 {top - 92} 462 {top - 92} 462 {top - 32}z", wood)


def chair(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """A dining chair with slats, a shell or an upholstered back."""
    canvas.shadow(400, FLOOR + 6, 140)
    for x, lean in ((318, -14), (466, 14)):
        canvas.polygon([(x, 470), (x + 16, 470), (x + 11 + lean, FLOOR), (x + 4 + lean, FLOOR)], wood)
    for x in (352, 434):
        canvas.polygon([(x, 460), (x + 12, 460), (x + 9, 612), (x + 3, 612)], darker(wood, 0.25))
    if style["back"] % 3 == 0:
        canvas.box(312, 190, 16, 290, wood, round_=8)
        canvas.box(472, 190, 16, 290, wood, round_=8)
        for slat in range(3):
            canvas.box(318, 204 + 70 * slat, 164, 34, lighter(wood, 0.12), round_=12)
    elif style["back"] % 3 == 1:
        canvas.path("M306 470C296 260 330 190 400 190S504 260 494 470z", colour)
        canvas.path("M330 450C324 290 350 222 400 222S476 290 470 450z", lighter(colour, 0.14))
    else:
        canvas.box(308, 188, 184, 240, colour, round_=40)
        canvas.box(330, 212, 140, 190, lighter(colour, 0.12), round_=28)
        canvas.box(328, 420, 14, 60, wood)
        canvas.box(458, 420, 14, 60, wood)
    canvas.path("M300 462h200l18 34q2 14 -14 14h-208q-16 0 -14 -14z", lighter(colour, 0.06))
    canvas.box(296, 492, 208, 20, darker(colour, 0.15), round_=9)


def cabinet(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """Doors and drawers on short legs."""
    wide = style["size"] % 2 == 0
    half, top = (240, 330) if wide else (150, 190)
    canvas.shadow(400, FLOOR + 6, half)
    for x in (400 - half + 24, 400 + half - 40):
        canvas.polygon([(x, 590), (x + 16, 590), (x + 12, FLOOR), (x + 4, FLOOR)], darker(wood, 0.3))
    canvas.box(400 - half, top, half * 2, 600 - top, darker(colour, 0.1), round_=10)
    columns = 3 if wide else 2
    width = (half * 2 - 30) / columns
    for column in range(columns):
        left = 400 - half + 15 + column * width
        if (column + style["doors"]) % 2:
            rows = 3 if wide else 4
            height = (585 - top - 15) / rows
            for row in range(rows):
                canvas.box(left + 4, top + 15 + row * height, width - 8, height - 6, lighter(colour, 0.12), round_=5)
                canvas.box(left + width / 2 - 18, top + 15 + row * height + height / 2 - 6, 36, 7, wood, round_=3)
        else:
            canvas.box(left + 4, top + 15, width - 8, 585 - top - 21, lighter(colour, 0.08), round_=5)
            canvas.oval(left + (width - 22 if column == 0 else 22), (top + 600) / 2, 7, 7, wood)
    canvas.box(400 - half - 6, top - 12, half * 2 + 12, 16, lighter(colour, 0.2), round_=5)


def bookcase(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """Open shelves with a few things on them."""
    half, shelves = 130 + 30 * (style["size"] % 3), 3 + style["shelves"] % 3
    top = 130
    canvas.shadow(400, FLOOR + 6, half)
    canvas.box(400 - half, top, half * 2, FLOOR - top, darker(colour, 0.35), round_=6)
    gap = (FLOOR - top - 16) / shelves
    spines = (wood, lighter(wood, 0.4), mix(wood, "#7a2e3a", 0.6), mix(wood, "#33535c", 0.7), "#d9c7a8")
    for shelf in range(shelves):
        y = top + 16 + shelf * gap
        canvas.box(400 - half + 14, y, half * 2 - 28, gap - 14, lighter(colour, 0.35))
        x = 400 - half + 22 + 30 * ((shelf + style["cushions"]) % 3)
        for book in range(3 + (shelf * 7 + style["size"]) % 4):
            height = gap * (0.5 + 0.09 * ((book * 3 + shelf) % 4))
            canvas.box(x, y + gap - 14 - height, 15, height, spines[(book + shelf + style["back"]) % len(spines)], round_=2)
            x += 18
    canvas.box(400 - half, top, 14, FLOOR - top, colour)
    canvas.box(400 + half - 14, top, 14, FLOOR - top, colour)
    for shelf in range(shelves + 1):
        canvas.box(400 - half, top + shelf * gap, half * 2, 16, lighter(colour, 0.08))


def bed(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """A double bed with a headboard, two pillows and a blanket."""
    canvas.shadow(400, FLOOR + 6, 290)
    height = 250 - 24 * (style["back"] % 3)
    canvas.box(150, 560 - height, 500, height, darker(colour, 0.1), round_=30 if style["round"] % 2 else 8)
    if style["cushions"] % 2:
        for panel in range(1, 5):
            canvas.line((150 + panel * 100, 575 - height), (150 + panel * 100, 470), darker(colour, 0.25), 3, opacity=0.6)
    canvas.path("M132 520q8 -70 70 -70h396q62 0 70 70z", "#fbf7f0")
    for x in (206, 420):
        canvas.box(x, 412, 174, 66, "#ffffff", round_=28)
        canvas.box(x + 12, 462, 150, 12, "#e6ddd0", round_=6, opacity=0.8)
    blanket = mix(colour, wood, 0.4)
    canvas.path("M122 530q6 -38 46 -38h464q40 0 46 38v66h-556z", lighter(blanket, 0.25))
    canvas.path("M122 530q6 -38 46 -38h464q40 0 46 38z", lighter(blanket, 0.42))
    canvas.box(122, 590, 556, 26, wood, round_=6)
    for x in (140, 642):
        canvas.box(x, 612, 18, 30, darker(wood, 0.2), round_=4)


def lamp(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """A floor or a table lamp, switched on."""
    tall = style["height"] % 2
    top = 150 if tall else 260
    canvas.shadow(400, FLOOR + 6, 110)
    for ring in range(6):
        canvas.oval(400, top + 96, 240 - ring * 34, 200 - ring * 28, "#ffdf9e", opacity=0.07)
    canvas.box(394, top + 110, 12, FLOOR - top - 120, wood, round_=6)
    if style["legs"] % 2:
        for lean in (-90, 0, 90):
            canvas.line((400, FLOOR - 150), (400 + lean, FLOOR), wood, 11)
    else:
        canvas.oval(400, FLOOR - 4, 84, 18, darker(wood, 0.15))
    shade = canvas.gradient("shade", lighter(colour, 0.45), colour)
    if style["round"] % 2:
        canvas.path(f"M280 {top + 130}C280 {top - 30} 520 {top - 30} 520 {top + 130}z", shade)
    else:
        canvas.polygon([(334, top), (466, top), (520, top + 140), (280, top + 140)], shade)
    canvas.oval(400, top + 136, 116, 12, "#fff2cf")


def rug(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    """A rug with a border: lozenges as on Armenian carpets, stripes, or one medallion."""
    canvas.polygon([(180, 300), (620, 300), (720, 600), (80, 600)], darker(colour, 0.25))
    canvas.polygon([(196, 312), (604, 312), (696, 588), (104, 588)], lighter(wood, 0.3))
    canvas.polygon([(214, 326), (586, 326), (668, 572), (132, 572)], colour)
    weave = (_lozenges, _stripes, _medallion)[style["pattern"] % 3]
    weave(canvas, colour, wood, style)
    for thread in range(33):
        canvas.line((82 + thread * 19.8, 602), (80 + thread * 20, 618), lighter(wood, 0.5), 3)


def _lozenges(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    rows = 2 + style["shelves"] % 2
    for row in range(rows):
        y = 330 + (row + 0.5) * 236 / rows
        spread = 1 + (y - 330) / 500
        for column in range(-2, 3):
            x, reach = 400 + column * 78 * spread, 30 * spread
            fill = (lighter(colour, 0.35), wood)[(row + column + style["cushions"]) % 2]
            _lozenge(canvas, x, y, reach, fill)
            _lozenge(canvas, x, y, reach / 2, darker(colour, 0.3))


def _stripes(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    tones = (lighter(colour, 0.3), darker(colour, 0.2), wood, lighter(wood, 0.4))
    count = 5 + style["size"] % 4
    for stripe in range(count):
        top, bottom = 332 + stripe * 234 / count, 332 + (stripe + 0.55) * 234 / count
        left, right = (214 - (y - 326) * 0.333 for y in (top, bottom))
        canvas.polygon(
            [(left, top), (800 - left, top), (800 - right, bottom), (right, bottom)],
            tones[(stripe + style["back"]) % len(tones)],
        )


def _medallion(canvas: Canvas, colour: str, wood: str, style: Style) -> None:
    for ring, fill in enumerate((lighter(wood, 0.25), darker(colour, 0.3), lighter(colour, 0.35), wood)):
        reach = 1 - ring * 0.24
        canvas.polygon(
            [(400 - 170 * reach, 449), (400, 449 - 104 * reach), (400 + 170 * reach, 449), (400, 449 + 112 * reach)], fill
        )
    for x, y in ((266, 366), (534, 366), (226, 536), (574, 536)):
        _lozenge(canvas, x, y, 22 + style["size"] % 3 * 4, wood)


def _lozenge(canvas: Canvas, x: float, y: float, reach: float, fill: str) -> None:
    canvas.polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill)


DRAWINGS: Mapping[str, Callable[[Canvas, str, str, Style], None]] = {
    "sofa": sofa,
    "armchair": armchair,
    "table": table,
    "chair": chair,
    "cabinet": cabinet,
    "bookcase": bookcase,
    "bed": bed,
    "lamp": lamp,
    "rug": rug,
}
