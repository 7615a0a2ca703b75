"""Names instead of numbers for those who acted."""

from __future__ import annotations

from collections.abc import Iterable

from kamurj.foundation.access.queries import names_of

USER = "user:"


def people(actors: Iterable[str | None]) -> dict[str, str]:
    """What those of the actors are called who are people with a log-in, by the actor's text. One statement, or none."""
    numbers = {
        actor: int(actor.removeprefix(USER))
        for actor in actors
        if actor and actor.startswith(USER) and actor.removeprefix(USER).isdecimal()
    }
    if not numbers:
        return {}
    names = names_of(sorted(set(numbers.values())))
    return {actor: names[number] for actor, number in numbers.items() if number in names}
