"""Markers where a plan has many orders: counted work goes where cloth is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import TypeVar

from treadle.terms.policy import Policy
from treadle.terms.reason import Reason

#: The markers of so many orders get full work; where a plan has more, all together get as much. Set on the demo's range
#: taken often: so many are some two minutes of a processor, and no plan of 200 of its options has more.
FULL_ORDERS = 48
#: No marker gets less than this share of the work. Set on dresses on linen: with a tenth they took 2.8 % more cloth.
LEAST_SHARE = 0.1
#: Shares go in such steps, so that orders that grow a little ask for the same drawing. Not tuned: a tenth.
STEP = 0.1
#: Rounds of an order's search where there are many. Set on 20 orders of T-shirts and on the demo's 13, where rounds
#: after the first changed no cost and took up to a third of the search.
FEW_ROUNDS = 1

Cloth = TypeVar("Cloth", bound=Hashable)


def work_shares(cloths: Mapping[Cloth, tuple[float, int]]) -> dict[Cloth, float]:
    """The share of full work that the markers of each cloth get, by the mm² that its orders take and how many they are.

    Everyone's is 1 up to `FULL_ORDERS` orders. Beyond, shares are in proportion to the mean cloth of an order, 1 at
    most; summed over orders they come to `FULL_ORDERS` before they are rounded up to a `STEP`, none below
    `LEAST_SHARE`.
    """
    if sum(orders for _, orders in cloths.values()) <= FULL_ORDERS:
        return dict.fromkeys(cloths, 1.0)
    means = {name: area / max(orders, 1) for name, (area, orders) in cloths.items()}
    per_mm2 = _per_mm2(sorted(((means[name], orders) for name, (_, orders) in cloths.items()), reverse=True))
    return {name: _stepped(mean * per_mm2) for name, mean in means.items()}


def told_shares(orders: int, shares: Sequence[float]) -> tuple[Reason, ...]:
    """That the markers of so many orders got less than full work; nothing where all got it."""
    least, most = min(shares, default=1.0), max(shares, default=1.0)
    if least >= 1.0:
        return ()
    return (Reason.of("cut.many_orders", orders=orders, least_share=least, most_share=most),)


def with_few_rounds(policy: Policy, orders: int) -> Policy:
    """The policy as it stands, or with one round of each order's search where a plan has more than `FULL_ORDERS`."""
    if orders <= FULL_ORDERS:
        return policy
    return replace(policy, cut=replace(policy.cut, lay_rounds=min(policy.cut.lay_rounds, FEW_ROUNDS)))


def _per_mm2(largest_first: list[tuple[float, int]]) -> float:
    """The share that a mm² of an order brings, so that all come to `FULL_ORDERS` with those above 1 counted as 1."""
    rest, room = sum(mean * orders for mean, orders in largest_first), float(FULL_ORDERS)
    for mean, orders in largest_first:
        scale = max(room, 0.0) / rest if rest > 0 else 0.0
        if mean * scale <= 1.0:
            return scale
        rest, room = rest - mean * orders, room - orders
    return 0.0


def _stepped(share: float) -> float:
    """A share in whole steps, no less than the least and no more than 1."""
    return min(1.0, max(LEAST_SHARE, round(ceil(share / STEP - 1e-9) * STEP, 6)))
