"""A plan in a few lines that a newcomer understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.words import say, say_text

if TYPE_CHECKING:
    from rich.console import Console

    from treadle.plant.plan import Planned
    from treadle.terms.decision import Remembered

TOP_OPTIONS = 10
TOP_ACTIONS = 10
#: Late orders and decisions that are told one by one.
TOP_ORDERS = 8


def print_summary(planned: Planned, out: Path) -> None:
    """Print the plan's totals, its largest decisions, what is late and why, and where the report is."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    tables, language = planned.tables, planned.settings.language
    values = {row["name"]: row["value"] for row in tables["plan"].to_pylist()}
    currency = values["currency"]
    console.print(
        f"[bold]Plan of {values['as_of']}[/bold]: {int(values['buy_units']):,} units in {values['buy_lines']} lines, "
        f"cost {int(values['buy_cost_cents']) / 100:,.2f} {currency}, expected profit "
        f"{int(values['expected_profit_cents']) / 100:,.2f} {currency}{_beyond(values)}"
    )
    for note in planned.settings.notes:
        console.print(escape(f"  note: {note}"))
    _print_actions(planned, console)
    _print_orders(planned, console)
    for row in tables["changes"].slice(0, 5).to_pylist():
        said = say_text(row["reason"], language)
        console.print(escape(f"  changed: {row['option_id']} {row['units_before']:,} → {row['units_now']:,}: {said}"))
    largest = _largest(planned)
    if not largest:
        console.print("Nothing to make: no further unit is worth its cost today.")
    table = Table(title="Largest decisions", title_justify="left")
    for heading in ("option", "units", "by size", "expected profit", "why"):
        table.add_column(heading, justify="right" if heading in ("units", "expected profit") else "left")
    for option, units, sizes, profit, why in largest:
        table.add_row(
            escape(option), f"{units:,}", escape(sizes), f"{profit / 100:,.0f}", escape(_short(say_text(why, language)))
        )
    if largest:
        console.print(table)
    orders = tables["work_orders"].to_pylist()
    late = [row for row in orders if row["status"] != "on time"]
    console.print(f"{len(orders)} work orders, {len(orders) - len(late)} on time, {values['fabric_m']} m of fabric.")
    for row in late[:8]:
        told = f"{row['work_order_id']} is {row['status']}: {say_text(row['late_reason'], language)}"
        console.print(escape(f"  {told}"))
    notes = [value for name, value in values.items() if name.startswith("note_")]
    for note in notes:
        console.print(escape(f"  assumed: {note}"))
    for one in planned.pictures.problems:
        console.print(escape(f"  {say(one, language)}"))
    console.print(f"Report: {escape(str(out / 'report.html'))}   workbook: {escape(str(out / 'plan.xlsx'))}")


def _print_actions(planned: Planned, console: Console) -> None:
    """What to do today, the one worth most first."""
    from rich.markup import escape
    from rich.table import Table

    found = planned.plan.actions
    if not found:
        return
    table = Table(title="To do today", title_justify="left")
    for heading in ("", "of what", "brings if done", "if not", "why"):
        table.add_column(heading, justify="right" if heading in ("brings if done", "if not") else "left")
    for one in found[:TOP_ACTIONS]:
        money = (f"{cents / 100:,.0f}" for cents in (one.done_cents, one.undone_cents))
        said = say(one.reason, planned.settings.language)
        table.add_row(escape(one.action.replace("_", " ")), escape(one.name), *money, escape(said))
    console.print(table)
    if len(found) > TOP_ACTIONS:
        console.print(f"{len(found) - TOP_ACTIONS} more, each worth less: see the table actions.")


def _print_orders(planned: Planned, console: Console) -> None:
    """What is late or must be asked about, first of all; then decisions that are kept to or have ended."""
    from rich.markup import escape

    language = planned.settings.language
    late = [row for row in planned.tables["on_order"].to_pylist() if row["status"] != "in time"]
    for row in late[:TOP_ORDERS]:
        console.print(escape(f"  {row['status']}: {row['order_id']}: {say_text(row['reason'], language)}"))
    if len(late) > TOP_ORDERS:
        console.print(f"  {len(late) - TOP_ORDERS} more are late: see the table on_order.")
    told = _together(planned.plan.remembered)
    for one in told[:TOP_ORDERS]:
        console.print(escape(f"  decided: {one.decided.line_id}: {say(one.reason, language)}"))
    if len(told) > TOP_ORDERS:
        console.print(f"  {len(told) - TOP_ORDERS} more were decided before: see the table decisions.")


def _together(remembered: Sequence[Remembered]) -> list[Remembered]:
    """Decisions on sizes of one option that were taken together as one, with their units added up."""
    groups: dict[tuple[object, ...], list[Remembered]] = {}
    for one in remembered:
        key = (one.decided.option_id, one.decided.decided_on, one.decided.note, one.state, one.verb, one.until)
        groups.setdefault(key, []).append(one)
    found = []
    for group in groups.values():
        first = group[0].decided
        name = first.line_id if len(group) == 1 else f"{first.option_id or first.line_id} ({len(group)} sizes)"
        whole = replace(
            first, line_id=name, units=sum(one.decided.units for one in group),
            planned_units=sum(one.decided.planned_units for one in group),
        )  # fmt: skip
        found.append(replace(group[0], decided=whole))
    return found


def _short(sentence: str) -> str:
    """The cause alone: what comes before its numbers."""
    return re.split(r"[:：;；]", sentence, maxsplit=1)[0].rstrip(".。")


def _beyond(values: Mapping[str, str]) -> str:
    """What the expected profit is counted from where another order can follow: it is not of the whole season then."""
    days = int(values["next_order_days"])
    return f" more than waiting for the next order in {days} day{'s' * (days > 1)}" if days else ""


def _largest(planned: Planned) -> list[tuple[str, int, str, int, str]]:
    """Option, units, units by size, expected profit and reason of the options with most at stake."""
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
            row["option_id"],
            row["units"],
            " ".join(sizes.get(row["option_id"], ())),
            row["expected_profit_cents"],
            row["reason"],
        )
        for row in rows[:TOP_OPTIONS]
    ]
