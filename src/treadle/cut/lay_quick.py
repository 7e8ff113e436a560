"""Lays of one order of many: built mix by mix on lengths that are known already, without a drawing of its own.

A whole program of an order takes near half a second, most of it in branch and bound; the lays built cost as little on
shirts and dresses (between 0.7 % less and 0.2 % more) and up to 1 % more on T-shirts in three
colours, in a tenth of it.
"""

from __future__ import annotations

from treadle.cut.lay_build import Lays, build_lays
from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem
from treadle.cut.lay_search import Search, begun, open_mixes, relaxed_over
from treadle.terms.budget import Budget

#: Part plans kept where so many orders share the work, and fewest of them; mixes looked at.
#: Set on made orders of 60 to 400 pieces in one to three colours: T-shirts in three colours cost 2 % less with 60 than
#: with 20, dresses 0.2 %.
WIDTH, LEAST_WIDTH, TRIED = 60, 20, 200
#: Orders up to which `WIDTH` part plans are kept; beyond, as many as keep the work the same. Not tuned: bounds work.
WIDE_ORDERS = 240


def width_for(orders: int) -> int:
    """Part plans to keep where a plan has so many orders."""
    return max(LEAST_WIDTH, min(WIDTH, WIDTH * WIDE_ORDERS // max(orders, 1)))


def quick_lays(problem: LayProblem, lengths: Lengths, width: int) -> Search | None:
    """The lays built, with the bound of the relaxation; None where they break a limit, so that a search must be made.

    Nothing is drawn. `lengths` are exact: drawn before, or by a known line.
    """
    search = begun(problem, lengths, Budget(work=0.0), 0, 0)
    ratios, length = open_mixes(search)
    relaxed = relaxed_over(search, ratios, length) if len(ratios) else None
    if relaxed is None:
        return None
    search.bound_cents = relaxed.cost_cents
    built = build_lays(problem, lengths, ratios, relaxed, width=width, tried=TRIED)
    return search if search.settle(by_worth(search, built)) else None


def by_worth(search: Search, lays: Lays) -> Lays:
    """Lays with a ply of a colour more or fewer for as long as that is worth it: what the last one's spare pieces are
    worth against its cloth. Each step takes the best of all; lays that break a limit stay as they are."""
    if not search.is_allowed(lays):
        return lays
    cents = search.cost(lays)
    while True:
        tried = [
            more for mix, plies in lays.items() for colour in range(len(plies)) for step in (1, -1)
            if search.is_allowed(more := _changed(lays, mix, colour, step))
        ]  # fmt: skip
        costs = [search.cost(one) for one in tried]
        if not costs or min(costs) >= cents - 1e-6:
            return lays
        cents = min(costs)
        lays = tried[costs.index(cents)]


def _changed(lays: Lays, mix: tuple[int, ...], colour: int, step: int) -> Lays:
    """Lays with a ply of a colour more or fewer of a mix; nothing is left of one without plies."""
    plies = tuple(count + step * (at == colour) for at, count in enumerate(lays[mix]))
    changed = {**lays, mix: plies}
    if min(plies) < 0:
        return {}
    return changed if any(plies) else {one: count for one, count in lays.items() if one != mix}
