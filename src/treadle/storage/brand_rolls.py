"""Tables to the rolls of cloth on the shelf."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import NounRow, grouped, noun_rows
from treadle.terms.cutting import Fabric
from treadle.terms.rolls import Fault, Roll

REMEDIES = {
    "a fault lies on its roll": ("to_m", "Measure from the roll's outer end, and write where it ends after it begins"),
    "faults of a roll lie apart": ("from_m", "Join faults that overlap into one row"),
    "a fault has both its edges across, or none": (
        "across_to_mm", "Write both edges, the lower first, or none for a fault over the whole width"
    ),
}  # fmt: skip


def build_rolls(rows: FolderRows, fabrics: Mapping[str, Fabric]) -> tuple[Roll, ...]:
    """Rolls in the order of their labels; faults off their roll or over one another are problems."""
    bad = grouped(noun_rows(rows, "faults"), "roll_id")
    found = []
    for row in sorted(noun_rows(rows, "rolls"), key=lambda one: one.text("roll_id")):
        fabric = fabrics.get(row.text("fabric_id"))
        if fabric is None:
            continue
        faults = sorted(bad.get(row.text("roll_id"), []), key=lambda one: (one.number("from_m"), one.line))
        roll = Roll(
            roll_id=row.text("roll_id"), fabric_id=fabric.fabric_id, colour=row.text("colour"),
            length_mm=_mm(row, "length_m"),
            width_mm=fabric.width_mm if _is_empty(row, "width_mm") else row.whole("width_mm"),
            shade=row.text("shade"), faults=tuple(_fault(one) for one in faults), counted_on=row.day("counted_on"),
        )  # fmt: skip
        for violation in roll.check():
            column, remedy = REMEDIES[violation.rule]
            what = f"breaks the rule that {violation.rule} (roll {roll.roll_id}: {violation.found})"
            rows.problems.append(faults[0].problem(column, what, remedy))
        found.append(roll)
    return tuple(found)


def _fault(row: NounRow) -> Fault:
    low, high = (None if _is_empty(row, name) else row.whole(name) for name in ("across_from_mm", "across_to_mm"))
    return Fault(from_mm=_mm(row, "from_m"), to_mm=_mm(row, "to_m"), across_from_mm=low, across_to_mm=high)


def _mm(row: NounRow, name: str) -> int:
    return round(row.number(name) * 1000)


def _is_empty(row: NounRow, name: str) -> bool:
    return row.values[name] is None
