"""Test orders: a few pieces of new options, to learn what they sell."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOrder:
    """Pieces to test an option with (0: not tested), what that costs and is worth beyond the best decision without it.

    `go_units`: sales in the test from which a further order pays, None where no outcome would make it.
    `go_chance`: how likely that is. `blind_units`: the best order without a test.
    """

    __test__ = False

    option_id: str
    units: int
    cost_cents: int
    worth_cents: float
    blind_units: int
    blind_cents: float
    go_units: int | None
    go_chance: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPlan:
    """The tests within a budget; `bound_cents`: no choice within the budget is worth more."""

    __test__ = False

    orders: tuple[TestOrder, ...]
    cost_cents: int
    worth_cents: float
    bound_cents: float
