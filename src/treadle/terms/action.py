"""What a planner should do today, with the money of doing it and of leaving it."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.reason import Reason

#: Kinds of actions: place an order, leave it although pieces are missing, lower a price, ask where an overdue order is,
#: and say what only a person can know.
ACTIONS = ("order", "hold", "mark_down", "chase", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do. `name` is what people call the goods; `option_id` is '' where it is of several options of its
    style, `order_id` where it is of no order.

    `done_cents` and `undone_cents` are what the goods it is about are expected to bring from today on, costs of what
    would be ordered taken off: where it is done, and where it is left. `cost_cents` is what it ties up at once.
    """

    action: str
    style_id: str
    option_id: str
    order_id: str
    name: str
    units: int
    cost_cents: int
    done_cents: int
    undone_cents: int
    reason: Reason

    @property
    def action_id(self) -> str:
        """What tells it from the others of its plan."""
        return ":".join((self.action, self.style_id, self.option_id, self.order_id))

    @property
    def worth_cents(self) -> int:
        """What doing it is worth."""
        return self.done_cents - self.undone_cents
