"""From SKUs and shops up to options: the history a forecast of options reads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from treadle.sense.panel import Floats, Ints, Products, codes_of
from treadle.terms.history import OPTION_HISTORY
from treadle.terms.product import Catalogue

_SUMMED = ("sold_units", "returned_units", "demand_units", "came_over_units")
_TRAFFIC = ("views", "searches", "carts", "wishes")


def option_history(history: pa.Table, traffic: pa.Table, *, catalogue: Catalogue) -> pa.Table:
    """Add the SKUs and shops of each option up by week (OPTION_HISTORY), sorted by option and week.

    Units are sums. Prices and in-stock shares are means weighted by the SKU's part of the option's demand over
    its whole life (so an empty key size weighs more than an empty end size). Traffic comes from `traffic`
    (TRAFFIC), which already holds what named a SKU; weeks before the option's life are left out.
    """
    products = Products.of(catalogue)
    sku = codes_of(history["sku"], products.skus)
    option = products.option_of[sku]
    days = history["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
    keys, row = _keys(option, days)
    weight = _weights(history, sku)
    columns: dict[str, Any] = {
        name: np.bincount(row, weights=history[name].to_numpy(), minlength=len(keys)) for name in _SUMMED
    }
    total: Any = np.bincount(row, weights=weight, minlength=len(keys))
    for name in ("in_stock_share", "price_cents"):
        sums: Any = np.bincount(row, weights=weight * history[name].to_numpy(), minlength=len(keys))
        columns[name] = sums / np.maximum(total, 1e-300)
    key_option, key_day = keys // _SPAN, keys % _SPAN
    columns.update(_traffic(traffic, products, keys))
    table = pa.table(
        {
            "option_id": products.options.take(pa.array(key_option)),
            "week_start": pa.array(key_day.astype(np.int32)).cast(pa.date32()),
            **columns,
        }
    )
    table = table.select(OPTION_HISTORY.names).cast(OPTION_HISTORY)
    return table.sort_by([("option_id", "ascending"), ("week_start", "ascending")]).combine_chunks()


#: More days than any calendar here holds: one number then carries an option and a day. By definition.
_SPAN = 1_000_000


def _keys(option: Ints, days: Ints) -> tuple[Ints, Ints]:
    """Distinct option and week keys, and the key's place for each row."""
    keys, row = np.unique(option * _SPAN + days, return_inverse=True)
    return keys, row


def _weights(history: pa.Table, sku: Ints) -> Floats:
    """Weight of each row: its SKU and shop's part of the option's demand, with half a unit for the unsold."""
    shop = history["shop"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    pair = np.unique(sku * (int(shop.max()) + 1 if len(shop) else 1) + shop, return_inverse=True)[1]
    demand: Any = np.bincount(pair, weights=history["demand_units"].to_numpy())
    weights: Floats = demand[pair] + 0.5
    return weights


def _traffic(traffic: pa.Table, products: Products, keys: Ints) -> dict[str, Any]:
    """Traffic on each key; 0 where none."""
    option = codes_of(traffic["option_id"], products.options)
    days = traffic["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
    place = np.searchsorted(keys, option * _SPAN + days)
    if len(keys) == 0:
        return {name: np.zeros(0) for name in _TRAFFIC}
    place = np.minimum(place, len(keys) - 1)
    hit = keys[place] == option * _SPAN + days
    return {
        name: np.bincount(place[hit], weights=traffic[name].to_numpy()[hit], minlength=len(keys)) for name in _TRAFFIC
    }
