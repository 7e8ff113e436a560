"""The tables of the page of money as they are given out; money in units of the currency."""

from __future__ import annotations

from treadle.plant.settle.cash import Cash
from treadle.plant.settle.money_seen import MoneySeen
from treadle.report.given_table import Cell, GivenTable
from treadle.words import label


def money_tables(seen: MoneySeen, language: str) -> dict[str, GivenTable]:
    """What is owed by partner, statements, every line, and early payments, by the name of the table."""
    found = (_owed(seen, language), _statements(seen, language), _lines(seen, language), _early(seen))
    return {one.name: one for one in found}


def curve_tables(found: Cash, language: str) -> dict[str, GivenTable]:
    """The account week by week, and what moves it, by the name of the table."""
    curve, other = found.curve, found.without
    levels = [one.at(level) for one in (curve, other) for level in (0.1, 0.25, 0.5, 0.75, 0.9)]
    heads = (
        "till.week", "till.q10", "till.q25", "till.q50", "till.q75", "till.q90", "till.without_q10",
        "till.without_q25", "till.without_q50", "till.without_q75", "till.without_q90",
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (week, *(row[at] / 100 for row in levels)) for at, week in enumerate(curve.week_starts)
    )
    flows: tuple[tuple[Cell, ...], ...] = tuple(
        (week, label(f"flow.{kind.replace(' ', '_')}", language), cents[at] / 100)
        for kind, cents in curve.flow_cents.items() for at, week in enumerate(curve.week_starts)
    )  # fmt: skip
    return {
        "curve": GivenTable(name="curve", heads=heads, rows=rows),
        "flows": GivenTable(name="flows", heads=("till.week", "settle.what", "settle.amount"), rows=flows),
    }


def _owed(seen: MoneySeen, language: str) -> GivenTable:
    heads = ("till.partner", "till.kind", "till.owed", "till.paid", "till.off", "till.open", "till.unstated")
    rows = tuple(
        (one.account.partner_id, label(f"partner.{one.account.kind}", language), one.owed_cents / 100,
         one.account.paid_cents / 100, one.account.discount_cents / 100, one.account.open_cents / 100,
         one.unstated_cents / 100)
        for one in seen.partners
    )  # fmt: skip
    return GivenTable(name="owed", heads=heads, rows=rows)


def _statements(seen: MoneySeen, language: str) -> GivenTable:
    heads = ("till.statement", "till.partner", "settle.day", "till.due", "till.state", "settle.amount", "till.paid",
             "till.off", "till.open")  # fmt: skip
    rows = tuple(
        (one.statement.made.statement_id, one.account.partner_id, one.statement.made.day, one.statement.made.due_day,
         label(f"till.state_{one.state}", language), one.statement.made.cents / 100, one.statement.paid_cents / 100,
         one.statement.discount_cents / 100, one.statement.open_cents / 100)
        for one in seen.statements
    )  # fmt: skip
    return GivenTable(name="statements", heads=heads, rows=rows)


def _lines(seen: MoneySeen, language: str) -> GivenTable:
    heads = ("till.partner", "till.statement", "settle.day", "till.due", "settle.of", "settle.what", "settle.pieces",
             "settle.amount")  # fmt: skip
    told = [
        (one.account.partner_id, name, line)
        for one in seen.partners
        for name, lines in (
            *((name, held.made.lines) for name, held in one.account.statements.items()), ("", one.unstated)
        )
        for line in lines
    ]  # fmt: skip
    rows = tuple(
        (partner, name, line.day, line.due_day, line.subject, label(f"owed.{line.kind.replace(' ', '_')}", language),
         line.units, line.cents / 100)
        for partner, name, line in told
    )  # fmt: skip
    return GivenTable(name="lines", heads=heads, rows=rows)


def _early(seen: MoneySeen) -> GivenTable:
    heads = ("till.statement", "till.partner", "till.pay_day", "till.days", "till.open", "till.off", "till.theirs",
             "till.ours")  # fmt: skip
    rows = tuple(
        (one.statement_id, one.partner_id, one.pay_day, one.days, one.open_cents / 100, one.discount_cents / 100,
         one.partner_gain_cents / 100, one.brand_gain_cents / 100)
        for one in seen.early
    )  # fmt: skip
    return GivenTable(name="early", heads=heads, rows=rows)
