"""What tills keep to: how much each role may take off by hand, and the smallest coin of each currency."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.origin import Origin
from kamurj.tills import queries
from kamurj.tills.contracts import TillPolicyChanged
from kamurj.tills.errors import PolicyOutOfRange

WHOLE = 100_00
LARGEST_STEP = 10_000_00


@atomic
def set_limit(*, role: str, basis_points: int, now: datetime, origin: Origin) -> None:
    """How much somebody with this role may take off a price by hand. Raises PolicyOutOfRange, in percent."""
    if not 0 <= basis_points <= WHOLE:
        raise PolicyOutOfRange(least=0, most=WHOLE // 100)
    _set(f"limit:{role}", basis_points, before=queries.policy().limit_of(role), now=now, origin=origin)


@atomic
def set_step(*, currency: str, minor: int, now: datetime, origin: Origin) -> None:
    """The smallest coin people pay with. Raises PolicyOutOfRange."""
    if not 1 <= minor <= LARGEST_STEP:
        raise PolicyOutOfRange(least=1, most=LARGEST_STEP)
    _set(f"step:{currency}", minor, before=queries.policy().step_of(currency), now=now, origin=origin)


def _set(name: str, number: int, *, before: int, now: datetime, origin: Origin) -> None:
    if number == before:
        return
    sql.execute(
        "INSERT INTO tills_setting (name, number) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET number = EXCLUDED.number",
        (name, number),
    )
    tell(TillPolicyChanged(name=name, before=before, after=number), origin=origin, now=now)
