"""Energy, water and dye: what a piece takes by process, what an hour's power costs, and what shifting work would
save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What a piece of a style takes at a stage (print, wash, press …) beside sewing; `source` says who measured it."""

    style_id: str
    stage: str
    kwh: float = 0.0
    water_l: float = 0.0
    dye_g: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffSpan:
    """Minutes of a weekday (None: of each) in which a factory pays so much for a kilowatt hour, and has so many
    kilowatts of its own sun."""

    factory_id: str
    start_minute: int
    end_minute: int
    cents_per_kwh: float
    solar_kw: float = 0.0
    weekday: int | None = None


def cents_at(tariff: Sequence[TariffSpan], weekday: int, minute: int, rated_kw: float) -> float:
    """Cents of a kilowatt hour at a minute of a weekday, of a factory that draws `rated_kw` when everybody sews: what
    its own sun gives then is a share of that and costs nothing. 0 where no span holds the minute."""
    fits = [one for one in tariff if one.start_minute <= minute < one.end_minute and one.weekday in (None, weekday)]
    best = max(fits, key=lambda one: one.weekday is not None, default=None)
    if best is None:
        return 0.0
    return best.cents_per_kwh * (1.0 - min(best.solar_kw / rated_kw, 1.0)) if rated_kw > 0 else best.cents_per_kwh


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A span of work that takes power: minutes count from midnight of the plan's origin day, `worked` are the stretches
    of it in which somebody works."""

    order_id: str
    stage: str
    factory_id: str
    resource_id: str
    start_minute: int
    end_minute: int
    worked: tuple[tuple[int, int], ...]
    kwh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEnergy:
    """What an order takes: kilowatt hours of all its stages, litres, grams, and the bill for its power."""

    order_id: str
    kwh: float
    water_l: float
    dye_g: float
    cost_cents: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An order that could begin so many minutes later at the same place: what that saves of the bill, and how sure its
    promise is before and after."""

    order_id: str
    stage: str
    later_minutes: int
    saved_cents: float
    kept_share: float
    kept_share_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyPlan:
    """The power of a plan: in all, from the own sun, the bill, by order, and shifts worth their while, the best
    first."""

    origin_day: date
    kwh: float
    solar_kwh: float
    cost_cents: float
    orders: tuple[OrderEnergy, ...]
    shifts: tuple[Shift, ...] = ()
    by_factory: Mapping[str, float] = field(default_factory=dict)
