"""One step in which pieces come back and others go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import OrderId, ReturnId
from kamurj.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Exchange:
    """A return whose worth paid for other pieces: `value` is that of what came back, `cost` that of `new_order`."""

    returned: ReturnId
    order: OrderId
    new_order: OrderId
    value: Money
    cost: Money
    made_at: datetime

    @property
    def difference(self) -> Money:
        """What the customer paid on top; less than nothing: what goes back to them."""
        return self.cost - self.value


@dataclass(frozen=True, slots=True)
class ExchangeMade(Fact):
    """Pieces of an order came back and paid, wholly or in part, for a new one."""

    return_id: ReturnId
    order: OrderId
    new_order: OrderId
    value: Money
    cost: Money
