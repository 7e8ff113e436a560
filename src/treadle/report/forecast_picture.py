"""One SKU's past and its fan of quantiles, from the plain tables of a forecast."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.report.option_charts import fan_chart

BANDS = ("mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95")


def forecast_picture(forecast: pa.Table, history: pa.Table | None, sku: str | None) -> str:
    """An SVG of `sku`, or of the SKU that is expected to sell most; its sites are added up as if they moved together.

    `forecast`: sku, date, BANDS. `history`: sku, date, units; None leaves the past out.
    """
    if sku is None:
        by_sku = forecast.group_by("sku").aggregate([("mean", "sum")]).sort_by([("mean_sum", "descending")])
        sku = str(by_sku["sku"][0])
    ahead = forecast.filter(pc.equal(forecast["sku"], sku)).group_by("date")
    summed = ahead.aggregate([(band, "sum") for band in BANDS]).sort_by("date")
    bands = {band: np.asarray(summed[f"{band}_sum"].to_numpy(), dtype=np.float64) for band in BANDS}
    days, units = [], np.zeros(0)
    if history is not None:
        mine = history.filter(pc.equal(pc.cast(history["sku"], pa.string()), sku))
        past = pa.table({"date": pc.cast(mine["date"], pa.date32()), "units": pc.cast(mine["units"], pa.float64())})
        by_day = past.group_by("date").aggregate([("units", "sum")]).sort_by("date")
        days, units = by_day["date"].to_pylist(), by_day["units_sum"].to_numpy()
    return fan_chart(days, units, pc.cast(summed["date"], pa.date32()).to_pylist(), bands)
