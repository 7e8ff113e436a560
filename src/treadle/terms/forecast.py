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

#: One row per life stage and model compared on held-out weeks: deviance per row (Tweedie's of power 1.5), WAPE and bias
#: of the sums over the horizon, the model's weight in the forecast, and how many trees are used (0 for plain models).
LEAGUE = pa.schema(
    [
        pa.field("stage", pa.string(), nullable=False),
        pa.field("model", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("deviance", pa.float64(), nullable=False),
        pa.field("wape", pa.float64(), nullable=False),
        pa.field("bias", pa.float64(), nullable=False),
        pa.field("weight", pa.float64(), nullable=False),
        pa.field("rounds", pa.int64(), nullable=False),
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

#: The planner's own numbers: units expected of an option over days, said on a day.
PLANNER_FORECAST = pa.schema(
    [
        pa.field("option_id", pa.string(), nullable=False),
        pa.field("from_day", pa.date32(), nullable=False),
        pa.field("to_day", pa.date32(), nullable=False),
        pa.field("units", pa.float64(), nullable=False),
        pa.field("said_on", pa.date32(), nullable=False),
    ]
)

#: Sums of forecasts by week: `level` is all, category, style, option, shop, channel or sku. Means of a level add up to
#: those of all; quantiles are of scenarios in which options err together as they did before.
TOTALS = pa.schema(
    [
        pa.field("level", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("week_start", pa.date32(), nullable=False),
        *(pa.field(f"{kind}{name}", pa.float64(), nullable=False)
          for kind in ("", "sum_") for name in ("mean", "q10", "q50", "q90")),
    ]
)  # fmt: skip

#: What part of an option's forecast error all options share, and those of one category or style beyond that.
TOGETHER = pa.schema([pa.field("group", pa.string(), nullable=False), pa.field("share", pa.float64(), nullable=False)])

#: Elasticity of an option's demand with regard to the number of options of its style (of its category) on offer, with
#: its 80 % interval and the option-weeks it was learned from: demand follows crowd^(-elasticity).
CANNIBALISATION = pa.schema(
    [
        pa.field("level", pa.string(), nullable=False),
        pa.field("elasticity", pa.float64(), nullable=False),
        pa.field("low", pa.float64(), nullable=False),
        pa.field("high", pa.float64(), nullable=False),
        pa.field("option_weeks", pa.int64(), nullable=False),
    ]
)
