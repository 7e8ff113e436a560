"""`treadle epcis`: exchange of events by EPCIS 2.0."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Exchange of events by EPCIS 2.0.", no_args_is_help=True)

    @group.command("check", epilog="Example: treadle epcis check events.json")
    def check_command(
        files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents, events or queries (.json).")],
        strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Checks by the standard's fields and its vocabulary; exits 0 where all is valid, else 1 with every reason."""
        from treadle.errors import InputError
        from treadle.plant.epcis import check_epcis
        from treadle.terms.codec import json_text
        from treadle.terms.epcis import EpcisCheck, EpcisFinding

        is_all_valid = True
        told = []
        for path in files:
            try:
                checked = check_epcis(path)
            except InputError as error:
                found = tuple(EpcisFinding(place="", what=one.what, remedy=one.remedy) for one in error.problems)
                checked = EpcisCheck(kind="document", events=0, findings=found)
            is_valid = checked.is_valid and not (strict and checked.findings)
            is_all_valid &= is_valid
            if as_json:
                findings = [
                    {"place": one.place, "what": one.what, "remedy": one.remedy, "is_warning": one.is_warning}
                    for one in checked.findings
                ]
                told.append({"file": str(path), "valid": is_valid, "kind": checked.kind, "findings": findings})
                continue
            for one in checked.findings:
                typer.echo(f"{path}: {'warning: ' if one.is_warning else ''}{one}")
            state = "valid" if is_valid else "not valid"
            typer.echo(f"{path}: {state}, {checked.kind}" + (f", events: {checked.events}" if checked.events else ""))
        if as_json:
            typer.echo(json_text(told if len(told) > 1 else told[0]))
        if not is_all_valid:
            raise typer.Exit(1)

    @group.command("hash", epilog="Example: treadle epcis hash events.json")
    def hash_command(
        file: Annotated[Path, typer.Argument(help="A document or an event (.json) that is valid.")],
    ) -> None:
        """Prints the hash of each event by CBV 2.0: the same event, however it is written, has the same one."""
        from treadle.plant.epcis import hash_epcis

        for one in hash_epcis(file):
            typer.echo(one)

    app.add_typer(group, name="epcis")
