"""What people want: the list with what rises, and an option from a search to a sale."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from treadle.errors import NotFoundError
from treadle.plant import demand as use
from treadle.plant.demand import OptionDemand, Wanted
from treadle.plant.drafts import tables_of
from treadle.plant.missed import missed_of
from treadle.plant.people import Caller
from treadle.web.asking import visiting
from treadle.web.drawings import Axis, band, line, spark
from treadle.web.drawn import page
from treadle.web.shown_rows import shown_rows

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
#: In which order the list is shown.
ORDERS = ("expected", "rising", "missing")


@router.get("/demand")
def demand(request: Request, caller: Reader, order: str = "expected") -> Response:
    """The list."""
    try:
        found = use.demand_of(caller.brand)
    except NotFoundError:
        return page(request, "buy_empty.html", at="demand", title="screen.demand")
    order = order if order in ORDERS else ORDERS[0]
    options = list(found.options)
    if order == "rising":
        options.sort(key=lambda one: (one.growth is None, -(one.growth or 0.0), one.option_id))
    elif order == "missing":
        options.sort(key=lambda one: (one.in_stock_share, -one.expected_units, one.option_id))
    return page(
        request, "demand.html", at="demand", demand=found, options=shown_rows(request, options, _named), order=order,
        orders=ORDERS, plan=found.view.plan, spark=spark,
    )  # fmt: skip


@router.get("/demand/searches")
def searches(request: Request, caller: Reader) -> Response:
    """Everything that people look for in vain, and all that rises."""
    found = use.demand_of(caller.brand)
    return page(request, "demand_searches.html", at="demand", demand=found, plan=found.view.plan)


@router.get("/demand/forecasts")
def forecasts(request: Request, caller: Reader) -> Response:
    """How forecasts were chosen, and how often their ranges held."""
    found = use.demand_of(caller.brand)
    tables = tables_of(found.view)
    league, calibration = (tables[name].to_pylist() if name in tables else [] for name in ("league", "calibration"))
    return page(
        request, "demand_forecasts.html", at="demand", plan=found.view.plan, league=league, calibration=calibration
    )


@router.get("/demand/options/{option_id:path}")
def option(option_id: str, request: Request, caller: Reader) -> Response:
    """An option, from a search to a sale, and what is expected of it."""
    found = use.option_demand(caller.brand, option_id)
    return page(
        request, "demand_option.html", at="demand", found=found, row=found.row, plan=found.view.plan, fan=_fan(found),
        missed=missed_of(caller.brand, option_id, [(one.day, one.demand_units) for one in found.past]),
        funnel_most=max((units for _, units in found.funnel), default=0.0) or 1.0,
        curve_most=max((one.high for one in found.sizes), default=0.0) or 1.0, spark=spark,
    )  # fmt: skip


def _named(one: Wanted) -> str:
    return f"{one.name} {one.option_id} {one.style_id}"


def _fan(found: OptionDemand) -> dict[str, Any]:
    """The picture of what was and what is expected: places and paths."""
    if not found.past and not found.ahead:
        return {}
    first, last = use.season_weeks(found.past, found.ahead)
    most = max([1.0, *(one.demand_units for one in found.past), *(one.q90 for one in found.ahead)])
    x = Axis(low=0, high=(last - first).days, begin=40, end=708)
    y = Axis(low=0, high=most * 1.05, begin=196, end=10)

    def at(day: Any) -> float:
        return float((day - first).days)

    lines = {
        name: [(at(one.day), getattr(one, name)) for one in found.ahead]
        for name in ("mean", "q10", "q25", "q50", "q75", "q90")
    }
    months = [day for day in (*(one.day for one in found.past), *(one.day for one in found.ahead)) if day.day <= 7]
    return {
        "x": x, "y": y, "ticks": y.ticks(4),
        "months": [(x.at(at(day)), day) for day in months],
        "wide": band(x, y, lines["q10"], lines["q90"]) if found.ahead else "",
        "narrow": band(x, y, lines["q25"], lines["q75"]) if found.ahead else "",
        "middle": line(x, y, lines["q50"]) if found.ahead else "",
        "wanted": line(x, y, [(at(one.day), one.demand_units) for one in found.past]),
        "sold": [(x.at(at(one.day)), y.at(one.sold_units)) for one in found.past],
        "empty": [(x.at(at(one.day)), one.in_stock_share) for one in found.past if one.in_stock_share < 0.5],
        "today": x.at(at(found.ahead[0].day)) if found.ahead else None,
    }  # fmt: skip
