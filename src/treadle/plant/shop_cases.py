"""Shops refilled from their warehouse, or goods moved between them, from plain tables.

Anticipate says what each shop will want, replenish decides option by option."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.anticipate.paths import SamplePaths
from treadle.anticipate.reading import read_panel
from treadle.errors import InputError, Problem
from treadle.plant.replenish import told_for
from treadle.replenish.display import draw_wanted
from treadle.replenish.refill import OptionAtShops
from treadle.replenish.stock import StockState, read_stock
from treadle.terms.budget import Progress

#: Demand paths drawn per shop.
PATHS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTerms:
    """How shops are served. `warehouse` and `online` are sites of the stock table: goods come from the one, the other
    (if any) sells from it too. `weeks` a shipment must last; sizes with at least `key_share` of an option's demand are
    key sizes; `display_units` of each is the least a shop shows; `pack_units` go together; `reserve_share` of the
    warehouse's stock never leaves it."""

    warehouse: str
    online: str = ""
    weeks: int = 2
    key_share: float = 0.25
    display_units: int = 0
    pack_units: int = 1
    reserve_share: float = 0.0


def shop_cases(
    history: Any, products: pa.Table, stock: pa.Table, terms: ShopTerms, *, seed: int = 0,
    progress: Progress | None = None,
) -> tuple[OptionAtShops, ...]:  # fmt: skip
    """One case per option of `products` (columns sku, option_id) in the order of their names.

    `history` and `stock` as `replenish` reads them, with sites. A shop takes part in an option where the stock table
    has a row of it there, units 0 for a first allocation. Receipts within the weeks count as stock. Raises
    `InputError` with all problems.
    """
    found: list[Problem] = []
    if not {"sku", "option_id"} <= set(products.column_names):
        what = f"needs the columns sku and option_id (found: {', '.join(products.column_names)})"
        found.append(Problem(file="products", what=what, remedy="Give the option of each SKU"))
    state = read_stock(stock, True, found)
    if state is not None and terms.warehouse not in (state.sites or []):
        known = ", ".join(sorted(set(state.sites or []))[:8])
        found.append(
            Problem(file="stock", column="site", what=f"has no row of the warehouse {terms.warehouse!r}",
                    remedy=f"Name one of: {known}")
        )  # fmt: skip
    if found or state is None:
        raise InputError(found)
    panel = read_panel(history, products, None, ahead=terms.weeks, every="week")
    if panel.sites is None:
        raise InputError.single(
            "history", "has no column site", "Add the column site, which says in each row which shop sold it"
        )
    answer, lines = told_for(panel, state, seed, progress)
    mean = answer.mean[lines].astype(np.float64)
    deviation = SamplePaths.of(answer, 1, seed).doubts[False].level_deviation
    option_of = dict(
        zip(pc.cast(products["sku"], pa.string()).to_pylist(), products["option_id"].to_pylist(), strict=True)
    )
    rows: dict[str, list[int]] = {}
    for row, sku in enumerate(state.skus):
        if sku in option_of:
            rows.setdefault(str(option_of[sku]), []).append(row)
    cases = []
    for number, (option_id, held) in enumerate(sorted(rows.items())):
        rng = np.random.default_rng((seed, number))
        case = _case(option_id, held, state, mean, deviation, terms, rng)
        if case is not None:
            cases.append(case)
    return tuple(cases)


def _case(
    option_id: str,
    rows: list[int],
    state: StockState,
    mean: np.ndarray[Any, np.dtype[np.float64]],
    deviation: float,
    terms: ShopTerms,
    rng: np.random.Generator,
) -> OptionAtShops | None:
    """The option at its shops; None where no shop has a row of it."""
    sites = state.sites or []
    skus = tuple(dict.fromkeys(state.skus[row] for row in rows))
    shops = tuple(dict.fromkeys(sites[row] for row in rows if sites[row] not in (terms.warehouse, terms.online)))
    if not shops:
        return None
    weekly = np.zeros((len(shops) + 1, terms.weeks, len(skus)))
    there = np.zeros((len(shops) + 1, len(skus)), dtype=np.int64)
    warehouse = np.zeros(len(skus), dtype=np.int64)
    for row in rows:
        size, site = skus.index(state.skus[row]), sites[row]
        if site == terms.warehouse:
            warehouse[size] = int(state.on_hand[row])
            continue
        at = len(shops) if site == terms.online else shops.index(site)
        weekly[at, :, size] = mean[row]
        there[at, size] = int(state.on_hand[row] + state.receipts_until(terms.weeks)[row].sum())
    wanted = draw_wanted(weekly, deviation, PATHS, rng)
    share = weekly[: len(shops)].sum(axis=(0, 1))
    is_key = share >= terms.key_share * share.sum() if share.sum() > 0 else np.zeros(len(skus), dtype=bool)
    return OptionAtShops(
        option_id=option_id,
        warehouse_id=terms.warehouse,
        shop_ids=shops,
        skus=skus,
        stock=there[: len(shops)],
        wanted=wanted[: len(shops)],
        warehouse=warehouse,
        is_key=is_key,
        pack_units=np.full(len(skus), terms.pack_units, dtype=np.int64),
        display_units=np.full(len(skus), terms.display_units, dtype=np.int64),
        reserve_units=np.ceil(warehouse * terms.reserve_share).astype(np.int64),
        online=wanted[len(shops), :, -1, :] if terms.online else None,
    )
