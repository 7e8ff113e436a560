"""Anticipate: history to quantiles, as a table function and as the forecast a plan needs.

Reading path: `answer` (the table function) → `reading` (tables to a panel) → `forecast` (rehearse, learn, answer) →
`options` and `size_curve` (what a plan asks).
"""

from treadle.anticipate.answer import anticipate

__all__ = ["anticipate"]
