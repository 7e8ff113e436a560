"""Where options sell: orders of the last months by shop and channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense.panel import Products, codes_of, day_number, local_days
from treadle.terms.history import OUTLETS
from treadle.terms.policy import UnmetPolicy
from treadle.terms.product import Catalogue


def outlets(
    signals: pa.Table, *, catalogue: Catalogue, as_of: date, time_zone: str, policy: UnmetPolicy | None = None
) -> pa.Table:
    """Ordered units by option, shop and channel (OUTLETS) in the days before `as_of`; '' where none is named."""
    products = Products.of(catalogue)
    recent = local_days(signals["happened_at"], time_zone) >= day_number(as_of) - (policy or UnmetPolicy()).outlet_days
    orders = signals.filter(pa.array(recent & pc.equal(signals["kind"], "order").to_numpy(zero_copy_only=False)))
    sku = codes_of(orders["sku"], products.skus)
    named = codes_of(orders["option_id"], products.options)
    option = np.where(sku >= 0, products.option_of[np.maximum(sku, 0)] if len(products.skus) else -1, named)
    known = pa.array(option >= 0)
    table = pa.table(
        {
            "option_id": products.options.take(pa.array(option[option >= 0])),
            "shop": pc.fill_null(orders["shop"].filter(known), ""),
            "channel": pc.fill_null(orders["channel"].filter(known), ""),
            "units": orders["units"].cast(pa.float64()).filter(known),
        }
    )
    return outlets_together([table])


def outlets_together(parts: Sequence[pa.Table]) -> pa.Table:
    """Outlets of some orders and of others, together."""
    summed = pa.concat_tables(parts).group_by(["option_id", "shop", "channel"]).aggregate([("units", "sum")])
    summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names])
    order = [(name, "ascending") for name in ("option_id", "shop", "channel")]
    return summed.select(OUTLETS.names).cast(OUTLETS).sort_by(order).combine_chunks()
