"""How a bought quantity came about, and what other quantities of it would earn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BuySteps:
    """An option's units as one rule after the other is added, each with all those before it.

    `worth_units`: pieces that each bring more than they cost at the dearest price break. `least_return_units`: those of
    them that earn the least return asked of money. `break_units`: with set-up and price breaks; `minimum_units`: with
    the option's own minimum; `style_minimum_units`: with the style's; `limited_by` says which shared limit made the
    rest of the way to the `units` bought: 'budget', 'minutes', or '' where none did.
    """

    worth_units: int
    least_return_units: int
    break_units: int
    minimum_units: int
    style_minimum_units: int
    units: int
    limited_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """A quantity of an option with what it costs and is expected to earn, in cents.

    `point`: 'half', 'plan', 'price_break' (the first quantity of a further one), 'critical' (where a further piece
    earns nothing, no limit, minimum or least return kept), or 'least' of an option that is not bought.
    `is_orderable`: no minimum forbids it.
    """

    point: str
    units: int
    cost_cents: int
    expected_profit_cents: int
    is_orderable: bool
