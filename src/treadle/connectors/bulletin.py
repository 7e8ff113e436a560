"""An operation bulletin as a plain table: treadle's own columns, or a plain list in the order of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treadle.errors import Problem
from treadle.terms.sewing import Bulletin, Operation, machine_kind
from treadle.terms.table_spec import TableSpec, may, need

BULLETIN = TableSpec(
    name="bulletin",
    doc="Give a row for each operation; docs/how-to/balance-a-line.md shows the columns",
    keeps_extra=True,
    columns=(
        may("operation_id", "id", "Name of the operation in this bulletin; empty: its row's number."),
        need("name", "text", "What is done."),
        need("machine", "text", "Kind of machine, or of hand work."),
        need("smv_minutes", "number", "Standard minutes of one garment.", unit="min"),
        may("attachment", "text", "Folder or other attachment that the machine needs."),
        may("skill", "text", "What an operator must have learned; empty: the machine."),
        may("component", "text", "Part of the garment."),
        may("predecessors", "text", "Operations that come before, apart by spaces or semicolons."),
    ),
)
#: What columns are called elsewhere.
CALLED: Mapping[str, tuple[str, ...]] = {
    "operation_id": ("no", "code"),
    "name": ("operation",),
    "machine": ("resource",),
    "smv_minutes": ("smv", "minutes", "sam"),
    "attachment": ("folder",),
    "component": ("body_part",),
}
REMEDY = "Correct the file; docs/how-to/balance-a-line.md shows the columns"


def bulletin_of(rows: Sequence[Mapping[str, Any]], file: str) -> tuple[Bulletin, list[Problem]]:
    """The bulletin of rows of BULLETIN, and every rule that it breaks.

    Without a column `predecessors` each operation follows the one above it; without a skill the machine is the skill.
    """
    is_chain = not any("predecessors" in row for row in rows)
    operations: list[Operation] = []
    for row in rows:
        told = tuple((row.get("predecessors") or "").replace(";", " ").split())
        chain = (operations[-1].operation_id,) if operations and is_chain else ()
        operations.append(
            Operation(
                operation_id=row.get("operation_id") or f"{row['line'] - 1}",
                name=row["name"],
                machine=machine_kind(row["machine"], row.get("attachment") or ""),
                smv_minutes=row["smv_minutes"],
                skill=row.get("skill") or row["machine"],
                predecessors=told or chain,
                component=row.get("component") or "",
            )
        )
    bulletin = Bulletin(bulletin_id=file.rsplit(".", 1)[0], operations=tuple(operations))
    return bulletin, [
        Problem(file=file, what=f"{one.rule}: {one.where} has {one.found}", remedy=REMEDY) for one in bulletin.check()
    ]
