"""Colours keep the contrast of WCAG 2.2: 4.5 for text (1.4.3), 3 for edges of controls and the focus (1.4.11)."""

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[1] / "static" / "pages" / "tokens.css"
LIGHT, DARK = 0, 1

TEXT = [
    ("ink", "page"),
    ("ink", "raised"),
    ("ink", "sunken"),
    ("ink", "tuff"),
    ("ink", "apricot-soft"),
    ("ink", "leaf-soft"),
    ("ink", "danger-soft"),
    ("ink", "water-soft"),
    ("ink", "accent-soft"),
    ("ink-soft", "page"),
    ("ink-soft", "raised"),
    ("ink-soft", "sunken"),
    ("ink-soft", "accent-soft"),
    ("on-basalt", "basalt"),
    ("on-basalt-soft", "basalt"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-apricot", "apricot"),
    ("accent", "page"),
    ("leaf", "leaf-soft"),
    ("amber", "apricot-soft"),
    ("danger", "danger-soft"),
    ("danger", "page"),
    ("water", "water-soft"),
    ("page", "ink"),
    ("page", "leaf"),
    ("page", "danger"),
]
EDGES = [("line-strong", "page"), ("line-strong", "raised"), ("focus", "page"), ("focus", "sunken"), ("accent", "raised")]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("written", "ground"), TEXT)
def test_text_can_be_read(written, ground, scheme):
    assert contrast(written, ground, scheme) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_controls_and_the_focus_can_be_seen(edge, ground, scheme):
    assert contrast(edge, ground, scheme) >= 3


def contrast(one, other, scheme):
    lighter, darker = sorted((luminance(colour(one, scheme)), luminance(colour(other, scheme))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colour(name, scheme):
    value = re.search(rf"--{name}: (.+);", TOKENS.read_text())[1]
    both = re.fullmatch(r"light-dark\((.+?\)?), (oklch\(.+\)|#\w+)\)", value)
    return both[1 + scheme] if both else value


def luminance(written):
    """Relative luminance; OKLCH to linear sRGB as in CSS Color 4, section 10.2."""
    if written == "#fff":
        return 1.0
    lightness, chroma, hue = map(float, re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", written).groups())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return sum(share * min(1, max(0, part)) for share, part in ((0.2126, red), (0.7152, green), (0.0722, blue)))
