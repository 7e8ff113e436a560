"""`treadle webhooks`: tell others what happened, see what they never took, and send it again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = (
    "Examples: treadle webhooks mybrand --add https://erp.example/treadle    treadle webhooks mybrand    "
    "treadle webhooks mybrand --send-again ID"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("webhooks", epilog=EXAMPLE)
    def webhooks_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        add: Annotated[str, typer.Option("--add", metavar="URL", help="Tell an address from now on.")] = "",
        types: Annotated[
            list[str] | None, typer.Option("--type", metavar="TYPE", help="Of this alone, such as order.placed.")
        ] = None,
        end: Annotated[str, typer.Option("--end", metavar="ID", help="Tell an address nothing any more.")] = "",
        renew: Annotated[
            str, typer.Option("--renew", metavar="ID", help="Another secret for an address; both sign for --hours.")
        ] = "",
        hours: Annotated[float, typer.Option(min=0, max=720, help="With --renew: how long both sign.")] = 24.0,
        again: Annotated[
            str, typer.Option("--send-again", metavar="ID", help="Send what an address never took once more.")
        ] = "",
    ) -> None:
        """Send what is due to the addresses that are told what happens, and list them with what they never took."""
        from treadle.cli.language import language_of
        from treadle.plant import webhooks as use
        from treadle.plant.serving import open_brands
        from treadle.settings import whoami
        from treadle.words import label
        from treadle.words.spoken import spoken

        language = language_of(folder)

        brand = next(iter(open_brands([folder]).values()))
        if add:
            webhook_id, secret = use.add_webhook(brand, url=add, types=types or (), author=whoami())
            typer.echo(label("webhook.made", language, webhook=webhook_id, secret=secret))
            return
        if renew:
            secret = use.renew_webhook(brand, renew, keep=timedelta(hours=hours), author=whoami())
            typer.echo(label("webhook.renewed", language, webhook=renew, secret=secret, hours=hours))
            return
        if end:
            use.end_webhook(brand, end, author=whoami())
            typer.echo(label("webhook.ended", language, webhook=end))
            return
        if again:
            typer.echo(label("webhook.again", language, count=use.send_again(brand, again)))
        found = use.deliver(brand, f"treadle webhooks, by {whoami()}")
        counts = {"taken": found.taken, "waiting": found.waiting, "failed": found.failed}
        typer.echo(label("webhook.sum", language, **counts))
        for one in use.webhooks_of(brand):
            facts = {"webhook": one.webhook_id, "address": one.url, "types": ", ".join(one.types)}
            if one.is_active:
                typer.echo(label("webhook.listed", language, **facts))
            else:
                typer.echo(label("webhook.listed_ended", language, why=spoken(one.reason, language), **facts))
            for failed in use.failed_messages(brand, one.webhook_id):
                facts = {"kind": failed.type, "subject": failed.subject, "told": failed.told}
                typer.echo(label("webhook.never", language, **facts))
