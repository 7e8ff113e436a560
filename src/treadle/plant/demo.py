"""Make the demo brand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.errors import InputError
from treadle.settings import settings_template
from treadle.storage.lake import write_durably
from treadle.terms.budget import Progress, stoppable

if TYPE_CHECKING:
    from treadle.plant.floor import Taken
    from treadle.plant.play_floor import Played
    from treadle.terms.release import Edit

#: A folder that holds this file is a demo of ours.
MARK = Path(".treadle") / "demo.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingFloor:
    """A demo whose floor was played: orders released, bundles tied, the floor as it was played and its scans taken."""

    orders: int
    bundles: int
    played: Played
    taken: Taken


def bring_floor_to_life(
    folder: Path, out: Path, *, days: int = 14, seed: int = 0, author: str, is_half: bool = False
) -> LivingFloor:
    """Release the plan that lies in `out`, tie its bundles, and take the scans of so many days (`play_floor`).

    With `is_half` every second of its orders alone: the others wait for a decision of whoever looks at the demo. Raises
    as `release_plan`, `tie_bundles` and `play_floor`.
    """
    from treadle.plant.bundles import tie_bundles
    from treadle.plant.floor import take_scans
    from treadle.plant.play_floor import play_floor
    from treadle.plant.release import release_plan
    from treadle.plant.written_plan import read_plan
    from treadle.settings import read_settings
    from treadle.storage.ledger.moments import midnight

    waiting = _waiting(out) if is_half else []
    released = release_plan(folder, out, waiting, author=author, is_part=is_half)
    zone = read_settings(folder).time_zone
    tied = tie_bundles(folder, author=author, now=midnight(read_plan(out).as_of, zone))
    played = play_floor(folder, days=days, seed=seed)
    taken = take_scans(folder, played.scans, author=author, now=midnight(played.last_day + timedelta(days=2), zone))
    return LivingFloor(orders=len(released.orders), bundles=sum(len(one.bundles) for one in tied), played=played,
                       taken=taken)  # fmt: skip


def _waiting(out: Path) -> list[Edit]:
    """Lines of a plan that are left for a later decision, so that every second work order goes."""
    from treadle.plant.written_plan import read_plan
    from treadle.terms.release import Edit

    plan = read_plan(out)
    going = {one.style_id for one in sorted(plan.demands, key=lambda one: one.work_order_id)[::2]}
    lines = [one for one in plan.buy.lines if one.units and one.style_id not in going]
    return [Edit(line_id=one.line_id, units=0, is_rejected=True) for one in lines]


def make_demo(
    folder: Path, *, seed: int = 0, progress: Progress | None = None, left: Callable[[], float] | None = None
) -> date:
    """Write the demo brand's folder, its hidden truth beside it, and return the day to plan from.

    A demo that is there already (it bears a mark of ours) is made anew; any other folder that is not empty is never
    touched: `InputError` says so. `Stopped` where `left` runs out before anything is written.
    """
    from treadle.plant.demo_network import meet_new_factory
    from treadle.simulate.demo import generate_brand, write_brand

    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise InputError.single(str(folder), "it is not empty, and no demo of ours", "Name another folder for the demo")
    progress = stoppable(progress, left)
    brand = generate_brand(seed, progress)
    shutil.rmtree(folder / ".treadle", ignore_errors=True)
    write_durably(folder / MARK, "Made by treadle demo, which may make it anew.\n")
    text = settings_template(demo_settings(brand.as_of, seed))
    write_brand(brand, folder)
    write_durably(folder / "treadle.toml", text)
    meet_new_factory(folder, brand.as_of)
    progress.step("writing", 1, 1)
    return brand.as_of


def demo_settings(as_of: date, seed: int) -> dict[str, str | int | float]:
    """What the demo's treadle.toml says otherwise than by default."""
    return {"brand.name": "Demo brand", "brand.time_zone": "UTC", "plan.seed": seed, "plan.bought_in_lead_days": 34,
            "brand.days_behind_clock": days_behind(as_of),
            "floor.company_prefix": "0614141"}  # fmt: skip  # the prefix of GS1's own examples


def days_behind(as_of: date) -> int:
    """How many days before the clock the demo lives: its now is the evening before the day that is planned, so that its
    next plan counts what buyers do meanwhile."""
    return (datetime.now(UTC).date() - (as_of - timedelta(days=1))).days
