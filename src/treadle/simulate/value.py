"""What decisions, speed and signals are worth: tables of paired seasons, each figure with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

import pyarrow as pa
import pyarrow.csv as pa_csv

from treadle.simulate.experiment import COVERS, LEADS, MINIMA, interval, paired
from treadle.simulate.floor import SMALL
from treadle.terms.formula_tables import guarded_table

Results = Mapping[str, Sequence[dict[str, float]]]

#: Factories at which a constant rule is tried with several covers, and what the best of them is called.
FACTORIES = ("1000/15", "100/7")
BEST = "best constant rule"
#: Pairs whose difference in profit is told: what one has over the other.
PAIRS = (
    ("decisions, at 1,000 pieces and 15 days", "treadle 1000/15", f"{BEST} 1000/15"),
    ("decisions, at 100 pieces and 7 days", "treadle 100/7", f"{BEST} 100/7"),
    ("the fast factory, under the best constant rules", f"{BEST} 100/7", f"{BEST} 1000/15"),
    ("the fast factory, under treadle", "treadle 100/7", "treadle 1000/15"),
    ("both together", "treadle 100/7", f"{BEST} 1000/15"),
    ("both, over one buy before the season", "treadle 100/7", "season buy"),
    ("traffic and searches", "treadle 100/7", "treadle without signals 100/7"),
)

#: Pairs whose cash is compared: what one binds less than the other.
CASH_PAIRS = (
    ("quick response, against one buy before the season", "treadle 100/7", "season buy"),
    ("the fast factory, under treadle", "treadle 100/7", "treadle 1000/15"),
)


def value_tables(results: Results, strengths: Sequence[float] = ()) -> dict[str, pa.Table]:
    """Tables by name: `arms` (every figure of every arm), `constants` (which constant rule is the best at a factory),
    `differences`, `cash`, `regret`, `signals` and `stages`.

    `results` are those of `run`, the same seeds for each arm. Intervals are of 95 %, over paired seasons.
    """
    best = best_constants(results)
    results = {**results, **{f"{BEST} {factory}": results[rule] for factory, rule in best.items()}}
    return {
        "arms": _arms(results),
        "constants": _constants(results, best),
        "differences": _told(
            [(name, *paired(results[one], results[other], "profit")) for name, one, other in PAIRS], "what"
        ),
        "cash": _freed(results),
        "regret": _regret(results),
        "signals": _told(
            [
                (
                    f"{strength:g}",
                    *paired(
                        results[f"treadle at strength {strength:g}"],
                        results[f"blind at strength {strength:g}"],
                        "profit",
                    ),
                )
                for strength in strengths
            ],
            "signal_strength",
        ),
        "stages": _stages(results),
    }


def best_constants(results: Results) -> dict[str, str]:
    """The constant rule with the largest mean profit over these very seasons, by factory: of all covers that were
    tried. It is chosen after the fact, so it flatters the constant."""
    found = {}
    for factory in FACTORIES:
        rules = [name for name in results if name.startswith("plain rule") and name.endswith(f" {factory}")]
        found[factory] = max(rules, key=lambda name: mean(one["profit"] for one in results[name]))
    return found


def _constants(results: Results, best: Mapping[str, str]) -> pa.Table:
    """A row per factory and constant rule that was tried there: its mean profit, and whether it is the best."""
    rows = [
        {"factory": factory, "rule": name, "profit": mean(one["profit"] for one in results[name]),
         "is_best": name == best[factory]}
        for factory in FACTORIES
        for name in results
        if name.startswith("plain rule") and name.endswith(f" {factory}")
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def curve_table(results: Results) -> pa.Table:
    """Profit as a share of hindsight and in money over least orders and lead times, of `run` with `curve_arms`.

    A row per curve ('minimum' at 7 days, 'lead' at 100 pieces), value and policy, with 95 % intervals.
    """
    points = [("minimum", minimum, f"{minimum}/{SMALL.lead_days}") for minimum in MINIMA]
    points += [("lead", lead, f"{SMALL.minimum_units}/{lead}") for lead in LEADS]
    rows = []
    for curve, value, name in points:
        for policy in ("plain", "treadle"):
            seasons = results[f"{policy} {name}"]
            share = interval([a["profit"] / b["profit"] for a, b in zip(seasons, results["hindsight"], strict=True)])
            profit = interval([one["profit"] for one in seasons])
            figures = ("share_of_hindsight", "share_low", "share_high", "profit", "profit_low", "profit_high")
            rows.append(
                {"curve": curve, "value": value, "policy": policy, "seasons": len(seasons)}
                | dict(zip(figures, (*share, *profit), strict=True))
            )
    return pa.Table.from_pylist(rows)


def rule_table(results: Results) -> pa.Table:
    """Profit of constant rules as a share of hindsight and in money, of `run` with `rule_arms`: a row per factory and
    cover, with 95 % intervals over paired seasons."""
    rows = []
    for factory in FACTORIES:
        for cover in COVERS:
            seasons = results[f"{factory}, cover {cover}"]
            share = interval([a["profit"] / b["profit"] for a, b in zip(seasons, results["hindsight"], strict=True)])
            profit = interval([one["profit"] for one in seasons])
            figures = ("share_of_hindsight", "share_low", "share_high", "profit", "profit_low", "profit_high")
            rows.append({"factory": factory, "cover_weeks": cover, "seasons": len(seasons)}
                        | dict(zip(figures, (*share, *profit), strict=True)))  # fmt: skip
    return pa.Table.from_pylist(rows)


def speed_table(results: Results, decisions: int) -> pa.Table:
    """Seconds of one decision by stage, of `run` with `range_arms`: a row per range and stage."""
    rows = [
        {"range": arm, "stage": figure.removeprefix("seconds_"), "seconds_per_decision": mean(values) / decisions}
        for arm, seasons in results.items()
        for figure in seasons[0]
        if figure.startswith("seconds_")
        for values in [[one[figure] for one in seasons]]
    ]
    return pa.Table.from_pylist(rows)


def write_tables(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write each table to `folder/<name>.csv`."""
    for name, table in tables.items():
        pa_csv.write_csv(guarded_table(table), folder / f"{name}.csv", pa_csv.WriteOptions(quoting_style="needed"))


def _told(rows: Sequence[tuple[str, float, float, float]], key: str) -> pa.Table:
    """Rows of a name, a mean and its interval."""
    names = (key, "profit_difference", "low", "high")
    columns: list[tuple[object, ...]] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    kinds = (pa.string(), pa.float64(), pa.float64(), pa.float64())
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, kinds, strict=True)})


def _freed(results: Results) -> pa.Table:
    """What quick response frees: days of the cash conversion cycle, and the most money laid out at a time."""
    rows = []
    for name, one, other in CASH_PAIRS:
        days, money = (
            paired(results[other], results[one], "cash_days"),
            paired(results[other], results[one], "cash_peak"),
        )
        rows.append(
            {"what": name, "cash_days": mean(season["cash_days"] for season in results[one]),
             "cash_days_before": mean(season["cash_days"] for season in results[other]), "days_freed": days[0],
             "days_low": days[1], "days_high": days[2], "money_freed": money[0], "money_low": money[1],
             "money_high": money[2]}
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def _arms(results: Results) -> pa.Table:
    """A row per arm and figure."""
    rows = [
        {"arm": arm, "figure": figure, "mean": found[0], "low": found[1], "high": found[2], "seasons": len(seasons)}
        for arm, seasons in results.items()
        for figure in seasons[0]
        if not figure.startswith("seconds_")
        for found in [interval([one[figure] for one in seasons])]
    ]
    return pa.Table.from_pylist(rows)


def _regret(results: Results) -> pa.Table:
    """What each arm falls short of hindsight, and of the best constant rule at a factory that it could have used.

    The best constant is the plain rule whose mean profit over these very seasons is largest: chosen after the fact, so
    it flatters the constant.
    """
    best = max(
        (name for name in results if name.startswith("plain rule")),
        key=lambda name: mean(one["profit"] for one in results[name]),
    )
    rows = []
    for arm, seasons in results.items():
        if arm == "hindsight" or " at strength " in arm:
            continue
        short = paired(results["hindsight"], seasons, "profit")
        constant = paired(results[best], seasons, "profit")
        share = interval([a["profit"] / b["profit"] for a, b in zip(seasons, results["hindsight"], strict=True)])
        rows.append(
            {
                "arm": arm, "regret": short[0], "low": short[1], "high": short[2],
                "share_of_hindsight": share[0], "share_low": share[1], "share_high": share[2],
                "best_constant": best, "regret_to_constant": constant[0], "constant_low": constant[1],
                "constant_high": constant[2],
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def _stages(results: Results) -> pa.Table:
    """Seconds of a season that each stage of treadle's decisions took, mean over seasons."""
    rows = [
        {"arm": arm, "stage": figure.removeprefix("seconds_"), "seconds": mean(one[figure] for one in seasons)}
        for arm, seasons in results.items()
        for figure in seasons[0]
        if figure.startswith("seconds_")
    ]
    schema = pa.schema([("arm", pa.string()), ("stage", pa.string()), ("seconds", pa.float64())])
    return pa.Table.from_pylist(rows, schema=schema)
