"""A plan in a few lines that a newcomer understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.terms.schema import OUTPUTS
from treadle.words import count_states, heading, label, say, say_text, told

if TYPE_CHECKING:
    from rich.console import Console

    from treadle.plant.plan import Planned
    from treadle.terms.decision import Remembered

TOP_OPTIONS = 10
TOP_ACTIONS = 10
#: Late orders and decisions that are told one by one.
TOP_ORDERS = 8
#: Full lines that are told, those where an hour more is worth most.
TOP_LINES = 5


def print_summary(planned: Planned, out: Path) -> None:
    """Print the plan's totals, its largest decisions, what is late and why, and where the report is."""
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    tables, language = planned.tables, planned.settings.language
    values = {row["name"]: row["value"] for row in tables["plan"].to_pylist()}
    totals = label(
        "sum.totals", language, units=int(values["buy_units"]), lines=values["buy_lines"],
        cost=int(values["buy_cost_cents"]) / 100, currency=values["currency"],
        profit=int(values["expected_profit_cents"]) / 100, beyond=_beyond(values, language),
    )  # fmt: skip
    console.print(f"[bold]{label('sum.title', language, as_of=values['as_of'])}[/bold]: {escape(totals)}")

    def tell(key: str, **facts: object) -> None:
        console.print(escape(f"  {label(key, language, **facts)}"))

    for problem in planned.settings.notes:
        tell("sum.note", text=problem)
    _print_actions(planned, console)
    _print_orders(planned, tell)
    names = _names(planned)
    for row in tables["changes"].slice(0, 5).to_pylist():
        why, option = say_text(row["reason"], language), names.get(row["option_id"], row["option_id"])
        tell("sum.changed", option=option, before=row["units_before"], now=row["units_now"], why=why)
    _print_largest(planned, console)
    orders = tables["work_orders"].to_pylist()
    late = [row for row in orders if row["status"] != "kept"]
    states = count_states((row["status"] for row in orders), language)
    facts = {"orders": len(orders), "states": states, "metres": values["fabric_m"]}
    console.print(label("sum.orders", language, **facts))
    for row in sorted(late, key=lambda row: row["status"] == "at risk")[:8]:
        why = say_text(row["late_reason"], language)
        tell("sum.late", order=row["work_order_id"], status=told(row["status"], language), why=why)
    full = [one for one in planned.plan.schedule.loads if one.reason.code == "load.full"]
    for load in sorted(full, key=lambda one: -one.hour_cents)[:TOP_LINES]:
        line = f"{load.factory_id}/{load.line_id}"
        tell("sum.full", line=line, week=load.week_from, why=say(load.reason, language))
    for name, value in values.items():
        if name.startswith("note_"):
            tell("sum.assumed", text=value)
    for one in planned.pictures.problems:
        console.print(escape(f"  {say(one, language)}"))
    console.print(escape(label("sum.files", language, page=out / "report.html", book=out / "plan.xlsx")))


def _print_actions(planned: Planned, console: Console) -> None:
    """What to do today, the one worth most first."""
    from rich.markup import escape
    from rich.table import Table

    found, language = planned.plan.actions, planned.settings.language
    if not found:
        return
    columns = {one.name: one.heading for one in OUTPUTS["actions"].columns}
    shown = ("action", "name", "done_cents", "undone_cents", "reason")
    table = Table(title=label("sum.today", language), title_justify="left")
    for name in shown:
        is_money = name.endswith("_cents")
        table.add_column(heading(columns[name], language), justify="right" if is_money else "left")
    for one in found[:TOP_ACTIONS]:
        money = (f"{cents / 100:,.0f}" for cents in (one.done_cents, one.undone_cents))
        why = say(one.reason, language)
        table.add_row(told(one.action, language), escape(one.name), *money, escape(why))
    console.print(table)
    if len(found) > TOP_ACTIONS:
        console.print(label("sum.more_today", language, count=len(found) - TOP_ACTIONS))


def _print_largest(planned: Planned, console: Console) -> None:
    """The options whose lack would cost most."""
    from rich.markup import escape
    from rich.table import Table

    language = planned.settings.language
    largest = _largest(planned)
    if not largest:
        console.print(label("sum.nothing", language))
        return
    table = Table(title=label("sum.largest", language), title_justify="left")
    by_size = label("head.by_size", language)
    columns = (*(heading(one, language) for one in ("option", "units")), by_size,
               *(heading(one, language) for one in ("expected profit", "why")))  # fmt: skip
    for at, name in enumerate(columns):
        table.add_column(name, justify="right" if at in (1, 3) else "left")
    for option, units, sizes, profit, why in largest:
        short = _short(say_text(why, language))
        table.add_row(escape(option), f"{units:,}", escape(sizes), f"{profit / 100:,.0f}", escape(short))
    console.print(table)


def _print_orders(planned: Planned, tell: Callable[..., None]) -> None:
    """What is late or must be asked about, first of all; then decisions that are kept to or have ended."""
    language = planned.settings.language
    late = [row for row in planned.tables["on_order"].to_pylist() if row["status"] != "in time"]
    for row in late[:TOP_ORDERS]:
        why = say_text(row["reason"], language)
        tell("sum.late", order=row["order_id"], status=told(row["status"], language), why=why)
    if len(late) > TOP_ORDERS:
        tell("sum.more_late", count=len(late) - TOP_ORDERS)
    remembered = _together(planned.plan.remembered, _names(planned), language)
    for one in remembered[:TOP_ORDERS]:
        tell("sum.decided", line=one.decided.line_id, why=say(one.reason, language))
    if len(remembered) > TOP_ORDERS:
        tell("sum.more_decided", count=len(remembered) - TOP_ORDERS)


def _names(planned: Planned) -> Mapping[str, str]:
    """What people call each option."""
    return {str(row["option_id"]): str(row["name"]) for row in planned.tables["options"].to_pylist()}


def _together(remembered: Sequence[Remembered], names: Mapping[str, str], language: str) -> list[Remembered]:
    """Decisions on sizes of one option that were taken together as one, with their units added up."""
    groups: dict[tuple[object, ...], list[Remembered]] = {}
    for one in remembered:
        key = (one.decided.option_id, one.decided.decided_on, one.decided.note, one.state, one.verb, one.until)
        groups.setdefault(key, []).append(one)
    found = []
    for group in groups.values():
        first = group[0].decided
        name = first.line_id
        if len(group) > 1:
            option = names.get(first.option_id, first.option_id) or name
            name = label("sum.sizes", language, option=option, count=len(group))
        whole = replace(
            first, line_id=name, units=sum(one.decided.units for one in group),
            planned_units=sum(one.decided.planned_units for one in group),
        )  # fmt: skip
        found.append(replace(group[0], decided=whole))
    return found


def _short(sentence: str) -> str:
    """The cause alone: what comes before its numbers."""
    return re.split(r"[:：;；]", sentence, maxsplit=1)[0].rstrip(".。")


def _beyond(values: Mapping[str, str], language: str) -> str:
    """What the expected profit is counted from where another order can follow: it is not of the whole season then."""
    days = int(values["next_order_days"])
    return label("sum.beyond", language, days=days) if days else ""


def _largest(planned: Planned) -> list[tuple[str, int, str, int, str]]:
    """Option, units, units by size, expected profit and reason of the options whose lack would cost most."""
    stake: dict[str, int] = {}
    sizes: dict[str, list[str]] = {}
    for line in planned.tables["buy"].to_pylist():
        stake[line["option_id"]] = stake.get(line["option_id"], 0) + line["at_stake_cents"]
    units = {row["sku"]: row["units"] for row in planned.tables["buy"].to_pylist()}
    for row in planned.tables["size_curves"].to_pylist():
        if units.get(row["sku"]):
            sizes.setdefault(row["option_id"], []).append(f"{row['size']} {units[row['sku']]}")
    rows = [row for row in planned.tables["options"].to_pylist() if row["units"] > 0]
    rows.sort(key=lambda row: (-stake.get(row["option_id"], 0), row["option_id"]))
    return [
        (
            row["name"],
            row["units"],
            " ".join(sizes.get(row["option_id"], ())),
            row["expected_profit_cents"],
            row["reason"],
        )
        for row in rows[:TOP_OPTIONS]
    ]
