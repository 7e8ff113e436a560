"""What is expected: quantiles by option and week, and the share of each size."""

from __future__ import annotations

import pyarrow as pa

from treadle.terms.schema import OUTPUTS

#: One row per option and week of the sales horizon. `q05 … q95` are quantiles of that week's demand;
#: `sum_q05 … sum_q95` those of the total from the first forecast week to this one. All are finite, at least 0 and
#: non-decreasing. `model` names what made them; `reason` is a `Reason` as text.
OPTION_FORECAST = OUTPUTS["forecast"].arrow

#: One row per SKU: expected share of its option's units (the shares of an option add to 1) and `strength`, the
#: posterior's total count (larger = surer); `basis` says how far it backed off: option, style, category or uniform.
SIZE_CURVES = OUTPUTS["size_curves"].arrow

#: One row per life stage and model compared on held-out weeks: deviance per row (Tweedie's of power 1.5), WAPE and bias
#: of the sums over the horizon, the model's weight in the forecast, and how many trees are used (0 for plain models).
LEAGUE = OUTPUTS["league"].arrow

#: How well quantiles held: of held-out weeks (or sums over first weeks) of a life stage, the share that lay below the
#: quantile of a level; a tie counts in part. A share equal to its level is a quantile that holds.
CALIBRATION = OUTPUTS["calibration"].arrow

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
TOTALS = OUTPUTS["totals"].arrow

#: What part of an option's forecast error all options share, and those of one category or style beyond that.
TOGETHER = OUTPUTS["together"].arrow

#: Elasticity of an option's demand with regard to the number of options of its style (of its category) on offer, with
#: its 80 % interval and the option-weeks it was learned from: demand follows crowd^(-elasticity).
CANNIBALISATION = OUTPUTS["cannibalisation"].arrow
