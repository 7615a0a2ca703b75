"""Every refusal can be shown to a person, in both languages, whatever it fills in."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from string import Formatter

import pytest
from django.utils.translation import gettext, override

import kamurj
from kamurj.kernel.errors import KamurjError


def refusals() -> list[type[KamurjError]]:
    """Every refusal of the house, wherever it is written, in the order of its name."""
    for module in pkgutil.walk_packages(kamurj.__path__, "kamurj."):
        if not {"tests", "migrations", "__main__"} & set(module.name.split(".")):
            import_module(module.name)
    found, waiting = set(), [KamurjError]
    while waiting:
        refusal = waiting.pop()
        if refusal not in found and ".tests." not in refusal.__module__ and refusal.__module__.startswith("kamurj."):
            found.add(refusal)
            waiting += refusal.__subclasses__()
    return sorted(found, key=lambda refusal: (refusal.__module__, refusal.__qualname__))


def names_in(message: str) -> set[str]:
    """What a message fills in; `{shortage.name}` and `{lines[0]}` count by their first name."""
    return {name.split(".")[0].split("[")[0] for _text, name, _spec, _kind in Formatter().parse(message) if name}


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: f"{refusal.__module__}.{refusal.__qualname__}")
def test_a_refusal_is_said_in_both_languages(refusal: type[KamurjError]) -> None:
    params = dict.fromkeys(names_in(refusal.message), 7)
    said = {}
    for language in ("en", "hy"):
        with override(language):
            said[language] = gettext(refusal.message).format(**params)
    assert said["en"] == refusal.message.format(**params)
    assert said["hy"] != said["en"]


def test_no_two_refusals_share_a_code() -> None:
    codes: dict[str, str] = {}
    shared = []
    for refusal in refusals():
        if "code" in vars(refusal):
            other = codes.setdefault(refusal.code, refusal.__qualname__)
            shared += [(refusal.code, other, refusal.__qualname__)] if other != refusal.__qualname__ else []
    assert shared == []
