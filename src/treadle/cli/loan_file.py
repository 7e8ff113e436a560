"""`treadle loan-file` and `treadle check-loan-file`: what a lender is shown, and whether it is as it was signed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WRITE = "Example: treadle loan-file mybrand --out mybrand.json"
CHECK = "Example: treadle check-loan-file mybrand.json --key 3f1c…"


def register(app: typer.Typer) -> None:
    """Add both commands."""

    @app.command("loan-file", epilog=WRITE)
    def loan_file_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        out: Annotated[Path, typer.Option(help="Where the file goes, .json.")],
    ) -> None:
        """Orders, promises kept, inspections and payments for a lender, signed, with digests of entries."""
        from treadle.cli.language import language_of
        from treadle.cli.output import check_output, write_output
        from treadle.plant.settle.loan_file import write_loan_file
        from treadle.settings import whoami
        from treadle.words import label

        language = language_of(folder)
        check_output(out, (".json",))
        signed, text = write_loan_file(folder, author=whoami())
        write_output(out, text)
        file = signed.file
        facts = {"orders": len(file.orders), "lots": len(file.inspections), "entries": len(file.entries)}
        typer.echo(label("loan.written", language, place=out, public=signed.public_key, **facts))
        if file.kept_share is not None:
            typer.echo(label("loan.kept", language, share=file.kept_share))

    @app.command("check-loan-file", epilog=CHECK)
    def check_command(
        path: Annotated[Path, typer.Argument(metavar="FILE", help="The loan file.")],
        key: Annotated[str, typer.Option(help="The brand's public key, as it told you some other way.")] = "",
        ledger: Annotated[Path | None, typer.Option(help="The brand's folder: are its entries still the same?")] = None,
        before: Annotated[Path | None, typer.Option(help="An earlier file of the brand: does this one go on?")] = None,
    ) -> None:
        """Whether a loan file is as it was signed, and what was altered where it is not; ends with 1 then."""
        from treadle.cli.language import language_of
        from treadle.plant.settle.loan_file import check_loan_file
        from treadle.words import label, say

        language = language_of(ledger, path)
        found = check_loan_file(path, key=key, ledger_of_folder=ledger, before=before)
        for one in found.findings:
            typer.echo(say(one, language), err=True)
        if found.findings:
            raise typer.Exit(1)
        file = found.file
        facts = {"brand": file.brand, "day": file.as_of.isoformat(), "public": found.public_key}
        typer.echo(label("loan.sound", language, orders=len(file.orders), entries=len(file.entries), **facts))
        if not key:
            typer.echo(label("loan.compare", language))
