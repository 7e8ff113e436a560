"""One more order, now: the earliest day, whom it moves, what it costs, and whether to take it."""

from __future__ import annotations

from datetime import date

from treadle.day.make import promising, standing_factories
from treadle.day.sourcing import Known, known_of, sourced_beside
from treadle.errors import InputError
from treadle.plant.schedule import MadeWork
from treadle.plant.standing import Standing
from treadle.problems.factory import read_order
from treadle.schedule.rush import rush_order
from treadle.schedule.work_in_progress import released_demands
from treadle.terms.policy import SchedulePolicy
from treadle.terms.rush import RushAnswer
from treadle.terms.schedule import WorkOrderDemand


def rush(
    made: MadeWork, style_id: str, units: int, due_day: date, *, worth_cents: int | None = None,
    cut_minutes: float = 60.0, late_cents_per_day: int = 0, with_schedule: bool = False,
) -> RushAnswer:  # fmt: skip
    """Try the order at every sensible place of a plan and price what the whole plan then costs more.

    `worth_cents`: what it earns before its making; decides accept or not. `cut_minutes` and `late_cents_per_day`
    (0: by units) count for a plain file; a brand's folder knows its own. `with_schedule`: also the plan with the order.
    Raises `InputError` for a style that is not made.
    """
    if made.standing is not None:
        return rush_day(
            made.standing, style_id=style_id, units=units, due_day=due_day, worth_cents=worth_cents,
            with_schedule=with_schedule,
        )  # fmt: skip
    told = {"work_order_id": "RUSH", "style_id": style_id, "units": units, "due_day": due_day.isoformat()}
    asked = read_order(told | {"cut_minutes": cut_minutes, "late_cents_per_day": late_cents_per_day})
    asked = sourced_beside(
        made.schedule, made.demands, asked, made.factories, made.balances, rules=SchedulePolicy(), known=Known()
    )
    return rush_order(
        made.schedule, made.demands, made.factories, made.balances, asked, worth_cents=worth_cents,
        with_schedule=with_schedule,
    )  # fmt: skip


def rush_day(
    standing: Standing,
    *,
    style_id: str,
    units: int,
    due_day: date,
    worth_cents: int | None = None,
    work_order_id: str = "RUSH",
    with_schedule: bool = False,
) -> RushAnswer:
    """Whether the brand should take `units` more of a style, due on `due_day`, into the plan that stands.

    Cutting takes as long per unit as it does for the style in this plan, else as it does on average. Lateness costs
    what the policy says of the style's price. Raises InputError where the style is not made, or there is no plan to
    put it in.
    """
    snapshot, policy = standing.snapshot, standing.policy
    style = snapshot.catalogue.style.get(style_id)
    if style is None or not style.is_made or not style.bulletin_id:
        made = ", ".join(sorted(one.style_id for one in snapshot.catalogue.styles if one.is_made and one.bulletin_id))
        raise InputError.single("--style", f"{style_id} is not a style that is made", f"Name one of: {made or 'none'}")
    options = [option for option in snapshot.catalogue.options if option.style_id == style_id]
    price = sum(option.price_cents for option in options) / max(len(options), 1)
    rush = WorkOrderDemand(
        work_order_id=work_order_id,
        style_id=style_id,
        bulletin_id=style.bulletin_id,
        units={style_id: units},
        due_day=due_day,
        spread_and_cut_minutes=round(units * _cut_minutes(standing.demands, style_id, policy.schedule), 1),
        late_cents_per_day=round(policy.schedule.late_share_per_day * price * units),
        stage_minutes=snapshot.stage_minutes.get(style_id, {}),
    )
    return rush_beside(standing, rush, worth_cents=worth_cents, with_schedule=with_schedule)


def rush_beside(
    standing: Standing, rush: WorkOrderDemand, *, worth_cents: int | None = None, with_schedule: bool = False
) -> RushAnswer:
    """Whether to take an order into the plan that stands: its factory is chosen as a plan chooses, beside all that
    stands, and there it is tried at every sensible place."""
    snapshot, policy = standing.snapshot, standing.policy
    demands, factories = (*released_demands(snapshot), *standing.demands), standing_factories(snapshot)
    placed = sourced_beside(
        standing.schedule, demands, rush, factories, standing.balances, rules=policy.schedule,
        known=known_of(snapshot, standing.poor_cents),
    )  # fmt: skip
    return rush_order(
        standing.schedule, demands, factories, standing.balances, placed, worth_cents=worth_cents,
        seed=policy.plan.seed, rules=policy.schedule, promise=promising(snapshot, policy), with_schedule=with_schedule,
    )  # fmt: skip


def _cut_minutes(demands: tuple[WorkOrderDemand, ...], style_id: str, policy: SchedulePolicy) -> float:
    """Minutes per unit as the plan cuts this style, else all."""
    for chosen in ([one for one in demands if one.style_id == style_id], demands):
        units = sum(one.total_units for one in chosen)
        if units:
            return sum(one.spread_and_cut_minutes for one in chosen) / units
    return policy.cut_minutes_per_unit
