"""The chance that a pair finds its friend: by option and by who begins it, shrunk where few were seen.

Whole pairs have one joiner, so a pair is a yes or no on one friend. The chance of an option is the brand's own chance
and what was seen of the option (a beta prior whose weight is fitted by its moments); who begins pairs moves it
likewise, and both moves add up in log odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: A prior weighs so many pairs at least, and at most. Not tuned: keeps a fit of few groups finite.
LEAST_WEIGHT, MOST_WEIGHT = 0.5, 10_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PairModel:
    """`base` is the brand's own chance; options and starters are numbered, and those never seen have no move.

    option_moves, starter_moves: (n,) log odds beyond the base.
    """

    base: float
    option_moves: Floats
    starter_moves: Floats
    option_weight: float
    starter_weight: float

    def chance(self, option: Ints, starter: Ints) -> Floats:
        """The chance that pairs of these options by these starters become whole: (k,); -1 is one never seen."""
        moves = _moves(self.option_moves, option) + _moves(self.starter_moves, starter)
        return np.asarray(1.0 / (1.0 + np.exp(-(_odds(np.array([self.base]))[0] + moves))))


def fit_pairs(option: Ints, starter: Ints, is_whole: NDArray[np.bool_]) -> PairModel:
    """Learn from pairs that were begun: option and starter numbers and whether each became whole, (k,) each.

    Raises ValueError where there are none.
    """
    if not len(is_whole):
        raise ValueError("there are no pairs to learn from")
    base = float(np.clip(is_whole.mean(), 1e-6, 1.0 - 1e-6))
    option_chance, option_weight = _shrunk(option, is_whole, base)
    starter_chance, starter_weight = _shrunk(starter, is_whole, base)
    start = _odds(np.array([base]))[0]
    return PairModel(
        base=base, option_moves=_odds(option_chance) - start, starter_moves=_odds(starter_chance) - start,
        option_weight=option_weight, starter_weight=starter_weight,
    )  # fmt: skip


def pair_profit_cents(
    chance: float, team_cents: float, solo_cents: float, cost_cents: float, alone_share: float, net_share: float
) -> float:
    """Expected profit of one who wants to buy: begins a pair, which is two pieces with the chance and else none, or
    buys alone (`alone_share` of them); a piece costs `cost_cents`, and `net_share` of a price is kept."""
    pair = chance * 2.0 * (team_cents * net_share - cost_cents)
    alone = solo_cents * net_share - cost_cents
    return (1.0 - alone_share) * pair + alone_share * alone


def _shrunk(group: Ints, is_whole: NDArray[np.bool_], base: float) -> tuple[Floats, float]:
    """Chances by group, and the weight of the prior in pairs, by the moments of the groups' shares."""
    count = np.bincount(group).astype(np.float64)
    whole = np.bincount(group, is_whole.astype(np.float64))
    seen = count > 0
    share = np.where(seen, whole / np.maximum(count, 1.0), base)
    variance = float(np.average((share[seen] - base) ** 2, weights=count[seen]))
    noise = base * (1.0 - base) * float(seen.sum()) / float(count.sum())
    between = max(variance - noise, 1e-9)
    weight = float(np.clip(base * (1.0 - base) / between - 1.0, LEAST_WEIGHT, MOST_WEIGHT))
    return np.asarray((whole + weight * base) / (count + weight)), weight


def _odds(chance: Floats) -> Floats:
    clipped = np.clip(chance, 1e-6, 1.0 - 1e-6)
    return np.asarray(np.log(clipped / (1.0 - clipped)))


def _moves(moves: Floats, numbers: Ints) -> Floats:
    known = (numbers >= 0) & (numbers < len(moves))
    return np.where(known, moves[np.where(known, numbers, 0)] if len(moves) else 0.0, 0.0)


def numbered(names: Sequence[str]) -> tuple[Ints, dict[str, int]]:
    """Names as numbers in the order in which they first appear: (k,), and the number of each."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64), numbers
