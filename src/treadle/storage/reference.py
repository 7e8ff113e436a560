"""The reference of a brand's tables as Markdown, made from their specs."""

from __future__ import annotations

from treadle.terms.table_spec import CELL_TYPES, Column
from treadle.terms.tables import TABLES


def tables_reference() -> str:
    """All tables with their columns, in the order in which a person fills them."""
    lines = [
        "# Tables of a brand's folder",
        "",
        "Made from `treadle.terms.tables`; each is a CSV in `tables/`, a sheet of `brand.xlsx`, and a target of "
        "`treadle import --as`. **Bold** columns must be filled.",
    ]
    for spec in TABLES.values():
        known_by = ", ".join(f"`{one}`" for one in spec.key)
        lines += ["", f"## {spec.name}", "", spec.doc, "", f"A row is known by {known_by}.", ""]
        lines += ["| column | what it is | how it is written | unit | empty means |", "|---|---|---|---|---|"]
        lines += [_line(column) for column in spec.columns]
    return "\n".join(lines) + "\n"


def _line(column: Column) -> str:
    name = f"**`{column.name}`**" if column.is_required else f"`{column.name}`"
    called, example = CELL_TYPES[column.kind]
    written = f"one of {', '.join(column.allowed)}" if column.allowed else f"{called}, such as `{example}`"
    refers = f"; a `{column.refers_to}`" if column.refers_to else ""
    if column.least is not None or column.most is not None:
        written += f", {column.span}"
    if column.likely_span:
        written += f"; mostly {column.likely_span}"
    empty = "" if column.default in (None, "") else column.default
    return f"| {name} | {column.doc} | {written}{refers} | {column.unit} | {empty} |".replace("  |", " |")
