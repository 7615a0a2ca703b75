"""Cosmetics standing on a shelf, with a touch of what is inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamurj.demo.pictures.canvas import Canvas, darker, lighter, mix

FLOOR = 620
GOLD = "#c9a35a"
Style = Mapping[str, int]


def _label(canvas: Canvas, x: float, y: float, width: float, tone: str) -> None:
    """The little bridge that is the house's mark, over two lines of print."""
    canvas.path(f"M{x} {y + 26}Q{x + width / 2} {y - 22} {x + width} {y + 26}", line=tone, width=5)
    canvas.line((x, y + 26), (x + width, y + 26), tone, 5)
    canvas.line((x + width * 0.15, y + 46), (x + width * 0.85, y + 46), tone, 3, opacity=0.7)
    canvas.line((x + width * 0.28, y + 58), (x + width * 0.72, y + 58), tone, 3, opacity=0.5)


def lipstick(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """An open lipstick beside a stroke of its colour."""
    canvas.path("M470 560q60 -44 120 -20t96 -34q14 40 -40 66t-110 12t-66 -24z", colour, opacity=0.9)
    canvas.path("M486 552q56 -30 104 -12t84 -22", line=lighter(colour, 0.4), width=5, opacity=0.6)
    canvas.shadow(360, FLOOR + 4, 100)
    body = canvas.gradient("tube", darker(metal, 0.1), lighter(metal, 0.25), sideways=True)
    bullet = canvas.gradient("bullet", darker(colour, 0.12), lighter(colour, 0.18), sideways=True)
    slant = 46 + 14 * (style["cut"] % 3)
    canvas.path(f"M312 330V{200 + slant}Q330 {180} 408 {196}V330z", bullet)
    canvas.box(304, 322, 112, 70, canvas.gradient("ring", GOLD, lighter(GOLD, 0.5), sideways=True), round_=6)
    canvas.box(286, 388, 148, FLOOR - 388, body, round_=8)
    canvas.box(286, 404, 148, 8, GOLD)
    _label(canvas, 324, 480, 72, lighter(metal, 0.7))


def nail_polish(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """A square or a round bottle with a long cap."""
    canvas.shadow(400, FLOOR + 4, 120)
    glass = canvas.gradient("glass", lighter(colour, 0.12), darker(colour, 0.1), sideways=True)
    canvas.box(366, 170, 68, 210, canvas.gradient("cap", darker(metal, 0.3), lighter(metal, 0.15), sideways=True), round_=16)
    if style["round"] % 2:
        canvas.path(f"M372 380H428C520 400 530 {FLOOR} 470 {FLOOR}H330C270 {FLOOR} 280 400 372 380z", glass)
    else:
        canvas.box(290, 384, 220, FLOOR - 384, glass, round_=26)
    canvas.box(318, 420, 18, 150, "#ffffff", round_=9, opacity=0.45)
    _label(canvas, 364, 480, 72, lighter(colour, 0.75))
    canvas.path("M560 600q30 -34 70 -14t40 24q-50 20 -110 -10z", colour)


def cream(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """A jar with its lid beside it and a swirl on top."""
    canvas.shadow(370, FLOOR + 4, 210)
    jar = canvas.gradient("jar", lighter(colour, 0.25), darker(colour, 0.05), sideways=True)
    canvas.box(200, 440, 340, FLOOR - 440, jar, round_=40)
    canvas.oval(370, 444, 166, 40, lighter(colour, 0.5))
    canvas.oval(370, 438, 148, 32, "#fffaf3")
    canvas.path("M290 436q40 -60 96 -34t70 20q-12 36 -80 34t-86 -20z", "#fff")
    canvas.path("M384 400q18 -46 34 -6q10 20 -10 30z", "#fff")
    _label(canvas, 326, 520, 88, darker(colour, 0.45))
    canvas.oval(590, 584, 108, 28, darker(metal, 0.15))
    canvas.box(482, 552, 216, 36, metal, round_=14)
    canvas.oval(590, 552, 108, 26, lighter(metal, 0.25))
    if style["pattern"] % 2:
        canvas.path("M150 600q10 -90 70 -110q6 80 -70 110z", "#7f9a72")


def bottle(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """A lotion with a pump, or a serum with a dropper."""
    canvas.shadow(400, FLOOR + 4, 140)
    glass = canvas.gradient("glass", lighter(colour, 0.3), darker(colour, 0.08), sideways=True)
    if style["cap"] % 2:
        canvas.box(382, 176, 36, 90, metal, round_=8)
        canvas.path("M300 160h120q14 0 14 14v24h-30v-14h-104z", darker(metal, 0.1))
        canvas.box(346, 262, 108, 40, darker(metal, 0.2), round_=8)
        canvas.box(280, 296, 240, FLOOR - 296, glass, round_=44)
    else:
        canvas.path("M376 150q24 -40 48 0v70h-48z", darker(metal, 0.35))
        canvas.box(364, 214, 72, 84, metal, round_=8)
        canvas.path(
            f"M370 296H430C500 330 520 380 520 430V{FLOOR - 30}q0 30 -30 30H310q-30 0 -30 -30V430C280 380 300 330 370 296z",
            glass,
        )
        canvas.line((400, 300), (400, 500), "#ffffff", 9, opacity=0.4)
    canvas.box(304, 400, 16, 170, "#ffffff", round_=8, opacity=0.4)
    canvas.box(330, 430, 140, 120, "#fffaf3", round_=8, opacity=0.9)
    _label(canvas, 358, 462, 84, darker(colour, 0.5))


def perfume(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """A cut bottle with its scent inside."""
    canvas.shadow(400, FLOOR + 4, 170)
    canvas.box(
        352,
        180,
        96,
        96,
        canvas.gradient("cap", metal, lighter(metal, 0.4), sideways=True),
        round_=(10, 40)[style["cap"] % 2],
    )
    canvas.box(374, 270, 52, 36, GOLD, round_=4)
    if style["round"] % 2:
        canvas.oval(400, 458, 170, 162, lighter(colour, 0.45))
        canvas.path(
            "M246 430Q400 470 554 430A156 150 0 0 1 400 606A156 150 0 0 1 246 430z",
            mix(colour, "#f3c98b", 0.35),
            opacity=0.85,
        )
    else:
        canvas.polygon(
            [(270, 300), (530, 300), (560, 340), (560, 600), (530, FLOOR), (270, FLOOR), (240, 600), (240, 340)],
            lighter(colour, 0.45),
        )
        canvas.polygon(
            [(262, 400), (538, 400), (538, 596), (520, 606), (280, 606), (262, 596)],
            mix(colour, "#f3c98b", 0.35),
            opacity=0.85,
        )
    canvas.path("M290 340L330 340L300 560L276 560z", "#ffffff", opacity=0.4)
    _label(canvas, 352, 470, 96, darker(colour, 0.5))


def mascara(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """A tube, and its brush laid beside it."""
    canvas.shadow(360, FLOOR + 4, 90)
    body = canvas.gradient("body", darker(colour, 0.25), lighter(colour, 0.1), sideways=True)
    canvas.box(314, 330, 92, FLOOR - 330, body, round_=14)
    canvas.box(314, 180, 92, 146, canvas.gradient("cap", darker(metal, 0.2), lighter(metal, 0.3), sideways=True), round_=14)
    canvas.box(314, 322, 92, 10, GOLD)
    _label(canvas, 330, 440, 60, lighter(metal, 0.6))
    canvas.line((520, 590), (560, 380), "#4a4442", 8)
    for bristle in range(12):
        x, y = 562 + bristle * 2.6, 372 - bristle * 13
        wide = 26 - abs(bristle - 5) * (1 + style["cut"] % 2)
        canvas.line((x - wide, y - 5), (x + wide, y + 5), "#2b2627", 6)


def palette(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """Eye shadows in an open case with a mirror."""
    canvas.shadow(400, FLOOR + 4, 240)
    canvas.box(180, 200, 440, 210, darker(metal, 0.25), round_=22)
    canvas.box(200, 218, 400, 176, canvas.gradient("mirror", "#eef4f5", "#c9d8db"), round_=14)
    canvas.path("M240 380L330 232H380L290 380z", "#ffffff", opacity=0.5)
    canvas.box(170, 410, 460, 206, metal, round_=22)
    columns = 4 + style["size"] % 2
    for row in range(2):
        for column in range(columns):
            width = 420 / columns
            tone = mix(mix(colour, "#f0c9a8", column / columns), "#3b2a34", 0.45 * row)
            x, y = 190 + column * width, 428 + row * 86
            canvas.box(x + 5, y, width - 10, 74, darker(tone, 0.15), round_=12)
            canvas.box(x + 9, y + 5, width - 18, 64, tone, round_=10)
            canvas.path(f"M{x + 18} {y + 18}h{width - 46}", line=lighter(tone, 0.4), width=4, opacity=0.5)


def soap(canvas: Canvas, colour: str, metal: str, style: Style) -> None:
    """A bar on its paper, with bubbles or a sprig."""
    canvas.shadow(400, FLOOR + 2, 220)
    canvas.polygon([(210, 470), (560, 430), (620, 560), (250, 616)], lighter(metal, 0.55))
    canvas.path("M244 470q-8 -40 40 -48l230 -30q44 -4 54 34l16 74q6 40 -38 48l-240 34q-44 4 -50 -36z", darker(colour, 0.1))
    canvas.path("M240 446q-8 -40 40 -48l230 -30q44 -4 54 34l16 74q6 40 -38 48l-240 34q-44 4 -50 -36z", lighter(colour, 0.25))
    canvas.path("M282 440q-4 -18 20 -22l200 -26q22 -2 28 18l10 46q2 20 -20 22l-204 28q-22 2 -26 -18z", lighter(colour, 0.4))
    _label(canvas, 366, 420, 96, darker(colour, 0.3))
    if style["pattern"] % 2:
        for x, y, size in ((250, 340, 34), (310, 300, 22), (560, 320, 28), (610, 370, 16)):
            canvas.oval(x, y, size, size, "#ffffff", opacity=0.55)
            canvas.oval(x - size * 0.3, y - size * 0.3, size * 0.22, size * 0.22, "#ffffff")
    else:
        canvas.path("M560 350Q620 270 690 250", line="#6f8a63", width=6)
        for leaf in range(4):
            canvas.oval(580 + leaf * 30, 322 - leaf * 22, 22, 10, "#86a079")


DRAWINGS: Mapping[str, Callable[[Canvas, str, str, Style], None]] = {
    "lipstick": lipstick,
    "nail-polish": nail_polish,
    "cream": cream,
    "bottle": bottle,
    "perfume": perfume,
    "mascara": mascara,
    "palette": palette,
    "soap": soap,
}
