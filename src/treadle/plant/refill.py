"""Goods from the warehouse to the shops: first allocation and weekly refill, from plain tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from treadle.plant.given_tables import read_given_tables
from treadle.plant.shop_cases import ShopTerms, shop_cases
from treadle.replenish.refill import OptionAtShops, RefillPolicy
from treadle.replenish.refill import refill as refill_option
from treadle.terms.budget import Progress, stoppable
from treadle.terms.shipment import Shipments


def refill(
    history: Path, products: Path, stock: Path, *, warehouse: str, online: str = "", weeks: int = 2,
    key_share: float = 0.25, display_units: int = 0, pack_units: int = 1, reserve_share: float = 0.0,
    least_gain: float = 0.25, seed: int = 0, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Shipments:  # fmt: skip
    """The warehouse's stock to the shops where it sells most.

    `warehouse` and `online` are sites of the stock file; goods must last `weeks`; sizes with at least `key_share` of
    an option's demand are key sizes, `display_units` of each the least a shop shows; `pack_units` go together;
    `reserve_share` of the warehouse's stock never leaves it; a piece must add `least_gain` sales to be sent. Raises
    `InputError` with all problems of all files, `Stopped` where `left` runs out.
    """
    terms = ShopTerms(
        warehouse=warehouse, online=online, weeks=weeks, key_share=key_share, display_units=display_units,
        pack_units=pack_units, reserve_share=reserve_share,
    )  # fmt: skip
    cases = cases_of(history, products, stock, terms, seed, stoppable(progress, left))
    lines = tuple(line for case in cases for line in refill_option(case, RefillPolicy(least_gain=least_gain)))
    return Shipments(lines=lines, options=len(cases))


def cases_of(
    history: Path, products: Path, stock: Path, terms: ShopTerms, seed: int, progress: Progress
) -> tuple[OptionAtShops, ...]:
    """What every shop wants and holds of every option. Raises `InputError` with all problems of all files."""
    tables = read_given_tables({"history": history, "products": products, "stock": stock})
    return shop_cases(tables["history"], tables["products"], tables["stock"], terms, seed=seed, progress=progress)
