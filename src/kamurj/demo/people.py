"""Who buys: five thousand people, the profiles that the channels made of them, and what is true of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from kamurj.demo.names import FAMILY, GIVEN, SPELLINGS
from kamurj.demo.places import STORES, Place

KINDS = ("furniture", "clothing", "cosmetics")
CHANNELS = ("web", "app", "store", "phone", "chat", "social")
RESPONSES = ("persuadable", "sure", "lost", "disturbed")
"""How people answer to an offer: buy because of it, buy anyway, never buy, or buy less for being disturbed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One entry in the shop's books about a person, made in one channel; `key` is its id there."""

    key: str
    given_name: str
    family_name: str
    email: str | None
    phone: str | None
    channels: tuple[str, ...]
    device: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody real, with what is true of them: home, language, tastes, habits, and how they answer to offers.

    `rate` is purchases a year; `window` how many purchases begin with looking online; `household` links people who share
    a home phone and sometimes a tablet.
    """

    number: int
    household: int
    home: Place
    latitude: float
    longitude: float
    language: str
    profiles: tuple[Profile, ...]
    tastes: dict[str, float]
    colours: dict[str, float]
    channels: dict[str, float]
    size: str
    rate: float
    window: float
    response: str
    hour: int

    def profile_for(self, channel: str) -> Profile:
        """The profile this person is known by in a channel."""
        return next((profile for profile in self.profiles if channel in profile.channels), self.profiles[0])


def people(seed: int, count: int) -> Iterator[Person]:
    """So many people, the same for the same seed; about one in five lives in a household with the next."""
    chance = Random(f"{seed}:people")
    household, family, shared_phone, home = 0, FAMILY[0], "", STORES[0]
    for number in range(1, count + 1):
        together = number > 1 and chance.random() < 0.2
        if not together:
            household += 1
            family = chance.choice(FAMILY)
            home = chance.choices(STORES, [store.weight for store in STORES])[0]
            shared_phone = _phone(home, chance)
        yield _person(number, household, family, home, shared_phone if together else None, chance)


def _person(
    number: int, household: int, family: tuple[str, str], home: Place, shared_phone: str | None, chance: Random
) -> Person:
    given = chance.choice(GIVEN)
    abroad = home.row.country == "US"
    channels = {
        channel: chance.gammavariate(weight, 1)
        for channel, weight in zip(CHANNELS, (2.2, 1.4, 3.0, 0.25, 0.3, 0.2), strict=True)
    }
    return Person(
        number=number,
        household=household,
        home=home,
        latitude=round(home.row.position.latitude + chance.gauss(0, 0.03), 5),
        longitude=round(home.row.position.longitude + chance.gauss(0, 0.04), 5),
        language="hy" if chance.random() < (0.35 if abroad else 0.86) else "en",
        profiles=_profiles(number, given, family, home, shared_phone, chance),
        tastes={kind: chance.gammavariate(0.8, 1) + 0.05 for kind in KINDS},
        colours={
            family: chance.gammavariate(0.9, 1) + 0.1 for family in ("sand", "terracotta", "green", "blue", "grey", "lilac")
        },
        channels=channels,
        size=chance.choices(("XS", "S", "M", "L", "XL", "XXL"), (5, 18, 30, 26, 15, 6))[0],
        rate=round(chance.gammavariate(1.1, 2.6) + 0.2, 3),
        window=round(chance.betavariate(3, 2), 3),
        response=chance.choices(RESPONSES, (25, 20, 45, 10))[0],
        hour=chance.choices(range(9, 23), (2, 3, 4, 5, 6, 5, 4, 4, 5, 7, 8, 8, 6, 4))[0],
    )


def _profiles(
    number: int, given: tuple[str, str], family: tuple[str, str], home: Place, shared_phone: str | None, chance: Random
) -> tuple[Profile, ...]:
    """Two thirds are known once; the others by a second or third entry, with another spelling, phone or address."""
    phone = shared_phone if shared_phone and chance.random() < 0.5 else _phone(home, chance)
    email = f"{given[0]}.{family[0]}{number}@{chance.choice(('mail', 'post', 'inbox'))}.example".lower()
    device = str(UUID(int=chance.getrandbits(128), version=4))
    entries = chance.choices((1, 2, 3), (66, 26, 8))[0]
    if entries == 1:
        return (Profile(f"P{number:05d}-1", given[0], family[0], email, phone, CHANNELS, device),)
    online = Profile(
        f"P{number:05d}-1",
        given[0],
        family[0],
        email,
        phone if chance.random() < 0.5 else None,
        ("web", "app", "chat", "social"),
        device,
    )
    script = chance.random()
    names = (given[1], family[1]) if script < 0.5 else (_misspelt(given[0], chance), _misspelt(family[0], chance))
    store = Profile(f"P{number:05d}-2", *names, None, phone, ("store",) if entries == 3 else ("store", "phone"), None)
    if entries == 2:
        return (online, store)
    other = email.replace("@", f".{chance.randint(70, 99)}@") if chance.random() < 0.6 else None
    return (
        online,
        store,
        Profile(
            f"P{number:05d}-3", given[0], _misspelt(family[0], chance), other, None if other else phone, ("phone",), None
        ),
    )


def _misspelt(name: str, chance: Random) -> str:
    """The same name by another hand."""
    fitting = [(one, other) for one, other in SPELLINGS if one in name.lower()]
    if not fitting:
        return name
    one, other = chance.choice(fitting)
    return name.lower().replace(one, other, 1).capitalize()


def _phone(home: Place, chance: Random) -> str:
    """A mobile number as it is dialled there; the Armenian ones look real, the Californian ones use the 555 range."""
    if home.row.country == "US":
        return f"+1{chance.choice(('818', '626', '213'))}55{chance.randint(50_000, 59_999)}"
    return f"+374{chance.choice(('91', '93', '94', '77', '98', '55'))}{chance.randint(100_000, 999_999)}"
