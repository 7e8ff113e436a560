"""`treadle rolls`: cloth as it comes, is inspected by points, goes to lays and comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.terms.roll_told import SeenFault

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")]
RollId = Annotated[str, typer.Argument(metavar="ROLL", help="The label of the roll.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Rolls of cloth: received, inspected, issued, back.", no_args_is_help=True)
    _register_list(group)
    _register_receive(group)
    _register_inspect(group)
    _register_moves(group)
    app.add_typer(group, name="rolls")


def _register_list(group: typer.Typer) -> None:
    @group.command("list", epilog="Example: treadle rolls list mybrand")
    def list_command(
        folder: Folder,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Every roll, where it is and what its inspection said."""
        from treadle.cli.language import language_of
        from treadle.plant.rolls import rolls_of
        from treadle.terms.codec import json_text, to_values
        from treadle.words import label
        from treadle.words import told as said

        rolls = rolls_of(folder)
        if as_json:
            typer.echo(json_text([to_values(one) for one in rolls]))
            return
        language = language_of(folder)
        for one in rolls:
            points = "" if one.points_per_100_m2 is None else f"  {one.points_per_100_m2:g}/100 m²"
            state = f"{said(one.state, language)} {one.issued_to}".strip()
            facts = {"fabric": one.fabric_id, "colour": one.colour, "shade": f" {one.shade}" if one.shade else ""}
            typer.echo(label("rolls.row", language, roll=one.roll_id, length=one.length_mm / 1000, state=state,
                             points=points, **facts))  # fmt: skip
        if not rolls:
            typer.echo(label("rolls.none", language))


def _register_receive(group: typer.Typer) -> None:
    @group.command("receive", epilog="Example: treadle rolls receive mybrand delivery.csv --note LS-4711")
    def receive_command(
        folder: Folder,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help="Rolls with the columns of table rolls (.csv, .xlsx).")
        ],
        note: Annotated[str, typer.Option(help="The delivery note.")] = "",
    ) -> None:
        """Book rolls that came: all of a file, or none; the same again changes nothing."""
        from treadle.cli.language import language_of
        from treadle.plant.rolls import receive_rolls
        from treadle.settings import whoami
        from treadle.words import label

        count = receive_rolls(folder, file, note_id=note, author=whoami())
        typer.echo(label("rolls.received", language_of(folder), count=count))


def _register_inspect(group: typer.Typer) -> None:
    @group.command(
        "inspect", epilog='Example: treadle rolls inspect mybrand R-7 --fault "slub@12.5=40" --fault "hole@31=8"'
    )
    def inspect_command(
        folder: Folder, roll: RollId,
        fault: Annotated[
            list[str] | None, typer.Option(help="What, where and how long: kind@metre=millimetres. Repeat it.")
        ] = None,
        length: Annotated[float | None, typer.Option(min=0.01, help="Metres that were measured.")] = None,
        width: Annotated[int | None, typer.Option(min=1, help="The narrowest width that was measured, in mm.")] = None,
        shade: Annotated[str, typer.Option(help="The shade band of the roll.")] = "",
    ) -> None:  # fmt: skip
        """Grade a roll by the four-point system; exits 1 where it is refused."""
        from treadle.cli.language import language_of
        from treadle.plant.rolls import inspect
        from treadle.settings import whoami
        from treadle.words import label

        language = language_of(folder)
        seen = [_fault(one) for one in fault or ()]
        told = inspect(folder, roll, seen, length_mm=round(length * 1000) if length else None, width_mm=width,
                       shade=shade, author=whoami())  # fmt: skip
        verdict = label("rolls.accepted" if told.is_accepted else "rolls.refused", language)
        typer.echo(label("rolls.seen", language, roll=roll, points=told.points, share=told.points_per_100_m2,
                         most=told.most_points, verdict=verdict))  # fmt: skip
        if not told.is_accepted:
            raise typer.Exit(1)


def _register_moves(group: typer.Typer) -> None:
    @group.command("issue", epilog="Example: treadle rolls issue mybrand R-7 --to WO-TEE1/lay-01")
    def issue_command(
        folder: Folder, roll: RollId, to: Annotated[str, typer.Option(help="The lay or the order.")],
        instead: Annotated[bool, typer.Option("--instead", help="In the place of the roll that was planned.")] = False,
    ) -> None:  # fmt: skip
        """Give a roll out; a released lay takes its own cloth and colour, and the rolls planned for it first."""
        from treadle.cli.language import language_of
        from treadle.plant.rolls import issue
        from treadle.settings import whoami
        from treadle.words import label

        issue(folder, roll, to, is_instead=instead, author=whoami())
        typer.echo(label("rolls.issued", language_of(folder), roll=roll, to=to))

    @group.command("lay", epilog="Example: treadle rolls lay mybrand WO-TEE1/lay-01 --issue")
    def lay_command(
        folder: Folder, lay: Annotated[str, typer.Argument(metavar="LAY", help="A released lay.")],
        give: Annotated[bool, typer.Option("--issue", help="Give out all that are not given out yet.")] = False,
    ) -> None:  # fmt: skip
        """The rolls that are planned for a lay, with the metres of each."""
        from treadle.cli.language import language_of
        from treadle.plant.lay_rolls import rolls_of_lay
        from treadle.plant.rolls import issue_planned
        from treadle.settings import whoami
        from treadle.words import label

        language = language_of(folder)
        for name in issue_planned(folder, lay, author=whoami()) if give else ():
            typer.echo(label("rolls.issued", language, roll=name, to=lay))
        planned = rolls_of_lay(folder, lay).rolls
        for one in planned:
            to = one.issued_to or label("rolls.waits", language)
            typer.echo(label("rolls.planned", language, roll=one.roll_id, option=one.option_id,
                             length=one.planned_mm / 1000, to=to))  # fmt: skip
        if not planned:
            typer.echo(label("rolls.unplanned", language, lay=lay))

    @group.command("back", epilog="Example: treadle rolls back mybrand R-7 --left 12.4")
    def back_command(
        folder: Folder, roll: RollId, left: Annotated[float, typer.Option(min=0.0, help="Metres left on it; 0: none.")],
    ) -> None:  # fmt: skip
        """Book what came back of a roll: the next plan lays from there."""
        from treadle.cli.language import language_of
        from treadle.plant.rolls import give_back
        from treadle.settings import whoami
        from treadle.words import label

        give_back(folder, roll, round(left * 1000), author=whoami())
        typer.echo(label("rolls.back", language_of(folder), roll=roll, left=left))


def _fault(text: str) -> SeenFault:
    """A fault as 'kind@metre=millimetres'. Raises `InputError`."""
    from treadle.errors import InputError
    from treadle.terms.roll_told import SeenFault

    kind, _, rest = text.partition("@")
    at, _, long = rest.partition("=")
    try:
        return SeenFault(kind=kind.strip(), at_mm=round(float(at) * 1000), length_mm=round(float(long)))
    except (ValueError, OverflowError):
        raise InputError.single(
            "--fault", f"{text!r} is no fault", "Write slub@12.5=40: kind@metre=millimetres"
        ) from None
