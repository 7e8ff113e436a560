"""Packs worth having made: garments of several sizes in one bag, handled as one, against pieces picked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from treadle.replenish.filling import Floats, Ints
from treadle.terms.shop import PackPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCosts:
    """Handling in cents: a pack, a piece picked alone, a piece more than a shop wants (what it loses), and a kind of
    pack that is to be made (its list and label). Defaults are not tuned.

    Packs cost 25 to 50 US cents of handling each in practice (Quantum Retail, on pack optimisation).
    """

    pack_cents: float = 40.0
    piece_cents: float = 15.0
    misfit_cents: float = 60.0
    kind_cents: float = 500.0
    most_pieces: int = 12


def best_pack(need: Ints, costs: PackCosts) -> PackPlan:
    """The pack of an option that costs least for what shops need (S, Z); none (a ratio of nothing) where picking alone
    does. Every ratio of up to `most_pieces` that rounds the sizes' shares is tried, and those of each shop apart."""
    loose_cents = float(need.sum() * costs.piece_cents)
    best = PackPlan(ratio=(0,) * need.shape[1], packs=np.zeros(len(need), np.int64), loose=need,
                    cost_cents=loose_cents, loose_cents=loose_cents)  # fmt: skip
    for ratio in _ratios(need, costs.most_pieces):
        packs, loose, cost = _packed(need, np.array(ratio, dtype=np.int64), costs)
        cost += costs.kind_cents
        if cost < best.cost_cents - 1e-6:
            best = PackPlan(ratio=ratio, packs=packs, loose=loose, cost_cents=cost, loose_cents=loose_cents)
    return best


def _ratios(need: Ints, most: int) -> Iterator[tuple[int, ...]]:
    """Ratios worth trying, each once: the share of all shops, and of the shops with most and fewest of each size."""
    total = need.sum(axis=0).astype(np.float64)
    bases = [total]
    order = np.argsort(need.sum(axis=1), kind="stable")
    for part in np.array_split(order, 3):
        bases.append(need[part].sum(axis=0).astype(np.float64))
    seen: set[tuple[int, ...]] = set()
    for base in bases:
        if not base.sum():
            continue
        for pieces in range(2, most + 1):
            ratio = tuple(_rounded(base / base.sum() * pieces, pieces))
            if ratio not in seen:
                seen.add(ratio)
                yield ratio


def _rounded(shares: Floats, pieces: int) -> list[int]:
    """Whole pieces that add up, by largest remainder."""
    whole = np.floor(shares).astype(int)
    order = np.argsort(-(shares - whole), kind="stable")
    whole[order[: pieces - int(whole.sum())]] += 1
    return [int(one) for one in whole]


def _packed(need: Ints, ratio: Ints, costs: PackCosts) -> tuple[Ints, Ints, float]:
    """Packs for each shop, as many as cost least, pieces beside them, and what that costs."""
    most = int(np.ceil(need.sum(axis=1).max() / max(ratio.sum(), 1))) if len(need) else 0
    counts = np.arange(most + 1)
    brought = counts[:, None, None] * ratio[None, None, :]
    short = np.maximum(need[None] - brought, 0).sum(axis=2)
    over = np.maximum(brought - need[None], 0).sum(axis=2)
    cost = counts[:, None] * costs.pack_cents + short * costs.piece_cents + over * costs.misfit_cents
    pick = np.argmin(cost, axis=0)
    loose = np.maximum(need - pick[:, None] * ratio[None, :], 0)
    return pick.astype(np.int64), loose, float(cost[pick, np.arange(len(need))].sum())
