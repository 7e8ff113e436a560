"""Demand behind the empty shelf: fills `demand_units` and its 80 % interval in a history."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from treadle.sense.latent import Latent, Panel, latent_demand
from treadle.sense.panel import Floats, Ints, Products, codes_of
from treadle.terms.history import HISTORY
from treadle.terms.policy import CensorPolicy
from treadle.terms.product import Catalogue

#: Units that rounding alone may leave between what was sold and what was wanted here: set far below a unit, not tuned.
_ROUNDED = 1e-9


def unconstrain(history: pa.Table, *, catalogue: Catalogue, policy: CensorPolicy | None = None) -> pa.Table:
    """Return the history (HISTORY) with what would have sold had the shelf never been empty.

    Each category is estimated apart. `demand_units` = units sold that were wanted here + expected units turned
    away; `demand_low` and `demand_high` bound it with 80 %. `came_over_units` were sold to those who wanted a neighbour
    whose shelf was empty. Rows keep their order. A SKU that the catalogue does not know keeps demand = sold. Method and
    sources: `treadle.sense.latent`.
    """
    rows = _Rows.of(history, Products.of(catalogue))
    sold = history["sold_units"].to_numpy()
    own, unmet = sold.copy(), np.zeros(history.num_rows)
    variance = np.ones(history.num_rows)
    for category in np.unique(rows.category[rows.category >= 0]):
        mine = np.flatnonzero(rows.category == category)
        found, place = _family(rows, mine, history, policy or CensorPolicy())
        own[mine], unmet[mine] = found.own[place], found.unmet[place]
        variance[mine] = found.relative_variance[place]
    low, high = _interval(unmet, variance)
    demand = own + unmet
    columns = {
        "demand_units": demand,
        "came_over_units": np.where(sold - own > _ROUNDED, sold - own, 0.0),
        "demand_low": np.minimum(own + low, demand),
        "demand_high": np.maximum(own + high, demand),
    }
    for name, values in columns.items():
        at = history.schema.get_field_index(name)
        history = history.set_column(at, HISTORY.field(name), pa.array(values))
    return history


class _Rows:
    """Codes of each history row."""

    def __init__(self, pair: Ints, week: Ints, sku: Ints, shop: Ints, category: Ints, products: Products) -> None:
        self.pair, self.week, self.sku, self.shop = pair, week, sku, shop
        self.category, self.products = category, products

    @classmethod
    def of(cls, history: pa.Table, products: Products) -> _Rows:
        """Codes of pairs and weeks from the table's own keys."""
        sku = codes_of(history["sku"], products.skus)
        shop = history["shop"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
        days = history["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
        first = int(days.min()) if len(days) else 0
        category = np.where(sku >= 0, products.category_of[sku], -1)
        pair = sku * (int(shop.max()) + 1 if len(shop) else 1) + shop
        return cls(pair, (days - first) // 7, sku, shop, category, products)


def _family(rows: _Rows, mine: Ints, history: pa.Table, policy: CensorPolicy) -> tuple[Latent, tuple[Ints, Ints]]:
    """Latent demand of the rows of one category, and the place of each row in its panel."""
    pairs, first, row = np.unique(rows.pair[mine], return_index=True, return_inverse=True)
    sku, shop = rows.sku[mine][first], rows.shop[mine][first]
    week = rows.week[mine] - rows.week[mine].min()
    shape = (len(pairs), int(week.max()) + 1)
    sold, share, live = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    sold[row, week] = history["sold_units"].to_numpy()[mine]
    share[row, week] = history["in_stock_share"].to_numpy()[mine]
    live[row, week] = True
    shops = int(shop.max()) + 1
    ranks = int(rows.products.size_rank.max()) + 1
    option = rows.products.option_of[sku] * shops + shop
    peer = (rows.products.style_of[sku] * ranks + rows.products.size_rank[sku]) * shops + shop
    panel = Panel(
        sold=sold,
        share=share,
        live=live,
        option=np.unique(option, return_inverse=True)[1],
        peer=np.unique(peer, return_inverse=True)[1],
        rank=rows.products.size_rank[sku],
    )
    return latent_demand(panel, policy), (row, week)


def _interval(unmet: Floats, relative_variance: Floats) -> tuple[Floats, Floats]:
    """10 % and 90 % quantiles of unmet units: negative binomial with that mean and rate variance."""
    from scipy.special import nbdtrik

    low, high = np.zeros_like(unmet), np.zeros_like(unmet)
    some = unmet > 1e-9
    shape = 1.0 / np.maximum(relative_variance[some], 1e-6)
    chance = shape / (shape + unmet[some])
    for target, level in ((low, 0.1), (high, 0.9)):
        quantile = np.ceil(nbdtrik(level, shape, chance) - 1e-9)
        target[some] = np.maximum(np.nan_to_num(quantile, nan=0.0), 0.0)
    return low, high
