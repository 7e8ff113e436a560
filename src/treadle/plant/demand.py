"""What people want, option by option, as the newest plan saw and expects it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow.compute as pc

from treadle.errors import NotFoundError
from treadle.plant.drafts import DraftView, draft_of, tables_of
from treadle.plant.serving import ServedBrand

Row = Mapping[str, Any]
#: Weeks that a small line shows, and that are told as now and as before; not tuned: how much is shown.
SHOWN_WEEKS, NOW_WEEKS, BEFORE_WEEKS = 16, 2, 6
#: Eight chances in ten, of a normal distribution; by definition.
EIGHT_IN_TEN = 1.2816


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An option in the list: what was wanted of it by week, now against before, and what is expected until its end.

    `growth` is the demand of the last weeks against that of the weeks before them, a week each; None where nothing was
    wanted before. `course` is what the plan says to do with it.
    """

    option_id: str
    style_id: str
    name: str
    category: str
    weeks: tuple[float, ...]
    now_per_week: float
    growth: float | None
    expected_units: float
    low_units: float
    high_units: float
    in_stock_share: float
    on_hand_units: int
    course: str
    to_order_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The list, what rises, and what people look for in vain, as tables of the plan tell it."""

    view: DraftView
    options: tuple[Wanted, ...]
    rising: tuple[Row, ...]
    unmet: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week that was: sold, and wanted behind empty shelves."""

    day: date
    sold_units: float
    demand_units: float
    in_stock_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A week to come: the mean, and units that are not exceeded with one, 2.5, five, 7.5 and nine chances in ten."""

    day: date
    mean: float
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeShare:
    """A size of an option: its share with eight chances in ten, what is there and what is to be ordered."""

    size: str
    share: float
    low: float
    high: float
    on_hand_units: int
    on_order_units: int
    to_order_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDemand:
    """One option whole. `funnel` are acts of the last weeks in order, from a search to a sale; `held_share` is how
    often ranges of eight chances in ten held on this brand's own past, of `held_weeks` weeks."""

    view: DraftView
    row: Row
    wanted: Wanted
    course: Row | None
    past: tuple[Week, ...]
    ahead: tuple[Ahead, ...]
    sizes: tuple[SizeShare, ...]
    funnel: tuple[tuple[str, float], ...]
    funnel_weeks: int
    markdowns: tuple[Row, ...]
    siblings: tuple[Wanted, ...]
    held_share: float | None
    held_weeks: int


def demand_of(brand: ServedBrand) -> Demand:
    """The list of the newest plan. Raises `NotFoundError` where nothing was planned yet."""
    view = draft_of(brand, "current")
    tables = tables_of(view)
    return Demand(
        view=view, options=_options(view), rising=tuple(_rows(tables, "rising")),
        unmet=tuple(sorted(_rows(tables, "unmet_searches"), key=lambda one: -one["searches_now"])),
    )  # fmt: skip


def option_demand(brand: ServedBrand, option_id: str) -> OptionDemand:
    """One option whole. Raises `NotFoundError`."""
    view = draft_of(brand, "current")
    tables = tables_of(view)
    options = _options(view)
    wanted = next((one for one in options if one.option_id == option_id), None)
    row = next(iter(_of(tables, "options", option_id)), None)
    if wanted is None or row is None:
        raise NotFoundError(f"The plan has no option {option_id}.")
    past = _of(tables, "option_history", option_id)
    acts = _of(tables, "traffic", option_id)[-BEFORE_WEEKS:]
    sold = sum(one["sold_units"] for one in past[-BEFORE_WEEKS:])
    funnel = (*((kind, sum(one[kind] for one in acts)) for kind in ("searches", "views", "carts")), ("sold", sold))
    held, weeks = _held(tables)
    return OptionDemand(
        view=view, row=row, wanted=wanted, course=next(iter(_of(tables, "courses", option_id)), None),
        past=tuple(
            Week(day=_day(one["week_start"]), sold_units=one["sold_units"], demand_units=one["demand_units"],
                 in_stock_share=one["in_stock_share"]) for one in past
        ),
        ahead=tuple(
            Ahead(day=_day(one["week_start"]), mean=one["mean"], q10=one["q10"], q25=one["q25"], q50=one["q50"],
                  q75=one["q75"], q90=one["q90"]) for one in _of(tables, "forecast", option_id)
        ),
        sizes=_sizes(view, tables, option_id), funnel=funnel, funnel_weeks=min(BEFORE_WEEKS, len(past)),
        markdowns=tuple(_of(tables, "markdowns", option_id)),
        siblings=tuple(
            one for one in options
            if one.option_id != option_id and (one.style_id == wanted.style_id or one.category == wanted.category)
        )[:8],
        held_share=held, held_weeks=weeks,
    )  # fmt: skip


def _options(view: DraftView) -> tuple[Wanted, ...]:
    """Every option of a plan, those first of which most is expected."""
    tables = tables_of(view)
    past: dict[str, list[Row]] = defaultdict(list)
    for one in _rows(tables, "option_history", ("option_id", "demand_units")):
        past[one["option_id"]].append(one)
    ahead: dict[str, Row] = {}
    for one in _rows(tables, "forecast", ("option_id", "sum_mean", "sum_q10", "sum_q90")):
        ahead[one["option_id"]] = one  # the last week's sums are those of all weeks to come
    course = {one["option_id"]: one["course"] for one in _rows(tables, "courses", ("option_id", "course"))}
    units: dict[str, int] = defaultdict(int)
    for line in view.plan.buy.lines:
        units[line.option_id] += view.units(line)
    found = [_wanted(one, past[one["option_id"]], ahead.get(one["option_id"]), course, units)
             for one in _rows(tables, "options")]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.expected_units, one.option_id)))


def _wanted(
    row: Row, past: Sequence[Row], ahead: Row | None, course: Mapping[str, str], units: Mapping[str, int]
) -> Wanted:
    weeks = [float(one["demand_units"]) for one in past]
    now, before = weeks[-NOW_WEEKS:], weeks[-NOW_WEEKS - BEFORE_WEEKS : -NOW_WEEKS]
    per_week = sum(now) / len(now) if now else 0.0
    earlier = sum(before) / len(before) if before else 0.0
    option_id = row["option_id"]
    return Wanted(
        option_id=option_id, style_id=row["style_id"], name=row["name"], category=row["category"],
        weeks=tuple(weeks[-SHOWN_WEEKS:]), now_per_week=per_week, growth=per_week / earlier if earlier > 0 else None,
        expected_units=ahead["sum_mean"] if ahead else 0.0, low_units=ahead["sum_q10"] if ahead else 0.0,
        high_units=ahead["sum_q90"] if ahead else 0.0, in_stock_share=row["in_stock_share"] or 0.0,
        on_hand_units=row["on_hand_units"], course=course.get(option_id, ""), to_order_units=units[option_id],
    )  # fmt: skip


def _sizes(view: DraftView, tables: Mapping[str, Any], option_id: str) -> tuple[SizeShare, ...]:
    """The sizes of an option. A share's range is that of its Dirichlet count, taken as normal."""
    case = next((one for one in view.plan.cases if one.option_id == option_id), None)
    held = {} if case is None else {one.sku: one for one in case.sizes}
    ordered = {line.sku: view.units(line) for line in view.plan.buy.lines if line.option_id == option_id}
    found = []
    for one in _of(tables, "size_curves", option_id):
        share, sku = one["share"], one["sku"]
        away = EIGHT_IN_TEN * math.sqrt(max(share * (1 - share), 0.0) / (one["strength"] + 1))
        size = held.get(sku)
        found.append(
            SizeShare(
                size=one["size"], share=share, low=max(share - away, 0.0), high=min(share + away, 1.0),
                on_hand_units=0 if size is None else size.on_hand_units,
                on_order_units=0 if size is None else size.on_order_units, to_order_units=ordered.get(sku, 0),
            )
        )  # fmt: skip
    return tuple(found)


def _held(tables: Mapping[str, Any]) -> tuple[float | None, int]:
    """How often what came lay in ranges of eight chances in ten, and of how many weeks that is told."""
    below = {
        round(one["level"], 2): one
        for one in _rows(tables, "calibration")
        if (one["stage"], one["of"]) == ("all", "weeks")
    }
    if 0.1 not in below or 0.9 not in below:
        return None, 0
    return below[0.9]["share_below"] - below[0.1]["share_below"], below[0.9]["rows"]


def _of(tables: Mapping[str, Any], name: str, option_id: str) -> list[Row]:
    table = tables.get(name)
    return [] if table is None else table.filter(pc.equal(table["option_id"], option_id)).to_pylist()


def _rows(tables: Mapping[str, Any], name: str, columns: Sequence[str] = ()) -> list[Row]:
    """The rows of a table; with `columns` these alone, since a wide one of a large range takes its time."""
    table = tables.get(name)
    if table is None:
        return []
    return (table.select(list(columns)) if columns else table).to_pylist()  # type: ignore[no-any-return]


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def season_weeks(past: Sequence[Week], ahead: Sequence[Ahead]) -> tuple[date, date]:
    """The first and the last day that a picture of an option spans."""
    days = [*(one.day for one in past), *(one.day for one in ahead)]
    return min(days), max(days) + timedelta(days=6)
