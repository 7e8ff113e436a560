"""Tables to trims and thread, and what a piece takes of them."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import noun_rows
from treadle.terms.materials import BillLine, Material


def build_materials(rows: FolderRows) -> Mapping[str, Material]:
    """Materials by id; a substitute that is none is a problem."""
    found = {}
    told = {row.text("material_id"): row for row in noun_rows(rows, "materials")}
    for name, row in told.items():
        substitutes = tuple(row.text("substitutes").split())
        for one in substitutes:
            if one not in told or one == name:
                what = f"{one} cannot take the place of {name}"
                rows.problems.append(row.problem("substitutes", what, "Name other materials of this table"))
        found[name] = Material(
            material_id=name, name=row.text("name"), unit=row.text("unit"), on_hand=row.number("on_hand"),
            coming=row.number("coming"), coming_day=row.day("coming_day"), substitutes=substitutes,
        )  # fmt: skip
    return found


def build_bill(rows: FolderRows) -> tuple[BillLine, ...]:
    """The bill of material, line by line."""
    return tuple(
        BillLine(style_id=row.text("style_id"), material_id=row.text("material_id"), quantity=row.number("quantity"),
                 size=row.text("size"), option_id=row.text("option_id"), waste_share=row.number("waste_share"))
        for row in noun_rows(rows, "bill_of_material")
    )  # fmt: skip
