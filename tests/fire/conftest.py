"""The house that is set on fire: one a test process, since every crash is everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fire.house import House, build_house

ARTICLES = 64


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """A cluster that waits for the disk, migrated, with a runner beside it; both gone afterwards."""
    built = build_house()
    try:
        built.start_runner()
        yield built
    finally:
        built.stop()


@pytest.fixture(scope="session")
def world(house: House) -> dict[str, Any]:
    """The ids of a small shop in that house."""
    return house.one("build", {"articles": ARTICLES})
