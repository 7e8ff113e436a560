"""How the demo's garments are made: patterns, operations, cloth, two factories of different speed and price, and a
third that is new to the brand."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from treadle.cut.draft import draft_pattern
from treadle.sew.example_bulletins import example_bulletin
from treadle.simulate.demo_range import SIZES
from treadle.terms.cutting import Outline

#: kind of garment, its pattern and its bulletin, as the styles of `demo_range` name them.
_GARMENTS = (
    ("tshirt", "P-TEE", "B-TEE"),
    ("shirt", "P-SHIRT", "B-SHIRT"),
    ("trousers", "P-TROUSER", "B-TROUSER"),
    ("dress", "P-DRESS", "B-DRESS"),
)

#: fabric, width in mm, price of a metre, most plies, one-way (nap or print).
_FABRICS = (
    ("F-JERSEY", 1750, "4.20", 60, "no"),
    ("F-RIB", 1500, "5.60", 50, "no"),
    ("F-LINEN", 1450, "8.90", 50, "no"),
    ("F-POPLIN", 1500, "4.80", 80, "no"),
    ("F-VISCOSE", 1420, "5.10", 50, "yes"),
    ("F-TWILL", 1500, "6.20", 45, "no"),
    ("F-FLANNEL", 1480, "7.40", 40, "yes"),
)
#: factory, name, price of a minute, smallest order, finishing days, transport days, changeover minutes.
_FACTORIES = (
    ("riverside", "Riverside, next door: small lots, fast", "0.27", 60, 1, 1, 45),
    ("hillside", "Hillside, across the border: cheaper minutes", "0.16", 200, 2, 6, 90),
)
#: The factory that is new: a knitter without lines of the brand's own, known by what it says of itself.
NEW_FACTORY = "lakeside"
_NEW_PROFILE = {
    "factory_id": NEW_FACTORY, "name": "Lakeside Knits: new, knits what nobody here can", "capabilities": "KNIT LINK",
    "minimum_units": "60", "free_minutes": "24000", "lead_days": "28", "transport_days": "6", "minute_cost": "0.21",
    "transport_cost": "0.40", "duty_share": "0.08", "country": "Portugal",
    "certificates": "OEKO-TEX-100 GOTS", "contact": "orders@lakeside.example",
}  # fmt: skip
#: What it asks for a style: pieces from which a price holds, cents a piece, and once an order.
_QUOTES = {"TEE08": ((60, 980, 6000), (200, 890, 6000)), "DRE05": ((60, 1790, 6000), (200, 1650, 6000))}
#: factory, line, operators, usual efficiency.
_LINES = (
    ("riverside", "R1", 9, 0.92),
    ("riverside", "R2", 9, 0.88),
    ("hillside", "H1", 14, 0.84),
    ("hillside", "H2", 12, 0.80),
)
_SHIFTS = {
    "riverside": (("07:30", "12:00"), ("12:30", "16:00")),
    "hillside": (("07:00", "11:30"), ("12:00", "16:30")),
}
_WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def quotes_asked() -> Mapping[str, tuple[tuple[int, int, int], ...]]:
    """What the new factory asks, by style: pieces from which on, cents a piece, cents once an order."""
    return _QUOTES


def making_tables(skills: tuple[str, ...]) -> dict[str, pa.Table]:
    """Tables fabrics, factories, factory_profiles, cutting_tables, sewing_lines, operators, shifts, closed_days,
    changeovers.

    `skills` are those that the bulletins ask for; every line has at least two people for each.
    """
    return {
        "fabrics": pa.Table.from_pylist([
            {"fabric_id": name, "width_mm": str(width), "price_per_m": price, "minimum_m": "0", "max_plies": str(plies),
             "max_lay_length_mm": "9000", "end_loss_mm": "20", "selvedge_mm": "10", "is_one_way": nap}
            for name, width, price, plies, nap in _FABRICS]),
        "factories": pa.Table.from_pylist([
            {"factory_id": name, "name": said, "minute_cost": cost, "minimum_units": str(least),
             "finishing_days": str(finish), "transport_days": str(way), "changeover_minutes": str(change)}
            for name, said, cost, least, finish, way, change in _FACTORIES]),
        "factory_profiles": pa.Table.from_pylist([_NEW_PROFILE]),
        "cutting_tables": pa.Table.from_pylist([
            {"factory_id": name, "table_id": f"{name[0].upper()}-T1", "length_mm": "10000", "spread_m_per_minute": "20",
             "cut_m_per_minute": "6", "setup_minutes": "15"} for name in ("riverside", "hillside")]),
        "sewing_lines": pa.Table.from_pylist([
            {"factory_id": factory, "line_id": line, "machines": ""} for factory, line, _, _ in _LINES]),
        "operators": _operators(skills),
        "shifts": pa.Table.from_pylist([
            {"factory_id": factory, "weekday": day, "start": start, "end": end}
            for factory, spans in _SHIFTS.items() for day in _WORKDAYS for start, end in spans]),
        "closed_days": pa.Table.from_pylist([
            {"factory_id": "hillside", "day": "2026-10-01", "note": "national holiday"},
            {"factory_id": "hillside", "day": "2026-10-02", "note": "national holiday"},
            {"factory_id": "riverside", "day": "2026-12-25", "note": "Christmas"}]),
        "changeovers": pa.Table.from_pylist([
            {"factory_id": "riverside", "from_style_id": before, "to_style_id": after, "minutes": "20"}
            for before, after in (("TEE01", "TEE03"), ("TEE03", "TEE01"), ("SHI01", "SHI05"), ("SHI05", "SHI01"))]),
    }  # fmt: skip


def _operators(skills: tuple[str, ...]) -> pa.Table:
    """People with four or five skills each, dealt round so that every line can sew every style.

    Three in four can work the commonest machine (the first of `skills`), as on a real floor.
    """
    rows = []
    for factory, line, people, usual in _LINES:
        for person in range(people):
            dealt = [skills[(person * 2 + step * 3) % len(skills)] for step in range(4)]
            known = dict.fromkeys(dealt if person % 4 == 3 else [skills[0], *dealt])
            best = skills[0] if person % 2 == 0 and person % 4 != 3 else dealt[0]
            for place, skill in enumerate(known):
                efficiency = usual + 0.03 * ((person * 7 + place * 3) % 5 - 2) + (0.06 if skill == best else 0.0)
                rows.append(
                    {
                        "factory_id": factory,
                        "line_id": line,
                        "operator_id": f"{line}-{person + 1:02d}",
                        "skill": skill,
                        "efficiency": f"{efficiency:.2f}",
                    }
                )
    return pa.Table.from_pylist(rows)


def sewing_tables() -> tuple[dict[str, pa.Table], tuple[str, ...]]:
    """Tables pieces and bulletins of the example garments, and the skills asked for, by minutes, most first."""
    pieces, operations = [], []
    minutes: dict[str, float] = {}
    for kind, pattern_id, bulletin_id in _GARMENTS:
        for piece in draft_pattern(kind, SIZES, pattern_id).pieces:
            pieces.append(
                {
                    "pattern_id": pattern_id,
                    "size": piece.size,
                    "piece_id": piece.piece_id,
                    "outline": _outline_text(piece.outline),
                    "grain_deg": "0",
                    "quantity": str(piece.quantity),
                    "is_pair": "yes" if piece.is_pair else "no",
                    "rotations_deg": " ".join(f"{angle:g}" for angle in piece.rotations_deg),
                }
            )
        for operation in example_bulletin(kind).operations:
            minutes[operation.skill] = minutes.get(operation.skill, 0.0) + operation.smv_minutes
            operations.append(
                {
                    "bulletin_id": bulletin_id,
                    "operation_id": operation.operation_id,
                    "name": operation.name,
                    "machine": operation.machine,
                    "smv_minutes": f"{operation.smv_minutes:g}",
                    "skill": operation.skill,
                    "predecessors": " ".join(operation.predecessors),
                    "component": operation.component,
                }
            )
    skills = tuple(sorted(minutes, key=lambda skill: (-minutes[skill], skill)))
    tables = {"pieces": pa.Table.from_pylist(pieces), "bulletins": pa.Table.from_pylist(operations)}
    return tables, skills


def _outline_text(outline: Outline) -> str:
    """Corners as the folder writes them: 'x,y x,y …' in tenths of a millimetre."""
    return " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in outline)
