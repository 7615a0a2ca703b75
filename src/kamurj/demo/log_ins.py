"""Who can log in to the demo retailer. These passwords open a demo and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from kamurj.foundation.access.contracts import Role


@dataclass(frozen=True, slots=True)
class LogIn:
    """One log-in: the face of the shop it is for, and for staff the role and the store they work in."""

    face: str
    email: str
    password: str
    name: str
    language: str
    role: Role | None = None
    place: str | None = None


PASSWORD = "apricot-bridge-2026"  # noqa: S105 - printed on the terminal on purpose
PIN = "2580"
"""With it the demo's store manager approves at a till."""

COUPON = "APRICOT10"
"""Ten per cent off the demo's cart, for whoever types it."""

LOG_INS = (
    LogIn("Shop", "ani@kamurj.example", PASSWORD, "Ani Petrosyan", "hy"),
    LogIn("Shop", "sam@kamurj.example", PASSWORD, "Sam Taylor", "en"),
    LogIn("Till", "komitas@kamurj.example", PASSWORD, "Nare Simonyan", "hy", Role.ASSOCIATE, "YER-KO"),
    LogIn("Till", "manager@kamurj.example", PASSWORD, "Hasmik Danielyan", "hy", Role.MANAGER, "YER-KO"),
    LogIn("Till", "gyumri@kamurj.example", PASSWORD, "Gor Melikyan", "hy", Role.ASSOCIATE, "GYU-01"),
    LogIn("Till", "glendale@kamurj.example", PASSWORD, "Dana Reyes", "en", Role.ASSOCIATE, "GLE-01"),
    LogIn("Console", "agent@kamurj.example", PASSWORD, "Mariam Avetisyan", "hy", Role.AGENT),
    LogIn("Console", "merchandiser@kamurj.example", PASSWORD, "Tigran Babayan", "en", Role.MERCHANDISER),
    LogIn("Console", "admin@kamurj.example", PASSWORD, "Lilit Grigoryan", "en", Role.ADMINISTRATOR),
)
