"""One run: everybody does something, in any order, and after every step the books are right."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from kamurj.commands.books.replaying import differences
from kamurj.commands.books.rules import breaches_now
from kamurj.foundation.database import sql
from kamurj.payments import recovery
from tests.property.at_tills import AtTills
from tests.property.minding import Minding
from tests.property.troubles import Troubles
from tests.property.world import BEGINNING, World

SPOTS = tuple((variant, place) for variant in range(3) for place in range(3))
LEVELS = st.tuples(*[st.sampled_from([6, 3, 1, 0, 2, 4, 9])] * len(SPOTS))
EARLIER = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.booleans(), st.sampled_from([0, 4, 1, 2, 3, 5])), max_size=4
)
"""Orders that were there before a run begins: whose, whereto, by card or not, and how many steps a place has done."""


class House(Troubles, Minding, AtTills, RuleBasedStateMachine):
    """The whole house in one process."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    @initialize(levels=LEVELS, earlier=EARLIER)
    def begin(self, levels: tuple[int, ...], earlier: list[tuple[int, int, bool, int]]) -> None:
        """Goods on the shelves, and some orders that are on their way."""
        self.world.begin({spot: count for spot, count in zip(SPOTS, levels, strict=True) if count})
        self.open_books()
        for person, how, by_card, steps in earlier:
            self.order_and_work(person, how, steps, by_card=by_card)

    @invariant()
    def the_books_are_right(self) -> None:
        """After every step."""
        self.books_are_right()

    def teardown(self) -> None:
        """In the end nothing is half done and nobody owes anything; what the log tells is what the tables say."""
        if not self.is_well:
            return
        self.run_dry()
        self.books_are_right()
        broken = breaches_now(before=self.world.now)
        assert broken == (), "\n".join(f"{one.rule}: {', '.join(one.examples)}" for one in broken)
        assert differences(now=self.world.now) == (), "the log and the tables differ"
        assert recovery.reconcile(since=BEGINNING) == (), "the bank's books and ours differ"
        held = sql.rows(
            """
            SELECT request.key, o.status FROM payments_sandbox_request request
              LEFT JOIN payments_payment p ON p.key = request.key LEFT JOIN orders_order o ON o.id = p.order_id
             WHERE request.request = 'authorisation' AND request.status = 'approved' AND NOT request.voided
               AND (o.id IS NULL OR o.status = 'cancelled') AND request.captured_minor = 0
            """
        )
        assert held == [], "the bank holds money for nothing"
