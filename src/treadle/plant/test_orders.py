"""Which new options of a written plan to try with how many pieces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from treadle.day.test_orders import propose_tests
from treadle.plant.written_plan import read_plan
from treadle.terms.test_order import TestPlan


def order_tests(
    folder: Path, plan: Path, *, budget_cents: int, test_weeks: int = 2, sizes: Sequence[int] = (20, 40, 60, 100, 200)
) -> TestPlan:
    """Test the options that have never sold where their first sales teach most for the money.

    All tests together cost at most `budget_cents`; a test has one of `sizes` pieces and sells for `test_weeks` before
    it is decided on. Raises as `read_plan` does.
    """
    return propose_tests(*read_plan(folder, plan), budget_cents=budget_cents, test_weeks=test_weeks, sizes=sizes)
