"""How much cloth of a written plan to hold undyed, when to colour it and when cutting must start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from treadle.day.postpone import ClothPlan, DyeTerms, gain_cents, hold_cloth, postponement_table
from treadle.plant.written_plan import read_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCloth:
    """What is decided of each cloth, as nouns and as a table, and what holding it undyed is worth in cents."""

    plans: tuple[ClothPlan, ...]
    table: pa.Table
    gain_cents: float


def postpone(
    folder: Path, plan: Path, *, greige_share: float = 0.55, late_premium: float = 0.4, dyed_left_share: float = 0.2,
    greige_left_share: float = 0.8, lot_metres: float = 0.0, dye_days: int = 4, told: float = 0.7,
) -> HeldCloth:  # fmt: skip
    """Metres to dye now, metres to hold as greige, and the latest days to colour and to cut, cloth by cloth.

    greige_share: price of undyed cloth, of the dyed; late_premium: how much dearer dyeing later is; dyed_left_share and
    greige_left_share: what cloth left over brings of its price; lot_metres: least dyed of a colour now; dye_days: from
    the order to dye to the cutting table; told: how much the signals until then tell of demand (0 to 1). Raises as
    `read_plan` does.
    """
    terms = DyeTerms(
        greige_share=greige_share, late_premium=late_premium, dyed_left_share=dyed_left_share,
        greige_left_share=greige_left_share, lot_metres=lot_metres, dye_days=dye_days, told=told,
    )  # fmt: skip
    found = hold_cloth(*read_plan(folder, plan), terms)
    return HeldCloth(plans=found, table=postponement_table(found), gain_cents=gain_cents(found))
