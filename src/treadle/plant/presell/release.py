"""What is sold ahead goes to production: the plan's orders of its styles are released, and nothing else is decided."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treadle.errors import ReleaseError
from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.release import release_plan
from treadle.plant.written_plan import read_plan
from treadle.terms.release import Edit, ReleasedOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldReleased:
    """The orders that were released, and the campaigns whose buyers they are for."""

    orders: tuple[ReleasedOrder, ...]
    campaign_ids: tuple[str, ...]


def release_sold_ahead(books: CampaignBooks, folder: Path, out: Path) -> SoldReleased:
    """Release the orders of all styles of a plan in which something is sold ahead, as the plan has them; other lines
    wait for their own decision.

    Raises as `release_plan` does, and `ReleaseError` where the plan makes nothing that is sold ahead.
    """
    plan = read_plan(out)
    styles = {case.style_id for case in plan.cases if any(size.firm_units for size in case.sizes)}
    if not styles:
        raise ReleaseError(["the plan makes nothing that is sold ahead: plan again after the campaign is sure"])
    edits = [
        Edit(line_id=line.line_id, units=0, is_rejected=True) for line in plan.buy.lines
        if line.units and line.style_id not in styles
    ]  # fmt: skip
    released = release_plan(folder, out, edits, author=books.author, is_part=True)
    made = {sku for order in released.orders for sku in order.units}
    return SoldReleased(
        orders=released.orders,
        campaign_ids=tuple(one.campaign_id for one in books.campaigns() if made.intersection(one.terms.sizes)),
    )
