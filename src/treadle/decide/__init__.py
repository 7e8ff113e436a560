"""Decide: what to make, how many in each size, and what it is worth.

Reading path: `buy` (the decision) → `curve` (the worth of each further unit) → `apart` (one option) → `share` (all
options together) → `why` (reasons); `check` works every rule out again.
"""

from treadle.decide.buy import decide_buy
from treadle.decide.check import check_buy

__all__ = ["check_buy", "decide_buy"]
