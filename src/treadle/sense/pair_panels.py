"""What was counted by pair of SKU and shop and by week, added up part by part on dense panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense.panel import Floats, Ints, Products, Weeks, codes_of

#: History column of each kind of signal.
KIND_COLUMNS: Mapping[str, str] = {
    "order": "sold_units",
    "return": "returned_units",
    "cancel": "cancelled_units",
    "view": "views",
    "search": "searches",
    "cart": "carts",
    "wish": "wishes",
}
#: Money of orders that told a price, and their units.
PAID, PRICED = "paid_cents", "priced_units"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The pairs of SKU and shop that have a history, in the order of their names."""

    sku: Ints
    shop: Ints
    shops: pa.Array

    @classmethod
    def of(cls, sku: Ints, shop: pa.Array, in_stock: pa.Table | None, products: Products) -> Pairs:
        """Pairs that were counted (code of the SKU, name of the shop) or stood on a shelf; every other SKU once with
        the shop ''."""
        names = [shop.cast(pa.string())]
        if in_stock is not None:
            placed = in_stock.select(["sku", "shop"]).filter(pc.is_valid(in_stock["shop"]))
            placed = placed.group_by(["sku", "shop"]).aggregate([])
            sku = np.concatenate([sku, codes_of(placed["sku"], products.skus)])
            names.append(placed["shop"].combine_chunks().cast(pa.string()))
        named = pa.chunked_array(names, pa.string())
        shops = pa.array(sorted({"", *pc.unique(named).to_pylist()}), pa.string())
        width = len(shops)
        keys = np.unique((sku * width + codes_of(named, shops))[sku >= 0])
        silent = np.setdiff1d(np.arange(len(products.skus)), keys // width)
        keys = np.concatenate([keys, silent * width + shops.index("").as_py()])
        by_name = np.argsort(pc.rank(products.skus).to_numpy()) if len(products.skus) else np.arange(0)
        place = np.empty(len(by_name), dtype=np.int64)
        place[by_name] = np.arange(len(by_name))
        order = np.lexsort((keys % width, place[keys // width]))
        return cls(sku=keys[order] // width, shop=keys[order] % width, shops=shops)

    def find(self, sku: Ints, shop: Ints) -> Ints:
        """Row of each pair; -1 where it is not here."""
        width = len(self.shops)
        keys = self.sku * width + self.shop
        order = np.argsort(keys, kind="stable")
        asked = sku * width + shop
        spot = np.searchsorted(keys[order], asked)
        spot_in = np.minimum(spot, max(len(keys) - 1, 0))
        hit = (sku >= 0) & (shop >= 0)
        if len(keys) == 0:
            return np.full(len(asked), -1, dtype=np.int64)
        found: Ints = np.where(hit & (keys[order][spot_in] == asked), order[spot_in], -1)
        return found


class PairPanels:
    """Sums by pair and week in the order in which pairs come; `weeks` are the widest there can be."""

    def __init__(self, products: Products, weeks: Weeks) -> None:
        self._products, self._weeks = products, weeks
        self._rows: dict[tuple[int, str], int] = {}
        self._never = weeks.first + 7 * weeks.count
        self._panels = {name: np.zeros((0, weeks.count)) for name in (*KIND_COLUMNS.values(), PAID, PRICED)}
        self._first_order = self._first_act = np.zeros(0, dtype=np.int64)

    def add(self, by_sku: pa.Table) -> None:
        """Add rows of `sql.BY_SKU` of some of the signals."""
        row = self._places(by_sku)
        starts = by_sku["week"].to_numpy().astype(np.int64)
        week, units = self._weeks.place(starts), by_sku["units"].to_numpy()
        for kind, name in KIND_COLUMNS.items():
            one = pc.equal(by_sku["kind"], kind).to_numpy(zero_copy_only=False)
            np.add.at(self._panels[name], (row[one], week[one]), units[one])
            if kind == "order":
                np.minimum.at(self._first_order, row[one], by_sku["first_day"].to_numpy()[one])
                for money in (PAID, PRICED):
                    np.add.at(self._panels[money], (row[one], week[one]), by_sku[money].to_numpy()[one])
        np.minimum.at(self._first_act, row, starts)

    def _places(self, by_sku: pa.Table) -> Ints:
        """Row of each counted one; pairs that are new get the next ones."""
        sku, shop = codes_of(by_sku["sku"], self._products.skus), by_sku["shop"].combine_chunks().dictionary_encode()
        names, width = shop.dictionary.to_pylist(), max(len(shop.dictionary), 1)
        keys, of_row = np.unique(sku * width + shop.indices.to_numpy().astype(np.int64), return_inverse=True)
        found = [self._rows.setdefault((key // width, names[key % width]), len(self._rows)) for key in keys.tolist()]
        self._grow(len(self._rows))
        rows: Ints = np.array(found, dtype=np.int64)[of_row]
        return rows

    def _grow(self, pairs: int) -> None:
        """Room for so many pairs: that of all SKUs at first, half as much again where they are sold in shops."""
        held = len(self._first_order)
        if pairs <= held:
            return
        room = max(pairs, len(self._products.skus), held + held // 2) - held
        for name, panel in self._panels.items():
            self._panels[name] = np.concatenate([panel, np.zeros((room, self._weeks.count))])
        never = np.full(room, self._never, dtype=np.int64)
        self._first_order = np.concatenate([self._first_order, never])
        self._first_act = np.concatenate([self._first_act, never])

    def pairs(self, in_stock: pa.Table | None) -> Pairs:
        """All pairs that have a history."""
        sku = np.array([code for code, _ in self._rows], dtype=np.int64)
        return Pairs.of(sku, pa.array([name for _, name in self._rows], pa.string()), in_stock, self._products)

    def places_of(self, pairs: Pairs) -> Ints:
        """Row of each pair here; -1 where nothing was counted."""
        names = pairs.shops.to_pylist()
        told = zip(pairs.sku.tolist(), pairs.shop.tolist(), strict=True)
        return np.array([self._rows.get((sku, names[shop]), -1) for sku, shop in told], dtype=np.int64)

    def take(self, name: str, rows: Ints, weeks: Weeks) -> Floats:
        """The panel of a column for rows (zeros where -1) and the later ones of the weeks, given away: it is not asked
        for again."""
        panel, skipped = self._panels.pop(name), (weeks.first - self._weeks.first) // 7
        found = np.zeros((len(rows), weeks.count))
        there = rows >= 0
        found[there] = panel[rows[there], skipped:]
        return found

    def born(self, rows: Ints, launch_day: Ints, weeks: Weeks) -> Ints:
        """Day on which each pair's life begins; the day after the last week where it has not begun."""
        never = weeks.first + 7 * weeks.count
        there = rows >= 0
        first_order, first_act = (np.full(len(rows), never, dtype=np.int64) for _ in range(2))
        first_order[there], first_act[there] = self._first_order[rows[there]], self._first_act[rows[there]]
        begun: Ints = np.where(launch_day >= 0, np.minimum(launch_day, first_order), first_act)
        return begun
