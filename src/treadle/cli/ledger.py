"""`treadle ledger`: what was promised, and what was said of it since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.ledger import Told
    from treadle.terms.entry import Entry

EXAMPLE = "Examples: treadle ledger mybrand    treadle ledger mybrand WO-TEE-2026W12"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("ledger", epilog=EXAMPLE)
    def ledger_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="[ORDER]", help="One order with all its entries.")] = "",
        check: Annotated[
            bool, typer.Option("--check", help="See whether the state is what the entries say, and the books add up.")
        ] = False,
        rebuild: Annotated[bool, typer.Option("--rebuild", help="Fold the state again from the entries.")] = False,
    ) -> None:
        """All orders with what is open of them; or the entries of one, as they were added."""
        from treadle.plant import ledger as use

        if rebuild:
            typer.echo(f"{use.rebuild(folder):,} orders and other states were folded again from their entries.")
        if check:
            found = use.audit(folder)
            for one in found:
                typer.echo(f"{one.where}: breaks the rule that {one.rule}; found {one.found}")
            typer.echo(f"{len(found)} things do not add up." if found else "The books add up.")
            raise typer.Exit(1 if found else 0)
        told = use.look_into(folder, order)
        if order:
            _one(told)
        else:
            _all(told)


def _all(told: Told) -> None:
    """A row per order, those with something open first."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if not told.orders:
        typer.echo("Nothing was released yet.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("order", "state", "ordered", "received", "cancelled", "open", "promised"):
        is_number = heading in ("ordered", "received", "cancelled", "open")
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=heading != "order", overflow="fold")
    for one in sorted(told.orders, key=lambda order: (order.open_units == 0, order.terms.promise_day, order.order_id)):
        counts = (one.ordered_units, one.received_units, one.cancelled_units, one.open_units)
        pieces = [f"{count:,}" for count in counts]
        table.add_row(escape(one.order_id), one.state, *pieces, one.terms.promise_day.isoformat())
    Console().print(table)


def _one(told: Told) -> None:
    """The books of an order by SKU, then its entries."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    (order,) = told.orders
    terms = order.terms
    where = f"{terms.factory_id} {terms.line_id}" if terms.is_made else "bought in"
    typer.echo(f"{order.order_id}: {order.state}, {where}, due {terms.due_day}, promised {terms.promise_day}")
    table = Table(box=None, pad_edge=False)
    table.add_column("SKU", overflow="fold")
    for heading in ("ordered", "spare", "received", "rejected", "over", "cancelled", "open"):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in order.lines:
        counts = (line.ordered_units, line.spare_units, line.received_units, line.rejected_units, line.over_units,
                  line.cancelled_units, line.open_units)  # fmt: skip
        table.add_row(escape(line.sku), *(f"{count:,}" if count else "" for count in counts))
    Console().print(table)
    for entry in told.entries:
        who = f"{entry.kind}, by {entry.author or 'nobody'}"
        typer.echo(f"{entry.number:>5}  {entry.happened_at:%Y-%m-%d}  {who}: {_said(entry)}")


def _said(entry: Entry) -> str:
    """What an entry says, in a few words."""
    from treadle.terms import entry as nouns

    body = entry.body
    if isinstance(body, nouns.Ordered):
        return f"{sum(body.order.units.values()):,} pieces, promised {body.order.promise_day}"
    if isinstance(body, nouns.Received):
        came = ", ".join(
            f"{one.sku} {one.units:,}" + (f" ({one.rejected_units:,} rejected)" if one.rejected_units else "")
            for one in body.lines
        )
        return f"{came or 'nothing came'}{'; nothing more will come' if body.is_last else ''}. {body.note}".strip()
    if isinstance(body, nouns.Amended):
        price = f", for {body.price_cents / 100:,.2f} {entry.currency}" if body.price_cents else ""
        return (
            f"{sum(body.terms.units.values()):,} pieces wanted, promised {body.terms.promise_day}{price}: {body.reason}"
        )
    if isinstance(body, nouns.Closed):
        return body.reason
    if isinstance(body, nouns.StageFinished):
        return body.stage
    if isinstance(body, nouns.Decided):
        return f"{body.line_id} {body.planned_units:,} → {body.units:,}. {body.note}".strip()
    if isinstance(body, nouns.Release):
        return f"{len(body.order_ids):,} orders of the plan of {body.as_of}"
    if isinstance(body, nouns.PlanMade):
        return f"plan of {body.as_of}"
    return _said_of_floor(entry) or _said_of_people(entry)


def _said_of_floor(entry: Entry) -> str:
    """What an entry of the floor or of the planning board says, in a few words; empty for any other."""
    from treadle.terms.board import BoardSet, OnBoard
    from treadle.terms.cut_told import LaysReleased
    from treadle.terms.expectation import PromiseMoved
    from treadle.terms.floor import BundlesTied, ScansTaken
    from treadle.terms.packing import Inspected, Packed, Shipped
    from treadle.words import say
    from treadle.words.board import said_on_board

    body = entry.body
    if isinstance(body, BoardSet):
        change = OnBoard(change=body.change, reason=body.reason, set_on=body.set_on, author=entry.author)
        return f"{'lifted: ' if body.is_lifted else ''}{said_on_board(change)}"
    if isinstance(body, PromiseMoved):
        return f"{body.before_day} → {body.day}. {say(body.reason)}"
    if isinstance(body, Inspected):
        return f"lot of {body.lot_units:,}, {body.severity}, {body.verdict.replace('_', ' ')}"
    if isinstance(body, Packed):
        return f"{body.units:,} pieces of {body.order_id}, {body.kind}"
    if isinstance(body, Shipped):
        return f"{len(body.carton_ids):,} cartons to {body.place_id}"
    if isinstance(body, LaysReleased):
        return f"{len(body.lays):,} lays"
    if isinstance(body, BundlesTied):
        return f"{len(body.bundles):,} bundles tied or changed"
    if isinstance(body, ScansTaken):
        return f"{body.count:,} scans"
    return ""


def _said_of_people(entry: Entry) -> str:
    """What an entry of the service says, in a few words."""
    from treadle.terms import draft, job

    body = entry.body
    if isinstance(body, draft.LineEdited):
        units = "as proposed again" if body.is_undone else f"{body.planned_units:,} → {body.units:,}"
        return f"{body.line_id} {units}. {body.note}".strip()
    if isinstance(body, job.JobAsked):
        return f"{body.kind} {entry.subject}"
    if isinstance(body, job.JobEnded):
        return f"{entry.subject} {body.state}. {body.told}".strip()
    return entry.subject
