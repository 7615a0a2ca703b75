"""Many shoppers walk through one journey side by side, and each of them meets the fire at another point of every step.

The first walks unharmed and shows how many round trips a step has; the others die at points spread evenly over all of
them. Then the clients send the same form again, recovery runs as by the clock, and everything must be true.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from kamurj.kernel import ids
from tests.fire.dying import Moment, Point, all_points, sample
from tests.fire.house import House

Outcome = dict[str, Any]
Burn = Callable[[House, list[dict[str, Any]]], list[Outcome]]
"""Runs tasks, each with the point at which it meets the fire, and says what came of each."""
AT_ONCE = 4
READERS_DIE = (Point(6, Moment.MID), Point(23, Moment.BEFORE), Point(52, Moment.MID), Point(95, Moment.BEFORE))
"""Where one round of all readers is cut off: with nothing done, within the first readers, and within the later ones."""
READ_ROUNDS = 60
CAME_TO_NOTHING = "payments.provider_unreachable"


@dataclass(slots=True)
class Shopper:
    """One of the procession: what they know (`given` to every step) and what they were answered."""

    given: dict[str, Any]
    answered: dict[str, Any] = field(default_factory=dict)

    def begin_anew(self, cart: str) -> None:
        """The order came to nothing and its cart is open again: a new form for what is in it."""
        self.given |= {"cart": cart, "key": str(ids.new())}

    def hear(self, step: str, answer: dict[str, Any]) -> None:
        """An answer holds for ever: the same question may not be answered otherwise later."""
        if self.answered.setdefault(step, answer) != answer:
            raise AssertionError(f"{step} was answered {self.answered[step]} before, and now {answer}: {self.given}")
        self.given |= answer


@dataclass(slots=True)
class Procession:
    """Shoppers of one journey in one house. `harmed` counts who met the fire, over all `steps` that were burnt."""

    house: House
    burn: Burn
    shoppers: list[Shopper]
    harmed: int = 0
    steps: int = 0

    def walk(self, step: str, *, refused: Collection[str] = (), some_leave: bool = False) -> None:
        """Everybody takes a step, all but the first through fire, and asks again: half of them before recovery has run.

        With `some_leave`, every fourth has had enough and never comes back: what they began has to come to an end without
        them. They are out of the story, not out of the books.

        `refused` are the codes that the step may end with: that it was done before (for a client who asks again without
        having heard), or that the card was declined. Nobody who was answered may be refused later but by the former.
        """
        self.steps += 1
        first, *others = self.shoppers
        trips = self._unharmed(step, first, refused)
        points = sample(all_points(trips), len(others))
        self._through_fire(step, others, points)
        if some_leave:
            self.shoppers = [shopper for shopper in self.shoppers if shopper not in others[3::4]]
            others = self.shoppers[1:]
        self._ask_again(step, others[::2], refused)
        self.recover()
        self._ask_again(step, self.shoppers, refused)
        self.recover()

    def calmly(self, *steps: str) -> None:
        """Everybody takes steps that are burnt elsewhere."""
        for step in steps:
            tasks = [{"step": step, "given": shopper.given} for shopper in self.shoppers]
            for shopper, outcome in zip(self.shoppers, self._run(tasks), strict=True):
                self._note(step, shopper, outcome, ())

    def read(self) -> None:
        """The readers carry on what was told; they die again and again, each time a little later."""
        for point in READERS_DIE:
            (outcome,) = self._burnt([{"step": "read", "given": {}}], [point])
            _refuse_broken("read", outcome)
            if outcome["how"] == "answered":
                break
        for _ in range(READ_ROUNDS):
            if not self.house.one("read")["handled"]:
                break

    def work(self) -> None:
        """Readers and jobs until nothing is left to do; every job meets the fire once, and is given again, and again."""
        self.read()
        while jobs := self.house.one("take_jobs")["jobs"]:
            self._do(jobs)
            self.read()

    def recover(self) -> None:
        """What runs by the clock, as it finds things a few minutes later; nobody harms it here."""
        self.house.one("settle_by_the_clock")

    def is_as_it_must_be(self) -> None:
        """Nothing is wrong, and every mail went out once, or twice where its own job was cut off just after sending it (less
        than half of the points of such a job are there)."""
        self.recover()
        self.work()
        seen = self.house.one("look")
        assert seen["wrong"] == [], "\n".join(seen["wrong"])
        repeated = {name: times for name, times in seen["mails"].items() if times > 1}
        assert max(repeated.values(), default=0) <= 2, repeated
        assert len(repeated) <= len(seen["mails"]) // 2, repeated

    def all_are(self, status: str) -> None:
        """Everybody's order came to this end, under the number that they were told."""
        tasks = [{"step": "find", "given": shopper.given} for shopper in self.shoppers]
        for shopper, outcome in zip(self.shoppers, self._run(tasks), strict=True):
            found = outcome["answer"]
            assert [order["status"] for order in found["orders"]] == [status], shopper
            told = shopper.answered.get("place") or shopper.answered.get("sell") or {}
            assert told.get("number") in (None, found["orders"][0]["number"]), shopper

    def _do(self, jobs: Sequence[dict[str, Any]]) -> None:
        by_name: dict[str, list[dict[str, Any]]] = {}
        for job in jobs:
            by_name.setdefault(job["name"], []).append({"step": "do_job", "given": job})
        for tasks in by_name.values():
            first, *others = tasks
            (whole,) = self._run([first])
            _refuse_broken("do_job", whole)
            points = sample(all_points(whole["trips"]), len(others))
            for task, outcome in zip(others, self._burnt(others, points), strict=False):
                _refuse_broken(task["given"]["name"], outcome)
            for outcome in self._run([*tasks, *tasks]):  # given again, and once more for good measure
                if outcome["how"] != "answered":
                    raise AssertionError(f"A job that was given again did not come to its end: {outcome}")

    def _unharmed(self, step: str, shopper: Shopper, refused: Collection[str]) -> int:
        (outcome,) = self._run([{"step": step, "given": shopper.given}])
        self._note(step, shopper, outcome, refused)
        return int(outcome["trips"])

    def _through_fire(self, step: str, shoppers: Sequence[Shopper], points: Sequence[Point]) -> None:
        """Send everybody through; those who got their answer have heard it."""
        tasks = [{"step": step, "given": shopper.given} for shopper in shoppers]
        for shopper, outcome in zip(shoppers, self._burnt(tasks, points), strict=False):
            _refuse_broken(step, outcome)
            if outcome["how"] == "answered":
                shopper.hear(step, outcome["answer"])

    def _burnt(self, tasks: list[dict[str, Any]], points: Sequence[Point]) -> list[Outcome]:
        marked = [
            task | {"trip": point.trip, "moment": point.moment.value} for task, point in zip(tasks, points, strict=False)
        ]
        if not marked:
            return []
        outcomes = self.burn(self.house, marked)
        self.harmed += sum(outcome["how"] in ("died", "failed") for outcome in outcomes)
        return outcomes

    def _ask_again(self, step: str, shoppers: Sequence[Shopper], refused: Collection[str]) -> None:
        """The same form again. Where its order came to nothing, because the fire came before the bank was asked, the
        shopper orders the cart that is open again."""
        tasks = [{"step": step, "given": shopper.given | {"later": True}} for shopper in shoppers]
        anew = []
        for shopper, outcome in zip(shoppers, self._run(tasks), strict=True):
            if outcome.get("code") == CAME_TO_NOTHING and CAME_TO_NOTHING not in refused and step not in shopper.answered:
                shopper.begin_anew(outcome["answer"]["cart"])
                anew.append(shopper)
            else:
                self._note(step, shopper, outcome, refused)
        if anew:
            self._ask_again(step, anew, refused)

    def _note(self, step: str, shopper: Shopper, outcome: Outcome, refused: Collection[str]) -> None:
        if outcome["how"] == "answered":
            shopper.hear(step, outcome["answer"])
        elif not (outcome["how"] == "refused" and outcome["code"] in refused):
            raise AssertionError(f"{step}: {outcome} for {shopper.given}, answered {shopper.answered}")

    def _run(self, tasks: list[dict[str, Any]]) -> list[Outcome]:
        outcomes: list[Outcome] = self.house.ask(do="row", tasks=tasks)
        return outcomes


def gather(house: House, world: dict[str, Any], burn: Burn, *, shoppers: int, token: str | None, ships: bool) -> Procession:
    """So many shoppers, each with a cart of their own articles."""
    variants = world["variants"]
    people = [
        Shopper(
            {
                "shopper": f"shopper-{ids.new().hex}",
                "articles": [variants[2 * number], variants[2 * number + 1]],
                "yerevan": world["yerevan"],
                "gyumri": world["gyumri"],
                "key": str(ids.new()),
                "form": str(ids.new()),
                "sale": str(ids.new()),
                "token": token,
                "ships": ships,
            }
        )
        for number in range(shoppers)
    ]
    made = Procession(house, burn, people)
    made.calmly("fill_cart")
    return made


def kill_processes(house: House, tasks: list[dict[str, Any]]) -> list[Outcome]:
    """Every task's process kills itself at its point: SIGKILL, nothing is tidied up."""
    outcomes: list[Outcome] = house.ask(do="run", tasks=tasks, at_once=AT_ONCE)
    return outcomes


class Crashes:
    """PostgreSQL dies while every task stands still at its own point; then they go on and find out.

    One crash meets all of them at once: turn by turn it is the head of PostgreSQL that is killed (and started again, as
    the supervisor does), or one of its processes (PostgreSQL then ends all others and recovers by itself). A task that
    waited for the locks of another one never stood at its point; it is counted in `missed`.
    """

    def __init__(self) -> None:
        self.count = 0
        self.stood = 0
        self.missed = 0

    def burn(self, house: House, tasks: list[dict[str, Any]]) -> list[Outcome]:
        """One crash for all these tasks; none where they are over before their point."""
        seen = house.ask(do="pause", tasks=tasks)
        self.stood += seen.count("stands")
        self.missed += seen.count("waits")
        if set(seen) != {"over"}:
            (house.kill_backend if self.count % 2 else house.kill_postmaster)()
            self.count += 1
        outcomes: list[Outcome] = house.ask(do="go_on")
        return outcomes


def _refuse_broken(step: str, outcome: Outcome) -> None:
    if outcome["how"] == "broken":
        raise AssertionError(f"{step}: {outcome['why']}")
