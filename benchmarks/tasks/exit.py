"""Markdowns of options that did not sell: planned anew each week, against the fixed ladder of 30, 50 and 70 %.

The market is that of the tests (`tests/decide/exit_market.py`): level, price answer and the sizes asked for are unknown
to every player; the same customers come to all. The best single discount is chosen for each option in hindsight.
treadle plans with the default settings, as `treadle plan` does. The market is ours: its price answer has the form that
the plan assumes (a power of the price) and lies about the default, so the row shows what planning is worth where that
form holds; `OTHER` says what is left of it where customers answer less, or more, than the default by a third or more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TASK = "exit"
HERE = Path(__file__).resolve().parents[1]
OPTIONS = int((HERE / "sets" / "exit.txt").read_text())
DISCOUNTS = tuple(step / 10 for step in range(8))
#: Price answers beside the default of 2 that the market is also played with.
OTHER = (0.8, 1.2, 3.0)


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All players over the made options; gains are paired by option."""
    sys.path.insert(0, str(HERE.parent / "tests" / "decide"))
    from dataclasses import replace

    from exit_market import ladder, played, sold_out_market

    def late_ladder(week: int, weeks: int) -> float:
        return (0.0, 0.3, 0.5, 0.7)[min(4 * week // weeks, 3)]

    def constant(discount: float) -> Callable[[int, int], float]:
        return lambda week, weeks: discount

    found: dict[str, list[float]] = {name: [] for name in ("treadle", "ladder", "full price, then ladder", "hindsight")}
    for at in range(OPTIONS):
        number = 1_000_000 + 10_000 * seed + at
        market = sold_out_market(number)
        found["treadle"].append(played(market, number, None))
        found["ladder"].append(played(market, number, ladder))
        found["full price, then ladder"].append(played(market, number, late_ladder))
        found["hindsight"].append(max(played(market, number, constant(one)) for one in DISCOUNTS))
        if at % 50 == 49:
            progress("options", at + 1, OPTIONS)
    mine = np.array(found["treadle"])
    others = {}
    for answer in OTHER:
        sums = np.zeros(2)
        for at in range(OPTIONS):
            number = 1_000_000 + 10_000 * seed + at
            market = replace(sold_out_market(number), elasticity=answer)
            sums += played(market, number, None), played(market, number, ladder)
        others[f"price answer {answer:g}"] = round(100 * float(sums[0] / sums[1] - 1), 2)

    def told(name: str) -> dict[str, float]:
        """Money of a player and what treadle brings over it, with a 95 % interval of the paired sums."""
        other = np.array(found[name])
        drawn = np.random.default_rng(0).integers(0, len(mine), (2_000, len(mine)))
        gain = mine[drawn].sum(axis=1) / other[drawn].sum(axis=1) - 1.0
        low, high = np.quantile(gain, [0.025, 0.975])
        return {
            "money": round(float(other.sum()) / 100),
            "treadle_over_percent": round(100 * float(mine.sum() / other.sum() - 1), 2),
            "low_percent": round(100 * float(low), 2),
            "high_percent": round(100 * float(high), 2),
        }

    peers = {name: told(name) for name in found if name != "treadle"}
    return {
        "task": TASK,
        "data": f"{OPTIONS} made options with one to four times the stock they are expected to sell",
        "metric": "money from sales and what is left over; treadle over each peer in percent",
        "seed": seed,
        "treadle": {"money": round(float(mine.sum()) / 100), "over_ladder_percent": others},
        "peers": peers,
        "aim": "more than the ladder of 30, 50 and 70 %, the interval above zero, for every price answer played",
        "met": bool(peers["ladder"]["low_percent"] > 0 and min(others.values()) > 0),
        "note": "hindsight is the best single discount of each option, chosen after its season; the market's price "
        "answer has the form that the plan assumes, 1.4 to 2.6 about the default of 2; over_ladder_percent plays "
        "others",
    }
