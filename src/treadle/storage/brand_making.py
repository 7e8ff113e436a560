"""Tables to what makes garments: patterns, fabrics, bulletins."""

from __future__ import annotations

import math
from collections.abc import Mapping

from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import NounRow, grouped, noun_rows
from treadle.storage.pattern_rows import parse_marks
from treadle.terms.cutting import OWN_CLOTH, Fabric, Mark, Outline, Pattern, Piece
from treadle.terms.sewing import Bulletin, Operation, machine_kind


def build_patterns(rows: FolderRows) -> Mapping[str, Pattern]:
    """Patterns by id, outlines turned so that the grain lies along x; crossing outlines are problems."""
    patterns = {}
    for pattern_id, members in grouped(noun_rows(rows, "pieces"), "pattern_id").items():
        pieces = [piece for row in members if (piece := _piece(rows, row)) is not None]
        fabrics = {one.text("fabric_id").lower() for one in noun_rows(rows, "fabrics")}
        named = {one.material for one in pieces if one.material.strip().lower() not in (*OWN_CLOTH, *fabrics)}
        if named:
            what = (
                f"pieces of pattern {pattern_id} are of {', '.join(sorted(named))}, which table fabrics does not have"
            )
            remedy = "Name a cloth, or leave it empty for that of the style; such pieces are not planned"
            rows.problems.append(members[0].problem("material", what, remedy, stops_plan=False))
        patterns[pattern_id] = Pattern(pattern_id=pattern_id, pieces=tuple(pieces))
    return patterns


def parse_outline(text: str) -> Outline:
    """The corners of 'x,y x,y …' in millimetres; a last corner equal to the first is dropped."""
    corners = [tuple(float(one) for one in pair.split(",")) for pair in text.split()]
    points = [(x, y) for x, y in corners]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return tuple(points)


def _piece(rows: FolderRows, row: NounRow) -> Piece | None:
    outline = parse_outline(row.text("outline"))
    wrong = _outline_fault(outline)
    if wrong is not None:
        rows.problems.append(row.problem("outline", *wrong))
        return None
    quantity, is_pair = row.whole("quantity"), row.flag("is_pair")
    if is_pair and quantity % 2:
        rows.problems.append(
            row.problem("quantity", f"{quantity} pieces cannot be mirrored pairs",
                        "Write an even quantity, or no in column is_pair")
        )  # fmt: skip
    mirrored = row.whole("mirrored")
    if mirrored and (is_pair or mirrored > quantity):
        rows.problems.append(
            row.problem("mirrored", f"{mirrored} of {quantity} pieces" + (" beside is_pair" if is_pair else ""),
                        "Write how many of the pieces are mirrored, or is_pair, not both")
        )  # fmt: skip
    try:
        marks = parse_marks(row.text("marks"))
    except ValueError as error:
        rows.problems.append(row.problem("marks", str(error), "Write it like 'drill 30,40; notch 0,50 5,50'"))
        marks = ()
    turn = -row.number("grain_deg")
    return Piece(
        piece_id=row.text("piece_id"), size=row.text("size"), outline=_turned(outline, turn),
        quantity=quantity, is_pair=is_pair, mirrored_quantity=mirrored, material=row.text("material"),
        marks=tuple(Mark(kind=one.kind, points=_turned(one.points, turn)) for one in marks),
        rotations_deg=tuple(float(one) for one in row.text("rotations_deg").split()), match_mm=_match(row),
        tilt_deg=row.number("tilt_deg"),
    )  # fmt: skip


def _match(row: NounRow) -> tuple[float, float] | None:
    """The match point, turned like the outline; None where no coordinate is given."""
    x, y = row.values["match_x_mm"], row.values["match_y_mm"]
    if x is None and y is None:
        return None
    return _turned(((float(x or 0), float(y or 0)),), -row.number("grain_deg"))[0]


def _outline_fault(outline: Outline) -> tuple[str, str] | None:
    if len(outline) < 3:
        return f"an outline of {len(outline)} corners has no area", "Write at least three corners"
    from shapely.geometry import Polygon
    from shapely.validation import explain_validity

    polygon = Polygon(outline)
    if not polygon.is_valid:
        where = explain_validity(polygon)
        return f"the outline crosses itself ({where})", "Put the corners in the order of the edge"
    if polygon.area <= 0:
        return "the outline encloses no area", "Write the corners in millimetres"
    return None


def _turned(outline: Outline, degrees: float) -> Outline:
    if degrees == 0:
        return outline
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return tuple((round(x * cos - y * sin, 6), round(x * sin + y * cos, 6)) for x, y in outline)


def build_fabrics(rows: FolderRows) -> Mapping[str, Fabric]:
    """Fabrics by id."""
    return {
        row.text("fabric_id"): Fabric(
            fabric_id=row.text("fabric_id"), width_mm=row.whole("width_mm"),
            price_per_m_cents=row.whole("price_per_m_cents"), minimum_m=row.number("minimum_m"),
            max_plies=row.whole("max_plies"), max_lay_length_mm=row.whole("max_lay_length_mm"),
            end_loss_mm=row.whole("end_loss_mm"), selvedge_mm=row.whole("selvedge_mm"),
            spacing_mm=row.number("spacing_mm"), is_one_way=row.flag("is_one_way"),
            roll_m=row.number("roll_m"), is_garment_way=row.flag("is_garment_way"), spread=row.text("spread"),
            shade_mm=row.whole("shade_mm"), repeat_along_mm=row.number("repeat_along_mm"),
            repeat_across_mm=row.number("repeat_across_mm"), shrink_along_share=row.number("shrink_along_share"),
            shrink_across_share=row.number("shrink_across_share"),
        )
        for row in sorted(noun_rows(rows, "fabrics"), key=lambda row: row.text("fabric_id"))
    }  # fmt: skip


def build_bulletins(rows: FolderRows) -> Mapping[str, Bulletin]:
    """Bulletins by id, operations in the order of the file; unknown predecessors and cycles are problems."""
    bulletins = {}
    for bulletin_id, members in grouped(noun_rows(rows, "bulletins"), "bulletin_id").items():
        bulletin = Bulletin(bulletin_id=bulletin_id, operations=tuple(_operation(row) for row in members))
        by_id = {row.text("operation_id"): row for row in members}
        for violation in bulletin.check():
            one = violation.where.partition("/")[2] or violation.found.split(", ")[0]
            remedy = "Name operations of the same bulletin, so that none waits for itself"
            what = f"{violation.rule}: {violation.found}"
            if violation.rule == "operations form no cycle":
                what = f"operations {violation.found} wait for each other in a circle"
            elif violation.rule == "predecessor exists":
                what = f'predecessor "{violation.found}" is not an operation of bulletin {bulletin_id}'
            rows.problems.append(by_id[one].problem("predecessors", what, remedy))
        bulletins[bulletin_id] = bulletin
    return bulletins


def _operation(row: NounRow) -> Operation:
    return Operation(
        operation_id=row.text("operation_id"), name=row.text("name"),
        machine=machine_kind(row.text("machine"), row.text("attachment")),
        smv_minutes=row.number("smv_minutes"), skill=row.text("skill"),
        predecessors=tuple(row.text("predecessors").split()), component=row.text("component"),
    )  # fmt: skip
