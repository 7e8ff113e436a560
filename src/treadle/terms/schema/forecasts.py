"""Tables of what is expected, and of how well that held."""

from __future__ import annotations

from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name
from treadle.terms.schema.column import OutColumn, OutTable, fits, may, out
from treadle.terms.schema.signals import OPTION, WEEK

_CALLED = {0.1: "low (10 %)", 0.5: "median", 0.9: "high (90 %)"}


def _units(prefix: str, called: str, doc: str, levels: tuple[float, ...]) -> tuple[OutColumn, ...]:
    """Mean and quantiles of units."""
    of = "the total from the first week on" if prefix else "the week"
    return (
        out(f"{prefix}mean", "mean_units", f"{called}mean", f"Expected units of {doc or of}."),
        *(
            out(
                quantile_name(level, prefix), "mean_units", f"{called}{_CALLED.get(level, f'{level:.0%}')}",
                f"Units that {doc or of} stays below with {level:.0%}.",
            )
            for level in levels
        ),
    )  # fmt: skip


def _league(name: str) -> OutTable:
    return OutTable(
        name=name,
        doc="How models did on held-out weeks, by life stage.",
        columns=(
            out("stage", "text", "life stage", "The life stage of the options compared."),
            out("model", "text", "model", "The model, or the planner."),
            out("rows", "count", "held-out weeks", "Values it was judged on."),
            out(
                "deviance",
                "index",
                "error score",
                "How far the forecast is off, 0 is best: what options are compared by.",
            ),
            out("wape", "share", "WAPE", "Absolute errors of the sums over the horizon, as a share of what was sold."),
            out("bias", "share", "bias", "Errors of the sums over the horizon with their sign, as a share."),
            out("weight", "share", "part in the forecast", "The model's part in the forecast."),
            out("rounds", "count", "trees", "How many trees it uses; 0 for plain models."),
        ),
        is_filled=True,
    )


_SITE = may("site", "text", "site", "The site, where the history has sites.")
_DATE = out("date", "day", "period from", "First day of the period.")
_MEAN = out("mean", "mean_units", "mean", "Expected units of the period.")
_QUANTILES = fits("q05 … q95", r"q\d\d(\.\d+)?", "mean_units", "quantile", "Units the period stays below, by level.")
_SUM_MEAN = may("sum_mean", "mean_units", "running mean", "Expected units from the first period on.")
_SUM_QUANTILES = fits(
    "sum_q05 … sum_q95", r"sum_q\d\d(\.\d+)?", "mean_units", "running quantile",
    "Units that the total from the first period on stays below, by level.",
)  # fmt: skip

FORECAST_TABLES: tuple[OutTable, ...] = (
    OutTable(
        name="forecast",
        doc="Demand expected of each option, week by week, with its quantiles and those of its running total.",
        columns=(
            OPTION,
            WEEK,
            out("horizon", "order", "week ahead", "How many weeks ahead, from 1."),
            *_units("", "", "", QUANTILE_LEVELS),
            *_units("sum_", "running ", "", QUANTILE_LEVELS),
            out("model", "text", "by", "What made the forecast."),
            out("reason", "reason", "why", "Why this forecast."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="size_curves",
        doc="The share of each size in its option's units, and what it was learned from.",
        columns=(
            OPTION,
            out("sku", "id", "SKU", "The SKU: an option in a size."),
            out("size", "text", "size", "The size."),
            out("share", "share", "share", "Expected share of the option's units; those of an option add up to 1."),
            out("strength", "mean_units", "strength", "How sure it is: as sure as so many units seen."),
            out("basis", "text", "from the", "How far it backed off: option, style, category or uniform."),
        ),
        is_filled=True,
    ),
    _league("league"),
    OutTable(
        name="calibration",
        doc="How well quantiles held on held-out weeks; a share equal to its level is a quantile that holds.",
        columns=(
            out("stage", "text", "life stage", "The life stage of the options."),
            out("of", "text", "of", "What was judged: weeks, or sums over the first weeks."),
            out("rows", "count", "held-out values", "Values it was judged on."),
            out("level", "share", "level of the quantile", "The level that was asked for."),
            out("share_below", "share", "share below it", "Share of the values that lay below; a tie counts in part."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="totals",
        doc="Forecasts added up, week by week; means of a level add up to those of all.",
        columns=(
            out("level", "text", "level", "all, category, style, option, shop, channel or sku."),
            out("name", "text", "name", "Which one of the level."),
            WEEK,
            *_units("", "", "", (0.1, 0.5, 0.9)),
            *_units("sum_", "running ", "", (0.1, 0.5, 0.9)),
        ),
        is_filled=True,
    ),
    OutTable(
        name="together",
        doc="How far forecast errors of options go together.",
        columns=(
            out("group", "text", "group", "Who errs together: all options, those of a category, those of a style."),
            out("share", "share", "share", "Part of an option's forecast error that the group shares."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="cannibalisation",
        doc="How options on offer take demand from one another: demand follows crowd^(-elasticity).",
        columns=(
            out("level", "text", "level", "The crowd: options of the style, or of the category."),
            out("elasticity", "times", "elasticity", "How strongly a larger crowd lowers an option's demand."),
            out("low", "times", "low (10 %)", "Low end of its 80 % interval."),
            out("high", "times", "high (90 %)", "High end of its 80 % interval."),
            out("option_weeks", "count", "option-weeks", "Weeks of options it was learned from."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="plain_forecast",
        doc="What `treadle anticipate` writes: a row per SKU (and site) and period.",
        columns=(
            out("sku", "id", "SKU", "The SKU: an option in a size."), _SITE, _DATE, _MEAN, _QUANTILES, _SUM_MEAN,
            _SUM_QUANTILES,
        ),
    ),
    OutTable(
        name="plain_totals",
        doc="What `treadle anticipate --totals` writes: sums of forecasts whose parts err together.",
        columns=(
            out("level", "text", "level", "all, sku, site or a column of the products."),
            out("name", "text", "name", "Which one of the level."),
            _DATE, _MEAN, _QUANTILES, _SUM_MEAN, _SUM_QUANTILES,
        ),
    ),
    _league("plain_league"),
)  # fmt: skip
