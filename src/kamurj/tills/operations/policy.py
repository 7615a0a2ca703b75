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
    """How much somebody with this role may take off a price by hand. Raises PolicyOutOfRange."""
    _set("limit", role, basis_points, before=queries.policy().limit_of(role), least=0, most=WHOLE, now=now, origin=origin)


@atomic
def set_step(*, currency: str, minor: int, now: datetime, origin: Origin) -> None:
    """The smallest coin people pay with. Raises PolicyOutOfRange."""
    before = queries.policy().step_of(currency)
    _set("step", currency, minor, before=before, least=1, most=LARGEST_STEP, now=now, origin=origin)


def _set(kind: str, of: str, number: int, *, before: int, least: int, most: int, now: datetime, origin: Origin) -> None:
    if not least <= number <= most:
        raise PolicyOutOfRange(least=least, most=most)
    if number == before:
        return
    name = f"{kind}:{of}"
    sql.execute(
        "INSERT INTO tills_setting (name, number) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET number = EXCLUDED.number",
        (name, number),
    )
    tell(TillPolicyChanged(name=name, before=before, after=number), origin=origin, now=now)
