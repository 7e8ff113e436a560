"""Rules that tie products to patterns, bulletins and factories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.errors import Problem
from treadle.storage.folder_rows import FolderRows
from treadle.terms.cutting import Pattern
from treadle.terms.place import Factory
from treadle.terms.product import Catalogue
from treadle.terms.sewing import Bulletin


def making_problems(
    rows: FolderRows, catalogue: Catalogue, patterns: Mapping[str, Pattern], bulletins: Mapping[str, Bulletin],
    factories: Sequence[Factory],
) -> list[Problem]:  # fmt: skip
    """Styles half described, patterns without a size that is sold, skills and machines that nobody has."""
    problems: list[Problem] = []
    sold: dict[str, set[str]] = {}
    for sku in catalogue.skus:
        sold.setdefault(catalogue.option[sku.option_id].style_id, set()).add(sku.size)
    used: set[str] = set()
    for style in catalogue.styles:
        named = {"pattern_id": style.pattern_id, "bulletin_id": style.bulletin_id, "fabric_id": style.fabric_id}
        missing = [name for name, value in named.items() if value is None]
        if missing and len(missing) < len(named):
            problems.append(
                Problem(file="tables/products.csv", column=missing[0],
                        what=f"style {style.style_id} has {', '.join(sorted(set(named) - set(missing)))} but no "
                        f"{' and no '.join(missing)}, so it is planned as bought in",
                        remedy="Fill in all three to make it, or none to buy it in", stops_plan=False)
            )  # fmt: skip
        if style.is_made and style.pattern_id is not None and style.pattern_id in patterns:
            lost = sorted(sold.get(style.style_id, set()) - set(patterns[style.pattern_id].sizes()))
            if lost:
                problems.append(
                    Problem(file="tables/pieces.csv", column="size",
                            what=f"pattern {style.pattern_id} has no pieces for size {', '.join(lost)} of style "
                            f"{style.style_id}", remedy="Add the pieces, or remove the sizes")
                )  # fmt: skip
        if style.is_made and style.bulletin_id is not None:
            used.add(style.bulletin_id)
    if used and not factories:
        problems.append(
            Problem(file="tables/factories.csv", what="there are styles to make and no factory",
                    remedy="Add a factory, or empty pattern_id, bulletin_id and fabric_id to buy in")
        )  # fmt: skip
    for bulletin_id in sorted(used & set(bulletins)):
        problems += _line_problems(bulletins[bulletin_id], factories)
    return problems


def _line_problems(bulletin: Bulletin, factories: Sequence[Factory]) -> list[Problem]:
    """A bulletin must fit at least one line."""
    lines = [line for factory in factories for line in factory.sewing_lines]
    if not lines:
        return []
    least: list[str] | None = None
    for line in lines:
        skills = {skill for operator in line.operators for skill in operator.efficiency}
        lost = sorted({operation.skill for operation in bulletin.operations} - skills)
        if line.machines:
            lost += sorted({f"machine {one.machine}" for one in bulletin.operations} -
                           {f"machine {machine}" for machine, count in line.machines.items() if count > 0})  # fmt: skip
        if least is None or len(lost) < len(least):
            least = lost
    if not least:
        return []
    return [
        Problem(file="tables/operators.csv", column="skill",
                what=f"no line can sew bulletin {bulletin.bulletin_id}: {', '.join(least)} missing on the best of them",
                remedy="Add the skill to an operator, or the machine to a line", stops_plan=False)
    ]  # fmt: skip
