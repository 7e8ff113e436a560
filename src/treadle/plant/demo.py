"""Make the demo brand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.errors import InputError
from treadle.settings import settings_template
from treadle.storage.lake import write_durably
from treadle.terms.budget import Progress, stoppable

if TYPE_CHECKING:
    from treadle.plant.floor import Taken
    from treadle.plant.play_floor import Played

#: A folder that holds this file is a demo of ours.
MARK = Path(".treadle") / "demo.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingFloor:
    """A demo whose floor was played: orders released, bundles tied, the floor as it was played and its scans taken."""

    orders: int
    bundles: int
    played: Played
    taken: Taken


def bring_floor_to_life(folder: Path, out: Path, *, days: int = 14, seed: int = 0, author: str) -> LivingFloor:
    """Release the plan that lies in `out`, tie its bundles, and take the scans of so many days (`play_floor`).

    Raises as `release_plan`, `tie_bundles` and `play_floor`.
    """
    from treadle.plant.bundles import tie_bundles
    from treadle.plant.floor import take_scans
    from treadle.plant.play_floor import play_floor
    from treadle.plant.release import release_plan

    released = release_plan(folder, out, author=author)
    tied = tie_bundles(folder, author=author)
    played = play_floor(folder, days=days, seed=seed)
    taken = take_scans(folder, played.scans, author=author)
    return LivingFloor(orders=len(released.orders), bundles=sum(len(one.bundles) for one in tied), played=played,
                       taken=taken)  # fmt: skip


def agree_demo_terms(folder: Path, as_of: date, *, author: str) -> None:
    """Terms of payment with the demo's factories and its marketplace, and what lies in its account."""
    from treadle.plant.settle.agree import agree
    from treadle.plant.settle.cash import count_cash
    from treadle.plant.settle.desk import settle_books
    from treadle.terms.settlement import TermsSet

    books = settle_books(folder, author=author, day=as_of)
    for name, terms in (
        ("riverside", TermsSet(kind="factory", from_day=as_of, name="Riverside", balance_days=14,
                               money_cost_share=0.1)),
        ("hillside", TermsSet(kind="factory", from_day=as_of, name="Hillside", deposit_share=0.3, balance_days=30,
                              discount_share=0.02, discount_days=10, duty_share=0.08, freight_cents=35,
                              money_cost_share=0.18)),
        ("marketplace", TermsSet(kind="platform", from_day=as_of, name="Marketplace", fee_share=0.12, balance_days=14)),
    ):  # fmt: skip
        agree(books, name, terms)
    count_cash(folder, 6_000_000, day=as_of, author=author)


def make_demo(
    folder: Path, *, seed: int = 0, progress: Progress | None = None, left: Callable[[], float] | None = None
) -> date:
    """Write the demo brand's folder, its hidden truth beside it, and return the day to plan from.

    A demo that is there already (it bears a mark of ours) is made anew; any other folder that is not empty is never
    touched: `InputError` says so. `Stopped` where `left` runs out before anything is written.
    """
    from treadle.simulate.demo import generate_brand, write_brand

    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise InputError.single(str(folder), "it is not empty, and no demo of ours", "Name another folder for the demo")
    progress = stoppable(progress, left)
    brand = generate_brand(seed, progress)
    shutil.rmtree(folder / ".treadle", ignore_errors=True)
    write_durably(folder / MARK, "Made by treadle demo, which may make it anew.\n")
    text = settings_template({"brand.name": "Demo brand", "brand.time_zone": "UTC", "plan.seed": seed})
    write_brand(brand, folder)
    write_durably(folder / "treadle.toml", text)
    progress.step("writing", 1, 1)
    return brand.as_of
