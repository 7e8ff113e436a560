"""`treadle inspect`: lots of orders under acceptance sampling, with their history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of

if TYPE_CHECKING:
    from treadle.plant.inspect import InspectedNow
    from treadle.terms.packing import FoundDefect

EXAMPLE = "Examples: treadle inspect mybrand WO-TEE-2026W12    treadle inspect mybrand WO-TEE-2026W12 --found 2"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("inspect", epilog=EXAMPLE)
    def inspect_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order.")],
        found: Annotated[str, typer.Option(help="What each sample newly brought, such as 2 or 1,3.")] = "",
        lot: Annotated[
            int | None, typer.Option(min=1, help="Pieces of the lot; none: all that is sewn and not accepted.")
        ] = None,
        defects: Annotated[
            list[str] | None,
            typer.Option("--defect", help="A defect as kind=pieces, kind@place=pieces or kind@place@cause=pieces."),
        ] = None,
        resumed: Annotated[
            bool, typer.Option("--resumed", help="The factory has acted: inspection begins again.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """How many pieces of an order's next lot to inspect, by what came before; with --found the verdict, which is
        kept. Exits 1 where the lot is not accepted: it blocks packing."""
        from treadle.cli.sampling import numbers
        from treadle.plant.inspect import inspect_lot
        from treadle.settings import whoami
        from treadle.terms.codec import json_text, to_values

        counts = [int(one) for one in numbers("--found", found, is_whole=True)]
        told = inspect_lot(folder, order, lot_units=lot, found_units=counts, defects=_defects(defects or ()),
                           is_resumed=resumed, author=whoami())  # fmt: skip
        if as_json:
            typer.echo(json_text(to_values(told)))
        else:
            _print(told, language_of(folder))
        if told.verdict == "not_accepted":
            raise typer.Exit(1)


def _defects(told: tuple[str, ...] | list[str]) -> list[FoundDefect]:
    from treadle.cli.pieces_by_size import pieces_by_size
    from treadle.terms.packing import FoundDefect

    found = []
    for name, units in pieces_by_size("--defect", told).items():
        kind, place, cause = (*name.split("@", 2), "", "")[:3]
        found.append(FoundDefect(defect=kind, units=units, place=place, cause=cause))
    return found


def _print(told: InspectedNow, language: str) -> None:
    from treadle.cli.sampling import tell_samples
    from treadle.words import label, say

    plan = told.plan
    severity = label(f"severity.{plan.severity}", language)
    facts = {"order": told.order_id, "lot": told.lot_units, "letter": plan.letter}
    typer.echo(label("lot.to_inspect", language, severity=severity, **facts))
    tell_samples(plan, language, none="–")
    verdicts = {
        "": "lot.ask", "next_sample": "lot.undecided", "accepted": "lot.accepted", "accepted_in_gap": "lot.accepted",
        "not_accepted": "lot.not_accepted",
    }  # fmt: skip
    typer.echo(label(verdicts[told.verdict], language))
    if told.switch is not None:
        typer.echo(say(told.switch, language))
