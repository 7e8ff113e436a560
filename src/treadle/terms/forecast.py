"""What is expected: quantiles by option and week, and the share of each size."""

from __future__ import annotations

import pyarrow as pa

from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name

_UNITS = [pa.field("mean", pa.float64(), nullable=False)] + [
    pa.field(quantile_name(level), pa.float64(), nullable=False) for level in QUANTILE_LEVELS
]
_SUMS = [pa.field("sum_mean", pa.float64(), nullable=False)] + [
    pa.field(quantile_name(level, "sum_"), pa.float64(), nullable=False) for level in QUANTILE_LEVELS
]

#: One row per option and week of the sales horizon. `q05 … q95` are quantiles of that week's demand;
#: `sum_q05 … sum_q95` those of the total from the first forecast week to this one. All are finite, at least 0 and
#: non-decreasing. `model` names what made them; `reason` is a `Reason` as text.
OPTION_FORECAST = pa.schema(
    [
        pa.field("option_id", pa.string(), nullable=False),
        pa.field("week_start", pa.date32(), nullable=False),
        pa.field("horizon", pa.int32(), nullable=False),
        *_UNITS,
        *_SUMS,
        pa.field("model", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
    ]
)

#: One row per SKU: expected share of its option's units (the shares of an option add to 1) and `strength`, the
#: posterior's total count (larger = surer); `basis` says how far it backed off: option, style, category or uniform.
SIZE_CURVES = pa.schema(
    [
        pa.field("option_id", pa.string(), nullable=False),
        pa.field("sku", pa.string(), nullable=False),
        pa.field("size", pa.string(), nullable=False),
        pa.field("share", pa.float64(), nullable=False),
        pa.field("strength", pa.float64(), nullable=False),
        pa.field("basis", pa.string(), nullable=False),
    ]
)

#: One row per life stage and model compared on held-out weeks: Poisson deviance per row, WAPE and bias of the sums
#: over the horizon, and the model's weight in the forecast.
LEAGUE = pa.schema(
    [
        pa.field("stage", pa.string(), nullable=False),
        pa.field("model", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("deviance", pa.float64(), nullable=False),
        pa.field("wape", pa.float64(), nullable=False),
        pa.field("bias", pa.float64(), nullable=False),
        pa.field("weight", pa.float64(), nullable=False),
    ]
)

#: How well quantiles held: of held-out weeks (or sums over first weeks) of a life stage, the share that lay below the
#: quantile of a level; a tie counts in part. A share equal to its level is a quantile that holds.
CALIBRATION = pa.schema(
    [
        pa.field("stage", pa.string(), nullable=False),
        pa.field("of", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("level", pa.float64(), nullable=False),
        pa.field("share_below", pa.float64(), nullable=False),
    ]
)
