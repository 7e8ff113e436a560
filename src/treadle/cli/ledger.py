"""`treadle ledger`: what was promised, and what was said of it since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from treadle.plant.ledger import Told
    from treadle.terms.entry import Entry, Received

EXAMPLE = "Examples: treadle ledger mybrand    treadle ledger mybrand WO-TEE-2026W12"

#: Pieces of an order, as the list of all orders tells them.
COUNTS = ("ordered", "received", "cancelled", "open")


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
        from treadle.cli.language import language_of
        from treadle.plant import ledger as use
        from treadle.words import label
        from treadle.words.spoken import spoken

        language = language_of(folder)

        if rebuild:
            typer.echo(label("ledger.rebuilt", language, count=use.rebuild(folder)))
        if check:
            found = use.audit(folder)
            for one in found:
                facts = {"where": one.where, "rule": spoken(one.rule, language), "found": one.found}
                typer.echo(label("ledger.broken", language, **facts))
            typer.echo(label("ledger.wrong" if found else "ledger.right", language, count=len(found)))
            raise typer.Exit(1 if found else 0)
        told = use.look_into(folder, order)
        if order:
            _one(told, language)
        else:
            _all(told, language)


def _all(told: Told, language: str) -> None:
    """A row per order, those with something open first."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle import words

    if not told.orders:
        typer.echo(words.label("ledger.empty", language))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("order", "state", *COUNTS, "promised"):
        heading = words.label(f"ledger.{name}", language)
        justify: Literal["right", "left"] = "right" if name in COUNTS else "left"
        table.add_column(heading, justify=justify, no_wrap=name != "order", overflow="fold")
    for one in sorted(told.orders, key=lambda order: (order.open_units == 0, order.terms.promise_day, order.order_id)):
        counts = (one.ordered_units, one.received_units, one.cancelled_units, one.open_units)
        pieces = [f"{count:,}" for count in counts]
        state = words.told(one.state, language)
        table.add_row(escape(one.order_id), state, *pieces, one.terms.promise_day.isoformat())
    Console().print(table)


def _one(told: Told, language: str) -> None:
    """The books of an order by SKU, then its entries."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle import words

    (order,) = told.orders
    terms = order.terms
    where = f"{terms.factory_id} {terms.line_id}" if terms.is_made else words.label("release.bought_in", language)
    facts = {"state": words.told(order.state, language), "due": terms.due_day, "promised": terms.promise_day}
    typer.echo(words.label("ledger.one", language, order=order.order_id, where=where, **facts))
    if order.open_units:
        stands = words.told(order.promise_status, language)
        typer.echo(words.label("amend.stands", language, day=order.told_day, due=terms.due_day, stands=stands))
    table = Table(box=None, pad_edge=False)
    table.add_column("SKU", overflow="fold")
    for name in ("ordered", "spare", "received", "rejected", "over", "cancelled", "open"):
        table.add_column(words.label(f"ledger.{name}", language), justify="right", no_wrap=True)
    for line in order.lines:
        counts = (line.ordered_units, line.spare_units, line.received_units, line.rejected_units, line.over_units,
                  line.cancelled_units, line.open_units)  # fmt: skip
        table.add_row(escape(line.sku), *(f"{count:,}" if count else "" for count in counts))
    Console().print(table)
    for entry in told.entries:
        key = f"booked.{entry.kind.replace(' ', '_')}"
        kind = words.label(key, language) if key in words.LABELS else entry.kind
        who = entry.author or words.label("ledger.nobody", language)
        said = words.label("ledger.entry", language, kind=kind, who=who, said=_said(entry, language))
        typer.echo(f"{entry.number:>5}  {entry.happened_at:%Y-%m-%d}  {said}")


def _said(entry: Entry, language: str) -> str:
    """What an entry says, in a few words."""
    from treadle.terms import entry as nouns
    from treadle.terms.correction import CartonOpened, ReceiptTakenBack, ShipmentTakenBack
    from treadle.words import label, told

    body = entry.body
    if isinstance(body, nouns.Ordered):
        return label("entry.ordered", language, units=sum(body.order.units.values()), day=body.order.promise_day)
    if isinstance(body, nouns.Received):
        return _said_of_receipt(body, language)
    if isinstance(body, nouns.Amended):
        price = label("entry.price", language, price=body.price_cents / 100, currency=entry.currency)
        facts = {"day": body.terms.promise_day, "price": price if body.price_cents else "", "why": body.reason}
        return label("entry.wanted", language, units=sum(body.terms.units.values()), **facts)
    if isinstance(body, nouns.Closed | ReceiptTakenBack | CartonOpened | ShipmentTakenBack):
        return body.reason
    if isinstance(body, nouns.StageFinished):
        return told(body.stage, language)
    if isinstance(body, nouns.Decided):
        return f"{body.line_id} {body.planned_units:,} → {body.units:,}. {body.note}".strip()
    if isinstance(body, nouns.Release):
        return label("entry.release", language, count=len(body.order_ids), day=body.as_of)
    if isinstance(body, nouns.PlanMade):
        return label("entry.plan", language, day=body.as_of)
    return _said_of_floor(entry, language) or _said_of_people(entry, language)


def _said_of_floor(entry: Entry, language: str) -> str:
    """What an entry of the floor or of the planning board says, in a few words; empty for any other."""
    from treadle.terms.board import BoardSet, OnBoard
    from treadle.terms.cut_told import LaysReleased
    from treadle.terms.expectation import PromiseMoved
    from treadle.terms.first_piece import FirstPiece
    from treadle.terms.floor import BundlesTied, ScansTaken
    from treadle.terms.packing import Inspected, Lent, Packed, Shipped
    from treadle.terms.roll_told import RollInspected, RollIssued, RollReceived, RollReturned
    from treadle.words import label, say, told
    from treadle.words.board import said_on_board

    body = entry.body
    if isinstance(body, BoardSet):
        change = OnBoard(change=body.change, reason=body.reason, set_on=body.set_on, author=entry.author)
        said = said_on_board(change, language)
        return label("entry.lifted", language, what=said) if body.is_lifted else said
    if isinstance(body, PromiseMoved):
        return f"{body.before_day} → {body.day}. {say(body.reason, language)}"
    if isinstance(body, Inspected):
        facts = {"severity": told(body.severity, language), "verdict": told(body.verdict.replace("_", " "), language)}
        return label("entry.inspected", language, units=body.lot_units, **facts)
    if isinstance(body, Packed):
        kind = told(body.kind, language)
        return label("entry.packed", language, units=body.units, order=body.order_id, kind=kind)
    if isinstance(body, RollReceived):
        roll = body.roll
        facts = {"fabric": roll.fabric_id, "colour": roll.colour}
        return label("entry.roll_received", language, length=roll.length_mm / 1000, **facts)
    if isinstance(body, RollInspected):
        verdict = label("rolls.accepted" if body.is_accepted else "rolls.refused", language)
        return label("entry.roll_inspected", language, points=body.points, share=body.points_per_100_m2,
                     verdict=verdict)  # fmt: skip
    if isinstance(body, RollIssued):
        return label("entry.roll_issued", language, to=body.to)
    if isinstance(body, RollReturned):
        return label("entry.roll_returned", language, left=body.left_mm / 1000)
    if isinstance(body, FirstPiece):
        what = "; ".join(one for one in (*body.deviations, body.note) if one)
        key = "entry.first_approved" if body.is_approved else "entry.first_rejected"
        return label(key, language, what=what).rstrip(" .。")
    if isinstance(body, Lent):
        units = sum(body.units.values())
        return label("entry.lent", language, units=units, carton=body.carton_id, order=body.to_order_id)
    if isinstance(body, Shipped):
        return label("entry.shipped", language, count=len(body.carton_ids), place=body.place_id)
    if isinstance(body, LaysReleased):
        return label("entry.lays", language, count=len(body.lays))
    if isinstance(body, BundlesTied):
        return label("entry.bundles", language, count=len(body.bundles))
    if isinstance(body, ScansTaken):
        return label("entry.scans", language, count=body.count)
    return ""


def _said_of_receipt(body: Received, language: str) -> str:
    """What came, what of it was sent back, and whether more will come."""
    from treadle.words import label

    came = ", ".join(
        f"{one.sku} {one.units:,}"
        + (label("entry.rejected", language, units=one.rejected_units) if one.rejected_units else "")
        for one in body.lines
    ) or label("entry.nothing_came", language)  # fmt: skip
    last = label("entry.last", language) if body.is_last else ""
    return f"{came}{last}{'. ' if language == 'en' else '。'}{body.note}".strip()


def _said_of_people(entry: Entry, language: str) -> str:
    """What an entry of the service says, in a few words."""
    from treadle.terms import draft, job
    from treadle.words import label, told

    body = entry.body
    if isinstance(body, draft.LineEdited):
        same = label("entry.proposed", language)
        units = same if body.is_undone else f"{body.planned_units:,} → {body.units:,}"
        return f"{body.line_id} {units}. {body.note}".strip()
    if isinstance(body, job.JobAsked):
        return f"{told(body.kind, language)} {entry.subject}"
    if isinstance(body, job.JobEnded):
        return f"{entry.subject} {told(body.state, language)}. {body.told}".strip()
    return entry.subject
