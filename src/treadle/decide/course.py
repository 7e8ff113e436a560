"""Scale, hold or stop: what to do with each option this week, from what its first sales say of the rest of its life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from treadle.decide.exit import ExitCase, plan_exit
from treadle.terms.course import Course, ExitPlan
from treadle.terms.policy import MarkdownPolicy
from treadle.terms.reason import Fact, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCase:
    """An option as it stands: how it may end (`exit_case`, at today's price), what a plan buys of it and what it would
    buy were nothing shared, what was sold so far, and the code of why nothing is bought."""

    exit_case: ExitCase
    buy_units: int
    wanted_units: int
    sold_units: float
    not_bought: str = ""
    discount_now: float = 0.0


def choose_course(case: CourseCase, policy: MarkdownPolicy | None = None) -> Course:
    """Scale what is worth another order, stop what is worth more cheaper (or is gone and not worth an order), hold the
    rest.

    An order that pays settles it; else the markdown plan does: an option is stopped when a lower price this week is
    expected to bring more, over its whole rest, than today's price. Sizes count apart: a broken run sells less.
    """
    exit_case = case.exit_case
    plan = plan_exit(exit_case, policy, discount_now=case.discount_now)
    cover = weeks_of_cover(exit_case)
    left, sell_out = left_at_end(exit_case)
    available = sum(exit_case.stock_units)
    course, code = _course(case, plan, available)
    facts: dict[str, Fact] = {
        "buy_units": case.buy_units,
        "wanted_units": case.wanted_units,
        "available_units": available,
        "weeks_of_cover": round(min(cover, 999.0), 1),
        "weeks_left": len(exit_case.weekly_units),
        "sold_units": round(case.sold_units, 1),
        "sell_out_chance": round(sell_out, 3),
        "left_units": round(left, 1),
    }
    if course == "stop" and plan.weeks:
        facts["discount"] = plan.weeks[0].discount
        facts["new_price_cents"] = plan.weeks[0].price_cents
        facts["gain_cents"] = round(plan.value_cents - plan.keep_cents)
    return Course(
        option_id=exit_case.option_id,
        course=course,
        weeks_of_cover=cover,
        weeks_left=len(exit_case.weekly_units),
        available_units=available,
        sell_out_chance=sell_out,
        left_units=left,
        reason=Reason.of(code, **facts),
        exit_plan=plan,
    )


def _course(case: CourseCase, plan: ExitPlan, available: int) -> tuple[str, str]:
    """The course and the code of its reason."""
    if case.buy_units > 0:
        return ("scale", "course.scale") if case.sold_units > 0 or available > 0 else ("start", "course.start")
    if case.wanted_units > 0:
        is_shared = case.not_bought in ("", "buy.none_budget", "buy.none_capacity")
        return "hold", "course.hold_limits" if is_shared else "course.hold_minimum"
    if available == 0:
        return "stop", "course.stop_gone"
    if not case.exit_case.weekly_units:
        return "stop", "course.stop_over"
    if plan.is_markdown_now and plan.weeks[0].discount > case.discount_now:
        return "stop", "course.stop_markdown"
    return "hold", "course.hold_covered"


def weeks_of_cover(case: ExitCase) -> float:
    """Weeks until stock and receipts of the last size are gone at the expected pace, the last week's pace going on;
    infinite where one never is. Sizes count apart, as they do in `left_at_end`."""
    shares = np.maximum(np.array(case.size_shares, dtype=np.float64), 0.0)
    stock = np.array(case.stock_units, dtype=np.float64)
    held = stock > 0
    if not held.any():
        return 0.0
    if (shares[held] <= 0.0).any():
        return float("inf")
    needed = float((stock[held] / shares[held]).max())
    gone = 0.0
    for week, units in enumerate(case.weekly_units):
        if gone + units >= needed and units > 0:
            return week + (needed - gone) / units
        gone += units
    pace = case.weekly_units[-1] if case.weekly_units else 0.0
    return len(case.weekly_units) + (needed - gone) / pace if pace > 0 else float("inf")


def left_at_end(case: ExitCase, levels: int = 64) -> tuple[float, float]:
    """Units expected to be left at the end at today's price, sizes apart, and the chance that none is.

    Over evenly likely levels of demand; demand itself as expected at each (its own chance is small beside the level's).
    """
    stock, share = np.array(case.stock_units, dtype=np.float64), np.array(case.size_shares)
    total = float(sum(case.weekly_units))
    demand = total * _even_levels(case.level_deviation, levels)
    left = np.maximum(stock[None, :] - demand[:, None] * share[None, :], 0.0).sum(axis=1)
    return float(left.mean()), float(np.mean(left < 0.5))


def _even_levels(deviation: float, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Evenly likely factors of a gamma with mean 1."""
    from scipy.special import gammaincinv

    if deviation <= 0.0:
        return np.ones(count)
    shape = 1.0 / deviation**2
    return np.asarray(gammaincinv(shape, (np.arange(count) + 0.5) / count) / shape)
