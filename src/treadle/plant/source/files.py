"""Find the factory on plain files: how each kept its word, and who makes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from treadle.errors import InputError, Problem
from treadle.plant.plain_table import read_table_file
from treadle.source.check import verify_split
from treadle.source.explore import Risk, explored_split
from treadle.source.score import score_factories
from treadle.source.screening import screened_split
from treadle.source.split import split_orders
from treadle.storage.brand_sourcing import day_problems, profile_of
from treadle.terms.sourcing import FactoryProfile, FactoryScore, KeptOrder, OrderToPlace, Quote, SplitPlan
from treadle.terms.table_spec import TableSpec, may, need
from treadle.terms.tables.sourcing import PROFILES

#: Factories up to which all are weighed at once. Set on the row split: 1,000 orders and 300 take 13 seconds.
MOST_WHOLE = 1_500
ORDERS = TableSpec(
    name="orders_to_place",
    doc="Give a row for each order that somebody must make",
    key=("order_id",),
    columns=(
        need("order_id", "id", "Name of the order."),
        need("style_id", "id", "The design; quotes name it."),
        need("units", "whole", "Pieces.", unit="pieces", least=1, most=10_000_000, likely_most=200_000),
        need("minutes_per_unit", "number", "Standard minutes to sew a piece.", unit="minutes", least=0, most=10_000,
             likely_least=1, likely_most=300),
        need("due_day", "day", "Day on which it should be there."),
        may("needs", "ids", "Operations and machines it takes, in the words of the factories."),
        may("approved", "ids", "Factories that may make it; empty: any that can."),
        may("late_cost", "money", "What a day of lateness costs a piece.", unit="currency", least=0, default="0"),
        may("worth", "money", "What a piece is worth that nobody makes; empty: it must be made.", unit="currency",
            least=0),
        may("poor_cost", "money", "What a piece costs that is paid for and cannot be sold.", unit="currency", least=0,
            default="0"),
    ),
)  # fmt: skip
#: As in a brand's folder, where free minutes and days must be told: there are no sewing lines to reckon them from.
FACTORIES = replace(
    PROFILES,
    columns=tuple(
        replace(one, is_required=True, default=None) if one.name in ("free_minutes", "lead_days") else one
        for one in PROFILES.columns
    ),
)
KEPT = TableSpec(
    name="kept_orders",
    doc="Give a row for each order that a factory ended",
    key=("factory_id", "order_id"),
    columns=(
        need("factory_id", "id", "The factory."),
        need("order_id", "id", "The order."),
        need("promised_day", "day", "Day that was promised."),
        need("received_day", "day", "Day on which it was there."),
        need("ordered_units", "whole", "Pieces ordered.", unit="pieces", least=1, most=10_000_000),
        need("accepted_units", "whole", "Good pieces that came.", unit="pieces", least=0, most=10_000_000),
        may("inspected_units", "whole", "Garments inspected.", unit="pieces", least=0, most=10_000_000, default="0"),
        may("defects", "whole", "Defects found on them.", unit="defects", least=0, most=10_000_000, default="0"),
        may("quoted", "money", "What the order was quoted at.", unit="currency", least=0, default="0"),
        may("paid", "money", "What was paid for it.", unit="currency", least=0, default="0"),
    ),
)  # fmt: skip
QUOTES = TableSpec(
    name="quotes",
    doc="Give a row for each step of each quote",
    key=("factory_id", "style_id", "from_units"),
    columns=(
        need("factory_id", "id", "The factory."),
        need("style_id", "id", "The design."),
        may("from_units", "whole", "Pieces from which on it holds.", unit="pieces", least=1, most=10_000_000,
            default="1"),
        need("cost_per_piece", "money", "What a piece costs.", unit="currency", least=0, is_above_least=True),
        may("setup_cost", "money", "Paid once an order.", unit="currency", least=0, default="0"),
        may("valid_until", "day", "Last day on which it holds; empty: it has no end."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What the files hold, how the factories kept their word, the split, and what is doubted about the files."""

    orders: tuple[OrderToPlace, ...]
    factories: tuple[FactoryProfile, ...]
    scores: Mapping[str, FactoryScore]
    plan: SplitPlan
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How each factory of a file kept its word, and what is doubted about the file."""

    scores: Mapping[str, FactoryScore]
    doubts: tuple[Problem, ...] = ()


def score_file(kept: Path) -> Scored:
    """How each factory of a file of ended orders (KEPT) kept its word. Raises `NotFoundError`, and `InputError` with
    every row that is wrong."""
    rows, doubts = _read({KEPT: kept})
    orders = [KeptOrder(**row) for row in map(_kept, rows[KEPT.name])]
    return Scored(scores=score_factories(orders, sorted({one.factory_id for one in orders})), doubts=doubts)


def split_files(
    orders: Path, factories: Path, kept: Path | None = None, quotes: Path | None = None, *, as_of: date,
    new_share: float = 0.0, seed: int = 0,
) -> Sourced:  # fmt: skip
    """Who makes the orders of a file (ORDERS) among the factories of another (FACTORIES), by their record (KEPT) and
    what they ask (QUOTES); the split is checked from scratch. Of more than `MOST_WHOLE` factories most are screened out
    first. With `new_share` so large a share of the pieces at most goes to factories that nobody knows yet, by one draw
    of what they may be (`seed`).

    Raises `NotFoundError`, and `InputError` with every row of all files that is wrong.
    """
    rows, doubts = _read({ORDERS: orders, FACTORIES: factories, KEPT: kept, QUOTES: quotes})
    placed = tuple(_order(row) for row in rows[ORDERS.name])
    problems = [one for row in rows[FACTORIES.name] for one in day_problems(row, factories.name)]
    if problems:
        raise InputError(problems)
    asked = tuple(profile_of(row, as_of) for row in rows[FACTORIES.name])
    record = [KeptOrder(**row) for row in map(_kept, rows[KEPT.name])]
    told = [
        Quote(factory_id=row["factory_id"], style_id=row["style_id"], from_units=row["from_units"],
              piece_cents=float(row["cost_per_piece_cents"]), setup_cents=round(row["setup_cost_cents"]),
              valid_until=row["valid_until"])
        for row in rows[QUOTES.name]
    ]  # fmt: skip
    _check_known({one.factory_id for one in asked}, placed, told, orders.name, quotes)
    scores = score_factories(record, [one.factory_id for one in asked])
    if new_share:
        risk = Risk(share=new_share)
        plan = explored_split(placed, asked, scores, told, as_of=as_of, risk=risk, seed=seed)
    elif len(asked) > MOST_WHOLE:
        plan = screened_split(placed, asked, scores, told, as_of=as_of).plan
    else:
        plan = split_orders(placed, asked, scores, told, as_of=as_of)
    broken = verify_split(plan, placed, asked, told, as_of=as_of)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken[:5])))
    return Sourced(orders=placed, factories=asked, scores=scores, plan=plan, doubts=doubts)


def _read(
    files: Mapping[TableSpec, Path | None],
) -> tuple[dict[str, tuple[Mapping[str, Any], ...]], tuple[Problem, ...]]:
    """The rows of all files by table; the problems of all are told together."""
    rows: dict[str, tuple[Mapping[str, Any], ...]] = {}
    problems: list[Problem] = []
    doubts: list[Problem] = []
    for spec, path in files.items():
        rows[spec.name] = ()
        if path is None:
            continue
        try:
            read = read_table_file(path, spec)
        except InputError as error:
            problems += error.problems
            continue
        rows[spec.name] = tuple(read.rows)
        problems += read.problems
        doubts += read.doubts
    if problems:
        raise InputError(problems)
    return rows, tuple(doubts)


def _check_known(
    known: set[str], orders: tuple[OrderToPlace, ...], quotes: list[Quote], file: str, quoted: Path | None
) -> None:
    """Whoever is named is one of the factories: a slip of the pen would leave an order unmade without a word."""
    problems = [
        Problem(file=file, column="approved", what=f"order {one.order_id} is approved for {name}, which no factory is",
                remedy=f"Name one of the factories ({_some(known)}), or leave it out")
        for one in orders for name in sorted(one.approved - known)
    ]  # fmt: skip
    strange = sorted({one.factory_id for one in quotes} - known)
    problems += [
        Problem(file=quoted.name if quoted else file, column="factory_id", what=f"there is a quote of {name}, which no "
                "factory is", remedy=f"Name one of the factories ({_some(known)}), or add its profile")
        for name in strange
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _some(names: set[str]) -> str:
    first = sorted(names)[:5]
    return ", ".join(first) + (", …" if len(names) > len(first) else "")


def _names(cell: str | None) -> frozenset[str]:
    return frozenset((cell or "").split())


def _order(row: Mapping[str, Any]) -> OrderToPlace:
    return OrderToPlace(
        order_id=row["order_id"], style_id=row["style_id"], units=row["units"],
        minutes_per_unit=float(row["minutes_per_unit"]), due_day=row["due_day"], needs=_names(row["needs"]),
        approved=_names(row["approved"]), late_cents=float(row["late_cost_cents"]),
        lost_cents=float(row["worth_cents"] or 0.0), poor_cents=float(row["poor_cost_cents"]),
    )  # fmt: skip


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: row[name] for name in (
        "factory_id", "order_id", "promised_day", "received_day", "ordered_units", "accepted_units", "inspected_units",
        "defects",
    )}  # fmt: skip
    return found | {"quoted_cents": round(row["quoted_cents"]), "paid_cents": round(row["paid_cents"])}
