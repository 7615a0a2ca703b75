"""A label of the house's own carrier, A6: laid out once, then drawn as PDF and as SVG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from kamurj.carriers.adapters.letters import runs, width
from kamurj.carriers.contracts import Carrier, LabelFile, Service, Shipment
from kamurj.customers.contracts import Address

WIDE, HIGH = 297.64, 419.53
"""A6 in points."""
MARGIN = 18.0
BAR_HEIGHT = 68.0
QUIET_MODULES = 10
"""ISO/IEC 15417: so many modules stay white on either side of a Code 128."""
FAMILIES = "Inter, 'Noto Sans Armenian', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Text:
    """One line; `y` is its baseline, counted from above."""

    x: float
    y: float
    size: float
    text: str
    to_the_right: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A black rectangle; `y` is its upper edge."""

    x: float
    y: float
    wide: float
    high: float


def draw(*, shipment: Shipment, tracking: str, carrier: Carrier, service: Service) -> LabelFile:
    """The label in both forms."""
    parts = list(_lay_out(shipment, tracking, carrier, service))
    return LabelFile(pdf=_pdf(parts, title=tracking), svg=_svg(parts, title=tracking))


def bars_of(text: str, *, wide: float) -> Iterator[tuple[float, float]]:
    """The bars of a Code 128 that is `wide` with its quiet zones: where each begins and how wide it is."""
    code = Code128(text, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    modules = [(mark.isupper(), ord(mark.upper()) - ord("A") + 1) for mark in code.decomposed]
    module = wide / (sum(count for _, count in modules) + 2 * QUIET_MODULES)
    at = QUIET_MODULES * module
    for is_bar, count in modules:
        if is_bar:
            yield at, count * module
        at += count * module


def _lay_out(shipment: Shipment, tracking: str, carrier: Carrier, service: Service) -> Iterator[Text | Bar]:
    right = WIDE - MARGIN
    yield Text(MARGIN, 34, 16, carrier.name_en)
    yield Text(right, 34, 11, service.name_en, to_the_right=True)
    yield Bar(MARGIN, 44, right - MARGIN, 1.5)
    yield Text(MARGIN, 58, 7, "From · Ումից")
    y = 69.0
    for line in _fitting(_sender_lines(shipment.sender), size=8.5):
        yield Text(MARGIN, y, 8.5, line)
        y += 11
    y = max(y, 102.0) + 8
    yield Text(MARGIN, y, 7, "To · Ում")
    y += 19
    for size, line in _recipient_lines(shipment.recipient):
        for fitted in _fitting([line], size=size):
            yield Text(MARGIN, y, size, fitted)
            y += size + 5
    yield Bar(MARGIN, 284, right - MARGIN, 1.5)
    yield Text(MARGIN, 298, 8.5, shipment.order_number)
    yield Text(right, 298, 8.5, f"{shipment.weight_grams / 1000:.2f} kg · {shipment.label_date}", to_the_right=True)
    for x, wide in bars_of(tracking, wide=right - MARGIN):
        yield Bar(MARGIN + x, 312, wide, BAR_HEIGHT)
    yield Text(WIDE / 2 - width(grouped(tracking), 12) / 2, 398, 12, grouped(tracking))


def grouped(tracking: str) -> str:
    """A tracking number in groups of four, to be read aloud."""
    return " ".join(tracking[start : start + 4] for start in range(0, len(tracking), 4))


def _sender_lines(sender: Address) -> list[str]:
    return [line for line in (sender.recipient, sender.line1, sender.phone) if line]


def _recipient_lines(to: Address) -> list[tuple[float, str]]:
    town = " ".join(part for part in (to.postcode, to.city) if part)
    lines = ((15.0, to.recipient), (12.0, to.line1), (12.0, to.line2), (14.0, town), (11.0, to.region))
    return [(size, line) for size, line in (*lines, (12.0, to.country), (10.0, to.phone)) if line]


def _fitting(lines: list[str], *, size: float) -> Iterator[str]:
    """The lines, each broken between words where it is too wide; two rows at most, and the rest of a long one is cut."""
    room = WIDE - 2 * MARGIN
    for line in lines:
        rows = [""]
        for word in line.split():
            longer = f"{rows[-1]} {word}".strip()
            if width(longer, size) <= room or not rows[-1]:
                rows[-1] = longer
            else:
                rows.append(word)
        for row in rows[:2]:
            while width(row, size) > room:
                row = row[:-2] + "…"  # noqa: PLW2901 - shortened until it fits
            yield row


def _pdf(parts: list[Text | Bar], *, title: str) -> bytes:
    written = io.BytesIO()
    # Without the moment of writing in it, the same label is the same file, byte for byte.
    page = Canvas(written, pagesize=(WIDE, HIGH), pageCompression=1, invariant=1)
    page.setTitle(title)
    for part in parts:
        if isinstance(part, Bar):
            page.rect(part.x, HIGH - part.y - part.high, part.wide, part.high, stroke=0, fill=1)
            continue
        x = part.x - width(part.text, part.size) if part.to_the_right else part.x
        for face, piece in runs(part.text):
            page.setFont(face, part.size)
            page.drawString(x, HIGH - part.y, piece)
            x += page.stringWidth(piece, face, part.size)
    page.showPage()
    page.save()
    return written.getvalue()


def _svg(parts: list[Text | Bar], *, title: str) -> str:
    drawn = []
    for part in parts:
        if isinstance(part, Bar):
            drawn.append(f'<rect x="{part.x:.3f}" y="{part.y:.2f}" width="{part.wide:.3f}" height="{part.high:.2f}"/>')
            continue
        anchor = ' text-anchor="end"' if part.to_the_right else ""
        drawn.append(f'<text x="{part.x:.2f}" y="{part.y:.2f}" font-size="{part.size}"{anchor}>{escape(part.text)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="105mm" height="148mm"'
        f' font-family="{FAMILIES}"><title>{escape(title)}</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>{"".join(drawn)}</svg>'
    )
