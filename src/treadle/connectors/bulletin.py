"""Read an operation bulletin from CSV text: treadle's own columns, or a plain list in the order of work."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from treadle.errors import InputError, Problem
from treadle.terms.sewing import Bulletin, Operation, machine_kind

#: Columns by meaning; the first that the file has is read.
NAMES: Mapping[str, tuple[str, ...]] = {
    "operation_id": ("operation_id", "no", "code"),
    "name": ("name", "operation"),
    "machine": ("machine", "resource"),
    "smv_minutes": ("smv_minutes", "smv", "minutes", "sam"),
    "attachment": ("attachment", "folder"),
    "skill": ("skill",),
    "component": ("component", "body_part"),
    "predecessors": ("predecessors",),
}
REMEDY = "Correct the file; docs/how-to/balance-a-line.md shows the columns"


def read_bulletin(text: str, name: str) -> Bulletin:
    """A bulletin; without a column `predecessors` each operation follows the one above it, without `skill` the machine
    is the skill. Predecessors are separated by spaces or semicolons.

    Raises InputError with every row that is wrong.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    heads = {(head or "").strip().lower(): head for head in reader.fieldnames or ()}
    columns = {meaning: next((heads[one] for one in names if one in heads), None) for meaning, names in NAMES.items()}
    missing = [meaning for meaning in ("name", "machine", "smv_minutes") if columns[meaning] is None]
    if missing:
        what = f"no column for {', '.join(missing)}"
        raise InputError.single(name, what, REMEDY)
    problems: list[Problem] = []
    operations: list[Operation] = []
    for at, row in enumerate(reader, start=2):
        cells = {meaning: (row.get(head) or "").strip() if head else "" for meaning, head in columns.items()}
        try:
            smv_minutes = float(cells["smv_minutes"])
        except ValueError:
            what = f"{cells['smv_minutes']!r} is no number of minutes"
            problems.append(Problem(file=name, what=what, remedy=REMEDY, row=at, column=columns["smv_minutes"]))
            continue
        told = tuple(cells["predecessors"].replace(";", " ").split())
        chain = (operations[-1].operation_id,) if operations and columns["predecessors"] is None else ()
        operations.append(
            Operation(
                operation_id=cells["operation_id"] or f"{at - 1}",
                name=cells["name"],
                machine=machine_kind(cells["machine"], cells["attachment"]),
                smv_minutes=smv_minutes,
                skill=cells["skill"] or cells["machine"],
                predecessors=told or chain,
                component=cells["component"],
            )
        )
    if not operations and not problems:
        raise InputError.single(name, "it holds no operation", REMEDY)
    bulletin = Bulletin(bulletin_id=name.rsplit(".", 1)[0], operations=tuple(operations))
    problems += [
        Problem(file=name, what=f"{found.rule}: {found.where} has {found.found}", remedy=REMEDY)
        for found in bulletin.check()
    ]
    if problems:
        raise InputError(problems)
    return bulletin
