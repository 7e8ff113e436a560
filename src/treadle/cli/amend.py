"""`treadle amend`: an order as it is wanted now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.amend import Amendment

EXAMPLE = (
    'Examples: treadle amend mybrand WO-TEE-2026W12 --units M=10 --reason "the shop window is gone"    '
    'treadle amend mybrand WO-TEE-2026W12 --line L2 --reason "L1 is down"'
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("amend", epilog=EXAMPLE)
    def amend_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order.")],
        reason: Annotated[str, typer.Option(help="Why; it is kept with the change, and told by later plans.")],
        units: Annotated[
            list[str] | None,
            typer.Option(help="Pieces wanted now: size=pieces, separated by commas; others stay."),
        ] = None,
        due: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Another due day.")] = None,
        factory: Annotated[str | None, typer.Option(help="Another factory.")] = None,
        line: Annotated[str | None, typer.Option(help="Another sewing line.")] = None,
        cancel: Annotated[bool, typer.Option("--cancel", help="What has not come is not wanted any more.")] = False,
        anew: Annotated[
            bool, typer.Option("--anew", help="What is cut down is still wanted: the next plan may order it again.")
        ] = False,
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the change; default: the folder's day.")
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Agree to the price.")] = False,
    ) -> None:
        """Change units, due day, factory or line of an order, or cancel it: free until work on that part has begun."""
        from treadle.cli.language import language_of
        from treadle.cli.pieces_by_size import pieces_by_size
        from treadle.cli.progress import Bars
        from treadle.plant.amend import work_out_amendment, write_amendment
        from treadle.settings import whoami
        from treadle.words import label

        with Bars() as bars:
            found = work_out_amendment(
                folder, order, units=pieces_by_size("--units", units or []), due_day=due.date() if due else None,
                factory_id=factory, line_id=line, is_cancelled=cancel, day=on.date() if on else None, progress=bars,
            )  # fmt: skip
        language = language_of(folder)
        _print(found, language)
        if found.proposal.price_cents and not yes:
            typer.echo(label("amend.ask", language))
            raise typer.Exit(1)
        done = write_amendment(found, reason=reason, author=whoami(), is_wanted_anew=anew)
        typer.echo(label("amend.done" if done else "amend.same", language))


def _print(found: Amendment, language: str) -> None:
    """The order before and after, and the price with its reasons."""
    from treadle.words import label, say, told

    before, after = found.proposal.before, found.proposal.terms
    currency = found.books.settings.currency
    wanted = {one.sku: one.wanted_units for one in before.lines}
    facts = {"before": sum(wanted.values()), "after": sum(after.units.values())}
    typer.echo(label("amend.pieces", language, order=before.order_id, **facts))
    moved: list[tuple[str, object, object]] = [
        (sku, f"{wanted.get(sku, 0):,}", f"{after.units.get(sku, 0):,}")
        for sku in dict.fromkeys((*wanted, *after.units))
    ]
    moved += [
        (label("amend.due", language), before.terms.due_day, after.due_day),
        (label("amend.promised", language), before.terms.promise_day, after.promise_day),
        (label("amend.factory", language), before.terms.factory_id, after.factory_id),
        (label("amend.line", language), before.terms.line_id, after.line_id),
    ]
    for name, old, new in moved:
        if old != new:
            typer.echo(label("amend.moved", language, what=name, before=old, after=new))
    if before.terms.due_day != after.due_day:
        stands = told(found.proposal.promise_status, language)
        typer.echo(label("amend.stands", language, day=found.proposal.told_day, due=after.due_day, stands=stands))
    old_cost, new_cost = before.terms.cost_cents / 100, after.cost_cents / 100
    typer.echo(label("amend.cost", language, before=old_cost, after=new_cost, currency=currency))
    if found.proposal.price_cents:
        typer.echo(label("amend.price", language, price=found.proposal.price_cents / 100, currency=currency))
        for reason in found.proposal.reasons:
            typer.echo(f"    {say(reason, language)}")
    else:
        typer.echo(label("amend.free", language))
