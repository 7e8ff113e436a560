"""What a change of an order costs: nothing until work has begun on the part that it touches.

Before cutting, what is not made costs nothing. Cloth that is cut and work that is done are paid, whether the pieces are
wanted or not: less after cutting has begun saves the sewing alone, less after sewing has begun saves nothing. More
after cutting has begun is another lay and another marker; another factory after cutting has begun cuts anew; another
line after sewing has begun stands still once more.
"""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What has begun of an order: its cutting, its sewing."""

    is_cut: bool
    is_sewn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Cents: what a piece of the order costs, what sewing one costs, a lay with its marker, and a change of style."""

    piece_cents: float
    sewing_cents: float
    lay_cents: float
    change_cents: float


def amend_price(
    begun: Begun, prices: Prices, *, less_units: int, more_units: int, is_other_line: bool, is_other_factory: bool,
    open_units: int,
) -> tuple[Reason, ...]:  # fmt: skip
    """What is to be paid beyond the pieces, as reasons that each hold `price_cents`; none where the change is free.

    less_units, more_units: pieces fewer and more than were wanted; open_units: those that another place makes.
    """
    found = []
    if less_units and begun.is_cut:
        saved = 0.0 if begun.is_sewn else prices.sewing_cents
        cents = round(less_units * max(prices.piece_cents - saved, 0.0))
        code = "amend.less_after_sewing" if begun.is_sewn else "amend.less_after_cutting"
        found.append(Reason.of(code, units=less_units, price_cents=cents))
    if more_units and begun.is_cut:
        found.append(Reason.of("amend.more_after_cutting", units=more_units, price_cents=round(prices.lay_cents)))
    if is_other_factory and begun.is_cut:
        cents = round(open_units * max(prices.piece_cents - (0.0 if begun.is_sewn else prices.sewing_cents), 0.0))
        found.append(Reason.of("amend.cut_anew", units=open_units, price_cents=cents))
    elif is_other_line and begun.is_sewn:
        found.append(Reason.of("amend.other_line", price_cents=round(prices.change_cents)))
    return tuple(one for one in found if one.fact("price_cents"))
