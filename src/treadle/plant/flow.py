"""Play lots through a balanced line: in bundles, on hangers, hand to hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from treadle.sew.flow import BUNDLE, KINDS, flow_of_lot
from treadle.terms.sewing import Bulletin, Flow, LineBalance


def flow(
    bulletin: Bulletin, balance: LineBalance, lots: Sequence[int], *, bundle_units: int = 20, deviation: float = 0.15,
    seed: int = 0,
) -> tuple[Flow, ...]:  # fmt: skip
    """What each lot meets on the line, moved in every way: garments waiting, minutes on the way, line efficiency.

    `deviation`: how far a garment's minutes stray (log scale). The line must be balanced.
    """
    kinds = [dataclasses.replace(kind, bundle_units=bundle_units) if kind is BUNDLE else kind for kind in KINDS]
    return tuple(
        flow_of_lot(balance, bulletin.smv_minutes, kind, lot, deviation=deviation, seed=seed)
        for lot in lots
        for kind in kinds
    )
