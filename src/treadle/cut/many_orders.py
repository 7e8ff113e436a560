"""Markers where a plan has many orders: each is drawn once, with counted work where cloth is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import accumulate
from math import log2
from typing import TypeVar

from treadle.terms.reason import Reason

#: Up to so many orders each has a search and drawings of its own. Set on the demo's range, whose plans have no more.
FULL_ORDERS = 16
#: The different markers of a few orders more together get the work of so many full ones, as many as those orders' own
#: would be; fewer the more orders there are, down to the least. Set on the demo's range taken often, so that a plan of
#: a larger range takes no less work.
FULL_MARKERS, LEAST_MARKERS = 62.0, 13.0
#: With which power of the number of orders the work falls. Set on the same.
FALL = 2.0 / 3.0
#: No marker gets less than this share of the work. Set on 53 orders, which took 0.1 % less cloth and a twelfth more
#: processor with twice as much.
LEAST_SHARE = 1.0 / 32.0
#: Shares go by this much at least, so that orders that grow a little ask for the same drawing. Not tuned.
STEP = 2.0**0.5
#: Share of full work of the three drawings by which the line of lengths of a cloth is learnt. Not tuned: they teach how
#: lengths grow, and are drawn anew where they are used.
LEARN_SHARE = 0.1
#: Share of its cloth that a marker loses where its work is halved. Measured on markers of the demo.
LOSS_OF_HALF = 0.007

#: A marker with this share of full work is one that others begin with. Not tuned: with half of it they begin a
#: hundredth of cloth behind.
FIRST_SHARE = 0.25

Cloth = TypeVar("Cloth")
Mix = tuple[int, ...]


def markers_for(orders: int) -> float:
    """Full markers whose work all markers of so many orders share."""
    share: float = min(1.0, FULL_ORDERS / max(orders, 1)) ** FALL
    return max(LEAST_MARKERS, FULL_MARKERS * share)


def shared_work(metres: Mapping[Cloth, float], orders: int) -> dict[Cloth, float]:
    """The share of full work that each different marker gets, by the metres of cloth that are cut from it.

    Shares are in proportion to metres, which is where the loss of all together is least if each half of work costs the
    same share of cloth; 1 at most, down to a `STEP`, none below `LEAST_SHARE`. Without those raised to the least they
    come to `markers_for` so many orders at most.
    """
    per_metre = _per_metre(sorted(metres.values(), reverse=True), markers_for(orders))
    return {name: _stepped(one * per_metre) for name, one in metres.items()}


def first_of(mixes: Sequence[Mix], shares: Mapping[Mix, float]) -> set[Mix]:
    """The mixes that others begin with: those with much work, and of each number of garments the one that most is cut
    from; `mixes` are in that order."""
    found = {mix for mix in mixes if shares[mix] >= FIRST_SHARE}
    held = {sum(mix) for mix in found}
    for mix in mixes:
        if sum(mix) not in held:
            held.add(sum(mix))
            found.add(mix)
    return found


def nearest(mix: Mix, firsts: Set[Mix]) -> Mix | None:
    """The one of `firsts` with as many garments whose sizes are nearest, by the steps from size to size in all; None
    where there is none."""
    same = sorted(one for one in firsts if sum(one) == sum(mix))
    return min(same, key=lambda one: _steps(one, mix), default=None)


def _steps(one: Mix, other: Mix) -> int:
    """How many sizes garments must go up or down, all together, to make one mix of another."""
    return sum(abs(up) for up in accumulate(a - b for a, b in zip(one, other, strict=True)))


def told_shares(orders: int, metres: Mapping[Cloth, float], shares: Mapping[Cloth, float]) -> tuple[Reason, ...]:
    """That orders share their markers, and these the work where they have less than usual, with what that is thought to
    cost in cloth."""
    if not shares:
        return ()
    if min(shares.values()) == 1.0:
        return (Reason.of("cut.built_lays", orders=orders, markers=len(shares)),)
    whole = sum(metres.values())
    more = sum(one * LOSS_OF_HALF * -log2(shares[name]) for name, one in metres.items()) / whole if whole > 0 else 0.0
    return (
        Reason.of(
            "cut.many_orders", orders=orders, markers=len(shares), least_share=round(min(shares.values()), 4),
            most_share=round(max(shares.values()), 4), more_cloth_share=round(more, 4),
        ),
    )  # fmt: skip


def _per_metre(largest_first: Sequence[float], room: float) -> float:
    """The share that a metre brings, so that all come to `room` with those above 1 counted as 1."""
    rest = sum(largest_first)
    for metres in largest_first:
        scale = max(room, 0.0) / rest if rest > 0 else 0.0
        if metres * scale <= 1.0:
            return scale
        rest, room = rest - metres, room - 1.0
    return float("inf")


def _stepped(share: float) -> float:
    """A share in whole steps down from 1, no less than the least."""
    found = 1.0
    while found > LEAST_SHARE and found > share * (1.0 + 1e-9):
        found /= STEP
    return round(max(found, LEAST_SHARE), 6)
