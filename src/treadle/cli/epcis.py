"""`treadle epcis`: exchange of events by EPCIS 2.0."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, write_output


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
        from treadle.words import label

        language = language_of(*files)

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
                typer.echo(label("epcis.warned" if one.is_warning else "epcis.found", language, file=path, told=one))
            kind = label(f"document.{checked.kind.replace(' ', '_')}", language)
            events = label("epcis.events", language, count=checked.events) if checked.events else ""
            state = "epcis.valid" if is_valid else "epcis.not_valid"
            typer.echo(label(state, language, file=path, kind=kind, events=events))
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

    _register_exchange(group)
    app.add_typer(group, name="epcis")


def _register_exchange(group: typer.Typer) -> None:
    @group.command("out", epilog="Example: treadle epcis out mybrand events.json")
    def out_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write (.json).")],
    ) -> None:
        """Writes what the ledger says of cutting, sewing, inspection, packing, shipping and receipt as events."""
        from treadle.plant.epcis_exchange import floor_document
        from treadle.terms.codec import json_text
        from treadle.words import label

        check_output(file, (".json", ".jsonld"))
        document = floor_document(folder)
        write_output(file, json_text(document, indent=1) + "\n")
        count = len(document["epcisBody"]["eventList"])
        typer.echo(label("epcis.out", language_of(folder), count=count, place=file))

    @group.command("in", epilog="Example: treadle epcis in mybrand events.json")
    def in_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A document of events (.json).")],
    ) -> None:
        """Takes events in. Those that treadle wrote come back as what they were; what is known changes nothing."""
        from treadle.plant.epcis_exchange import capture_file
        from treadle.words import label

        told = capture_file(folder, file)
        counts = {"new": told.new, "known": told.known, "foreign": told.foreign}
        typer.echo(label("epcis.taken", language_of(folder), **counts))
