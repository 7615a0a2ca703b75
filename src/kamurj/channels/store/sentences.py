"""Sentences with the store's own clock and with names instead of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kamurj.channels.store.workplace import Workplace
from kamurj.foundation.access.queries import names_of
from kamurj.foundation.words.formatting import moment_text
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError

USER = "user:"


def told(refusal: KamurjError, here: Workplace) -> str:
    """A refusal as this store says it: moments by its clock, colleagues by their names."""
    kind = type(refusal)
    said = kind.__new__(kind)  # the same refusal, whatever its constructor asks for
    actors = people([value for value in refusal.params.values() if isinstance(value, str)])
    said.params = {
        name: moment_text(value, here.language, here.zone)
        if isinstance(value, datetime)
        else actors.get(value, value)
        if isinstance(value, str)
        else value
        for name, value in refusal.params.items()
    }
    return refusal_text(said)


def people(actors: Iterable[str | None]) -> dict[str, str]:
    """What those of the actors are called who are people with a log-in, by the actor's text."""
    numbers = {actor: int(actor.removeprefix(USER)) for actor in actors if actor and _is_user(actor)}
    if not numbers:
        return {}
    names = names_of(sorted(set(numbers.values())))
    return {actor: names[number] for actor, number in numbers.items() if number in names}


def _is_user(actor: str) -> bool:
    return actor.startswith(USER) and actor.removeprefix(USER).isdecimal()
