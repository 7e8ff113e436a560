"""Every rule of a buy worked out again from its cases, apart from the code that decided it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from treadle.terms.buy import BuyCase, BuyLine, BuyPlan
from treadle.terms.product import CostBreak
from treadle.terms.quantity import Violation


def check_buy(plan: BuyPlan, cases: Sequence[BuyCase]) -> tuple[Violation, ...]:
    """All rules that the plan breaks: its own (`BuyPlan.check`) and those of the cases.

    A line for every SKU and no other; units 0 or at least the option's and the style's minimum and the least order the
    factory quotes; each option's cost as its cost breaks say; due days and minutes as in the case.
    """
    found = list(plan.check())
    lines: dict[str, list[BuyLine]] = defaultdict(list)
    for line in plan.lines:
        lines[line.option_id].append(line)
    known = {case.option_id for case in cases}
    found += [
        Violation(rule="a line's option has a case", where=option_id, found="no case")
        for option_id in lines
        if option_id not in known
    ]
    style_units: dict[str, int] = defaultdict(int)
    style_minimum: dict[str, int] = defaultdict(int)
    for case in cases:
        mine = lines.get(case.option_id, [])
        found += _check_option(case, mine)
        style_units[case.style_id] += sum(line.units for line in mine)
        style_minimum[case.style_id] = max(style_minimum[case.style_id], case.style_minimum_units)
    for style_id, units in style_units.items():
        if 0 < units < style_minimum[style_id]:
            rule = f"the style's minimum of {style_minimum[style_id]} units is reached"
            found.append(Violation(rule=rule, where=style_id, found=str(units)))
    if plan.profit_cents > plan.bound_cents:
        found.append(Violation(rule="the bound is above the profit", where="buy plan", found=str(plan.bound_cents)))
    return tuple(found)


def _check_option(case: BuyCase, lines: Sequence[BuyLine]) -> list[Violation]:
    """Violations of one option's lines."""
    found = []
    expected = sorted(size.sku for size in case.sizes)
    if sorted(line.sku for line in lines) != expected:
        rows = ", ".join(line.sku for line in lines)
        found.append(Violation(rule="one line per SKU", where=case.option_id, found=rows))
    units = sum(line.units for line in lines)
    cost = sum(line.cost_cents for line in lines)
    if 0 < units < case.option_minimum_units:
        rule = f"the option's minimum of {case.option_minimum_units} units is reached"
        found.append(Violation(rule=rule, where=case.option_id, found=str(units)))
    is_quoted = units >= min(one.from_units for one in case.cost_breaks)
    if units > 0 and not is_quoted:
        found.append(Violation(rule="the factory quotes the quantity", where=case.option_id, found=str(units)))
    if units > 0 and is_quoted:
        right = CostBreak.at(case.cost_breaks, units).cost_cents(units)
        if right != cost:
            found.append(Violation(rule=f"the cost is {right} cents", where=case.option_id, found=str(cost)))
    if units == 0 and cost != 0:
        found.append(Violation(rule="nothing costs nothing", where=case.option_id, found=str(cost)))
    for line in lines:
        if line.due_day != case.due_day or line.smv_minutes != case.smv_minutes:
            found.append(Violation(rule="due day and minutes as in the case", where=line.line_id, found="other"))
    return found
