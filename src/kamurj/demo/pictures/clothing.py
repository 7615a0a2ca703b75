"""Clothing laid flat or on an invisible person, seen from the front."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamurj.demo.pictures.canvas import Canvas, darker, lighter, mix

Style = Mapping[str, int]


def _pattern(canvas: Canvas, colour: str, accent: str, style: Style, *, top: float, bottom: float, half: float) -> None:
    """Stripes, a band, dots or nothing over the body of a garment."""
    kind = style["pattern"] % 5
    tone = mix(colour, accent, 0.7)
    if kind == 1:
        for stripe in range(int((bottom - top) / 44)):
            canvas.box(400 - half, top + stripe * 44, half * 2, 15, tone, opacity=0.75)
    elif kind == 2:
        canvas.box(400 - half, top + (bottom - top) * 0.32, half * 2, 58, tone, opacity=0.85)
    elif kind == 3:
        for row in range(int((bottom - top) / 56)):
            for column in range(int(half / 30)):
                canvas.oval(400 - half + 30 + column * 62 + 30 * (row % 2), top + 24 + row * 56, 8, 8, tone, opacity=0.85)


def shirt(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A T-shirt, short or long in the sleeve, round or V-shaped at the neck."""
    long_ = style["sleeve"] % 2
    hem = 620 + 14 * (style["length"] % 3)
    reach, cuff = (150, 520) if long_ else (130, 372)
    for side in (-1, 1):
        edge = 400 + side * 130
        out = 400 + side * (130 + reach)
        inner = 400 + side * (130 + reach - (66 if long_ else 46))
        canvas.path(
            f"M{edge} 206C{edge + side * 60} 224 {out - side * 30} 290 "
            f"{out} {cuff}L{inner} {cuff + 26}L{400 + side * 124} 350z",
            darker(colour, 0.08),
        )
    canvas.path(
        f"M318 186Q360 206 400 206T482 186L536 212C528 300 530 480 "
        f"536 {hem}Q400 {hem + 22} 264 {hem}C270 480 272 300 264 212z",
        colour,
    )
    _pattern(canvas, colour, accent, style, top=290, bottom=hem - 30, half=130)
    neck = "M334 188Q400 292 466 188Q400 216 334 188z" if style["neck"] % 2 else "M334 188Q400 262 466 188Q400 214 334 188z"
    canvas.path(neck, darker(colour, 0.35))
    canvas.path(f"M300 300C306 420 302 520 296 {hem - 16}", line=darker(colour, 0.2), width=4, opacity=0.35)
    canvas.path(f"M500 300C494 420 498 520 504 {hem - 16}", line=lighter(colour, 0.3), width=4, opacity=0.35)


def blouse(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A buttoned shirt with a collar."""
    hem = 640
    for side in (-1, 1):
        edge, out = 400 + side * 132, 400 + side * 268
        canvas.path(
            f"M{edge} 204C{edge + side * 70} 220 {out - side * 10} 360 "
            f"{out} 566L{out - side * 62} 582L{400 + side * 128} 360z",
            darker(colour, 0.1),
        )
        canvas.box(
            min(out, out - side * 64),
            562,
            64,
            26,
            lighter(accent, 0.3) if style["cut"] % 2 else darker(colour, 0.16),
            round_=5,
        )
    canvas.path(
        f"M320 184L480 184L538 210C526 320 532 500 540 {hem}Q400 {hem - 26} 260 {hem}C268 500 274 320 262 210z", colour
    )
    _pattern(canvas, colour, accent, style, top=300, bottom=hem - 50, half=130)
    canvas.path("M330 178L400 250L346 300L300 200z", lighter(colour, 0.16))
    canvas.path("M470 178L400 250L454 300L500 200z", lighter(colour, 0.1))
    canvas.line((400, 254), (400, hem - 16), darker(colour, 0.22), 4)
    for button in range(6):
        canvas.oval(410, 284 + button * 58, 6, 6, lighter(accent, 0.45))
    if style["pattern"] % 3 == 0:
        canvas.box(446, 330, 60, 66, darker(colour, 0.1), round_=6)


def sweater(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A knitted pullover with ribs; some carry an Armenian lozenge pattern over the chest."""
    for side in (-1, 1):
        edge, out = 400 + side * 140, 400 + side * 290
        canvas.path(
            f"M{edge} 214C{edge + side * 80} 232 {out - side * 20} 390 "
            f"{out} 560L{out - side * 76} 582L{400 + side * 132} 400z",
            darker(colour, 0.1),
        )
        canvas.path(f"M{out} 556L{out + side * 4} 604L{out - side * 72} 624L{out - side * 76} 578z", darker(colour, 0.25))
    canvas.path("M316 196Q400 216 484 196L548 224C538 330 544 500 546 600Q400 622 254 600C256 500 262 330 252 224z", colour)
    canvas.path("M254 594Q400 616 546 594L544 640Q400 664 256 640z", darker(colour, 0.22))
    if style["pattern"] % 2:
        for column in range(5):
            x = 296 + column * 52
            canvas.polygon([(x, 306), (x + 24, 340), (x, 374), (x - 24, 340)], lighter(accent, 0.25))
            canvas.polygon([(x, 322), (x + 12, 340), (x, 358), (x - 12, 340)], darker(colour, 0.2))
        for y in (288, 388):
            canvas.box(262, y, 276, 7, lighter(accent, 0.25), opacity=0.9)
    else:
        for row in range(9):
            canvas.path(
                f"M272 {300 + row * 32}q16 14 32 0t32 0t32 0t32 0t32 0t32 0t32 0t32 0",
                line=darker(colour, 0.2),
                width=3,
                opacity=0.4,
            )
    height = 150 if style["neck"] % 2 else 184
    canvas.box(334, height, 132, 226 - height, darker(colour, 0.18), round_=24)


def trousers(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """Straight, wide or tapered trousers; some are jeans with visible seams."""
    cut = style["cut"] % 3
    knee, foot = ((150, 120), (176, 196), (140, 84))[cut]
    canvas.path(
        f"M276 150H524L{400 + knee + 16} 430L{400 + foot + 10} 690H{414 + foot * 0.12:g}L400 330L{386 - foot * 0.12:g} 690"
        f"H{390 - foot}L{400 - knee - 16} 430z",
        colour,
    )
    canvas.path(
        f"M400 330L{414 + foot * 0.12:g} 690L{400 + foot * 0.5:g} 690L{400 + knee * 0.45:g} 400z",
        darker(colour, 0.12),
        opacity=0.7,
    )
    canvas.box(272, 140, 256, 40, darker(colour, 0.2), round_=8)
    canvas.line((400, 180), (400, 326), darker(colour, 0.35), 4)
    canvas.oval(400, 160, 8, 8, accent)
    for side in (-1, 1):
        canvas.path(
            f"M{400 + side * 116} 182Q{400 + side * 96} 236 {400 + side * 132} 250", line=darker(colour, 0.35), width=4
        )
        if style["pattern"] % 2:
            canvas.line(
                (400 + side * 118, 262), (400 + side * (foot * 0.55 + 30), 676), lighter(accent, 0.2), 2.5, opacity=0.8
            )
            canvas.box(400 + side * 76 - 14, 136, 12, 50, darker(colour, 0.3), round_=3)


def skirt(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A pleated, flared or straight skirt."""
    spread = (120, 210, 170)[style["cut"] % 3]
    hem = 560 + 40 * (style["length"] % 3)
    canvas.path(
        f"M296 200H504C520 330 {400 + spread} {hem - 90} {400 + spread} {hem}Q400 {hem + 30} {400 - spread} {hem}"
        f"C{400 - spread} {hem - 90} 280 330 296 200z",
        colour,
    )
    for pleat in range(-3, 4):
        canvas.line((400 + pleat * 26, 236), (400 + pleat * spread / 3.6, hem - 2), darker(colour, 0.25), 4, opacity=0.45)
    _pattern(
        canvas,
        colour,
        accent,
        {**style, "pattern": 2 if style["pattern"] % 2 else 0},
        top=400,
        bottom=hem,
        half=spread * 0.76,
    )
    canvas.box(290, 186, 220, 34, darker(colour, 0.22), round_=8)


def dress(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A summer or an evening dress."""
    spread = (150, 220, 120)[style["cut"] % 3]
    hem = 640 + 24 * (style["length"] % 3)
    if style["sleeve"] % 2:
        for side in (-1, 1):
            edge = 400 + side * 96
            canvas.path(
                f"M{edge} 170Q{edge + side * 90} 190 {edge + side * 100} 300L{edge + side * 46} 316L{400 + side * 88} 270z",
                darker(colour, 0.1),
            )
    else:
        for side in (-1, 1):
            canvas.line((400 + side * 58, 120), (400 + side * 64, 196), darker(colour, 0.15), 12)
    canvas.path(
        f"M336 168Q400 {230 if style['neck'] % 2 else 200} 464 168L496 186C500 260 "
        f"476 320 468 370C500 450 {400 + spread} {hem - 120} {400 + spread} {hem}"
        f"Q400 {hem + 26} {400 - spread} {hem}C{400 - spread} {hem - 120} 300 450 332 370C324 320 300 260 304 186z",
        colour,
    )
    _pattern(
        canvas, colour, accent, {**style, "pattern": 3 if style["pattern"] % 2 else 0}, top=410, bottom=hem - 60, half=90
    )
    canvas.path(
        "M330 366Q400 384 470 366L472 394Q400 412 328 394z",
        lighter(accent, 0.15) if style["pattern"] % 3 == 0 else darker(colour, 0.25),
    )
    for fold in (-2, -1, 1, 2):
        canvas.line((400 + fold * 24, 410), (400 + fold * spread / 2.5, hem - 6), darker(colour, 0.25), 4, opacity=0.4)


def jacket(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A blazer, a coat or a short jacket."""
    hem = (580, 690, 620)[style["length"] % 3]
    for side in (-1, 1):
        edge, out = 400 + side * 140, 400 + side * 274
        canvas.path(
            f"M{edge} 200C{edge + side * 80} 220 {out - side * 6} 400 "
            f"{out} 590L{out - side * 74} 604L{400 + side * 132} 380z",
            darker(colour, 0.12),
        )
        canvas.line((out - side * 70, 580), (out - side * 2, 566), darker(colour, 0.35), 5)
    canvas.path(f"M312 180H488L548 208C538 330 540 500 550 {hem}H250C260 500 262 330 252 208z", colour)
    canvas.path("M340 176L400 400L460 176Q400 200 340 176z", lighter(accent, 0.55))
    canvas.path("M340 172L306 190L318 300L352 318L398 420L400 404z", lighter(colour, 0.12))
    canvas.path("M460 172L494 190L482 300L448 318L402 420L400 404z", lighter(colour, 0.07))
    canvas.line((400, 410), (400, hem), darker(colour, 0.35), 5)
    for button in range(min(2 + style["cut"] % 3, (hem - 450) // 60 + 1)):
        canvas.oval(414, 436 + button * 60, 9, 9, accent)
    for side in (-1, 1):
        canvas.box(400 + side * 88 - 42, hem - 150, 84, 22, darker(colour, 0.16), round_=6)


def scarf(canvas: Canvas, colour: str, accent: str, style: Style) -> None:
    """A scarf wound once, with fringes."""
    canvas.path("M246 250Q400 150 554 250Q590 330 520 380Q400 430 280 380Q210 330 246 250z", darker(colour, 0.12))
    canvas.path("M260 300Q400 240 540 300Q556 350 500 372Q400 404 300 372Q244 350 260 300z", lighter(colour, 0.1))
    canvas.path("M430 360L540 372L560 640L452 650z", colour)
    canvas.path("M330 370L430 372L414 600L318 590z", darker(colour, 0.16))
    for band in range(3 + style["pattern"] % 3):
        canvas.polygon(
            [(445, 460 + band * 42), (548, 456 + band * 42), (549, 474 + band * 42), (446, 478 + band * 42)],
            lighter(accent, 0.2),
        )
    for thread in range(10):
        canvas.line((456 + thread * 11, 646), (454 + thread * 11.4, 690), darker(colour, 0.1), 4)
        if thread < 9:
            canvas.line((322 + thread * 11, 592), (320 + thread * 11, 632), darker(colour, 0.25), 4)


DRAWINGS: Mapping[str, Callable[[Canvas, str, str, Style], None]] = {
    "shirt": shirt,
    "blouse": blouse,
    "sweater": sweater,
    "trousers": trousers,
    "skirt": skirt,
    "dress": dress,
    "jacket": jacket,
    "scarf": scarf,
}
