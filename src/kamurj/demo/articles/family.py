"""The families of articles: what each is called, costs, weighs, comes in, when it sells and why it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kamurj.catalogue.contracts import ProductKind

EVEN = (1.0,) * 12
WINTER = (1.5, 1.3, 0.9, 0.6, 0.4, 0.3, 0.3, 0.4, 0.9, 1.4, 1.8, 1.9)
SUMMER = (0.4, 0.5, 0.9, 1.3, 1.7, 1.8, 1.6, 1.2, 0.9, 0.6, 0.4, 0.5)
GIFTS = (0.8, 1.3, 1.6, 0.9, 0.9, 0.8, 0.8, 0.8, 0.9, 0.9, 1.1, 2.2)
MOVING = (0.8, 0.8, 1.0, 1.1, 1.2, 1.1, 1.0, 1.2, 1.3, 1.1, 0.9, 0.7)
"""How many times the average month each month sells, January first; every row averages about 1."""


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of article. Prices are whole drams; `axes` are the options its variants differ in.

    `season` and `return_rate` with `return_reasons` (reason → weight) belong to the ground truth.
    """

    drawing: str
    category: str
    kind: ProductKind
    english: str
    armenian: str
    designs: int
    drams: tuple[int, int]
    weight_grams: tuple[int, int]
    axes: tuple[str, ...]
    season: tuple[float, ...]
    return_rate: float
    return_reasons: Mapping[str, float]
    about: tuple[tuple[str, str], ...]
