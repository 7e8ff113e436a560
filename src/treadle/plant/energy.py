"""Energy, water and dye of the plan that stands, the bill by the hour, and what shifting would save and risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from treadle.errors import InputError
from treadle.plant.order_of import seen_books
from treadle.plant.standing import Standing, standing_work
from treadle.schedule.energy import bill, load_of, order_cents, shifts
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.energy import EnergyPlan, OrderEnergy, Process, Work
from treadle.terms.place import Factory
from treadle.terms.schedule import Promise, WorkOrder


def energy_of(folder: Path) -> EnergyPlan:
    """The energy of the folder's plan as it stands.

    Kilowatt hours of sewing are standard minutes by the setting `sewing_kwh_per_minute`, those of other stages, water
    and dye by table `processes`; hours cost what table `tariff` says. Raises `InputError` where no plan stands.
    """
    books = seen_books(folder)
    standing = standing_work(folder)
    if standing is None:
        raise InputError.single("plan", "no plan stands for these facts and settings", "Plan first: treadle plan DIR")
    snapshot = books.snapshot
    orders = {one.work_order_id: one for one in standing.schedule.work_orders}
    factories = {one.factory_id: one for one in standing.snapshot.factories}
    works = _works(
        standing, orders, factories, snapshot.processes, books.settings.policy.schedule.sewing_kwh_per_minute
    )
    origin = standing.schedule.origin_day
    cents, solar = bill(load_of(works), snapshot.tariff, origin)
    by_order = order_cents(works, snapshot.tariff, origin)
    found = []
    for name, order in orders.items():
        own = [one for one in works if one.order_id == name]
        units = sum(order.units.values())
        told = [one for one in snapshot.processes if one.style_id == order.style_id]
        found.append(
            OrderEnergy(order_id=name, kwh=round(sum(one.kwh for one in own), 3),
                        water_l=round(units * sum(one.water_l for one in told), 3),
                        dye_g=round(units * sum(one.dye_g for one in told), 3),
                        cost_cents=round(by_order.get(name, 0.0), 2))
        )  # fmt: skip
    kept = {one.work_order_id: _kept(one, orders[one.work_order_id]) for one in standing.schedule.promises
            if one.work_order_id in orders}  # fmt: skip
    ends = {name: _latest_end(factories[order.factory_id], order, origin) for name, order in orders.items()
            if order.factory_id in factories}  # fmt: skip
    calendars = {name: one.calendar for name, one in factories.items()}
    last = [one for one in works if one.stage == "sew"]
    by_factory: dict[str, float] = {}
    for one in works:
        by_factory[one.factory_id] = round(by_factory.get(one.factory_id, 0.0) + one.kwh, 3)
    return EnergyPlan(
        origin_day=origin, kwh=round(sum(one.kwh for one in works), 3), solar_kwh=round(solar, 3),
        cost_cents=round(cents, 2), orders=tuple(found), by_factory=by_factory,
        shifts=shifts(last, snapshot.tariff, calendars, origin, kept, ends) if snapshot.tariff else (),
    )  # fmt: skip


def _works(
    standing: Standing, orders: Mapping[str, WorkOrder], factories: Mapping[str, Factory],
    processes: Sequence[Process], kwh_per_minute: float,
) -> list[Work]:  # fmt: skip
    """Spans of the schedule that take power; a stage that no process tells of takes none."""
    catalogue, bulletins = standing.snapshot.catalogue, standing.snapshot.bulletins
    found = []
    for slot in standing.schedule.slots:
        order, factory = orders.get(slot.work_order_id), factories.get(slot.factory_id)
        if order is None or factory is None:
            continue
        units = sum(order.units.values())
        style = catalogue.style.get(order.style_id)
        bulletin = bulletins.get((style.bulletin_id or "") if style else "")
        kwh = units * sum(one.kwh for one in processes if (one.style_id, one.stage) == (order.style_id, slot.stage))
        if slot.stage == "sew" and bulletin is not None:
            kwh += units * bulletin.smv_minutes * kwh_per_minute
        begins = slot.start_minute + slot.setup_minutes
        worked = factory.calendar.worked(standing.schedule.origin_day, begins, slot.end_minute)
        if kwh and worked:
            found.append(
                Work(order_id=slot.work_order_id, stage=slot.stage, factory_id=slot.factory_id,
                     resource_id=slot.resource_id, start_minute=begins, end_minute=slot.end_minute, worked=worked,
                     kwh=kwh)
            )  # fmt: skip
    return found


def _kept(promise: Promise, order: WorkOrder) -> tuple[float, ...]:
    """How sure the promise is where the order comes 0, 1, … 7 days later than its plays say."""
    day = order.promise_day
    if day is None or not promise.arrivals:
        return (1.0,)
    return tuple(
        round(
            max((share for arrives, share in promise.arrivals if arrives <= day - timedelta(days=late)), default=0.0), 4
        )
        for late in range(8)
    )


def _latest_end(factory: Factory, order: WorkOrder, origin: date) -> int:
    """The minute by which an order must be sewn to be planned for its promise day still."""
    last = origin
    for offset in range(366):
        day = origin + timedelta(days=offset)
        if order.promise_day is None or factory.arrival_day(day) > order.promise_day:
            break
        last = day
    return ((last - origin).days + 1) * MINUTES_PER_DAY
