"""`treadle listen`: scans of hanger lines and counters from a broker of MQTT, or a server of OPC UA."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.listen import Heard

EXAMPLE = "Example: treadle listen mybrand --mqtt mqtt://localhost:1883 --topic factory/scans/#"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("listen", epilog=EXAMPLE)
    def listen_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        mqtt: Annotated[str, typer.Option(help="The broker: mqtt://host:1883 or mqtts://user:password@host.")] = "",
        topic: Annotated[str, typer.Option(help="The topic; # at its end takes all below it.")] = "treadle/scans",
        name: Annotated[str, typer.Option(help="The name by which the broker keeps what comes meanwhile.")] = "treadle",
        opcua: Annotated[str, typer.Option(help="The server instead: opc.tcp://host:4840.")] = "",
        node: Annotated[
            list[str] | None, typer.Option(help="A variable of that server, such as ns=2;s=Line1.Scans. Repeat it.")
        ] = None,
        most: Annotated[int, typer.Option(min=0, help="Stop after so many messages; 0: when interrupted.")] = 0,
    ) -> None:
        """Takes scans as messages or variables bring them (a scan, a list, or {"scans": [...]}), until it is
        interrupted; what a broker brought and is refused is published on TOPIC/refused."""
        from treadle.cli.language import language_of
        from treadle.errors import InputError
        from treadle.plant.listen import listen_to_broker, listen_to_machines
        from treadle.settings import whoami
        from treadle.words import label

        if bool(mqtt) == bool(opcua) or (opcua and not node):
            remedy = "Say --mqtt URL, or --opcua URL with --node"
            raise InputError.single("listen", "there is one thing to listen to", remedy)

        language = language_of(folder)

        def say(heard: Heard) -> None:
            counts = {"new": heard.new, "known": heard.known, "refused": heard.refused}
            typer.echo(label("scan.taken", language, **counts))
            for one in heard.reasons if opcua else ():
                typer.echo(one, err=True)

        def is_over(heard: Heard) -> bool:
            return bool(most) and heard.messages >= most

        if opcua:
            listen_to_machines(folder, opcua, node or [], author=whoami(), is_over=is_over, say=say)
        else:
            listen_to_broker(folder, mqtt, topic, name=name, author=whoami(), is_over=is_over, say=say)
