"""How the example brand's garments are made: drafted patterns, bulletins, cloth and one factory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from treadle.cut.draft import draft_pattern
from treadle.sew.example_bulletins import example_bulletin

FACTORY_ID = "willow"
WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
#: fabric, width in mm, price of a metre, most plies, one-way.
FABRICS = (
    ("jersey", 1700, "4.40", 60, "no"),
    ("poplin", 1500, "5.20", 70, "no"),
    ("twill", 1480, "6.60", 45, "no"),
    ("viscose", 1420, "5.80", 50, "yes"),
)
LETTER_SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "2XL", "3XL", "4XL")
CHILDREN_SIZES = (
    "104", "116", "128", "134", "140", "146", "152", "158", "164", "176",
    "116-128", "128-140", "140-152", "152-158", "158-170", "164-176",
)  # fmt: skip


def making_tables(patterns: Mapping[str, tuple[str, Sequence[str]]]) -> dict[str, pa.Table]:
    """Tables of making for `patterns`: pattern_id -> (kind of garment, sizes)."""
    kinds = sorted({kind for kind, _ in patterns.values()})
    skills = sorted({one.skill for kind in kinds for one in example_bulletin(kind).operations})
    return {
        "pieces": _pieces(patterns),
        "bulletins": _bulletins(kinds),
        "fabrics": pa.Table.from_pylist([
            {"fabric_id": name, "width_mm": str(width), "price_per_m": price, "minimum_m": "0",
             "max_plies": str(plies), "max_lay_length_mm": "9000", "end_loss_mm": "20", "selvedge_mm": "10",
             "spacing_mm": "0", "is_one_way": nap, "roll_m": "0"}
            for name, width, price, plies, nap in FABRICS]),
        "factories": pa.Table.from_pylist([
            {"factory_id": FACTORY_ID, "name": "Willow Lane", "minute_cost": "0.24", "minimum_units": "50",
             "finishing_days": "1", "transport_days": "2", "changeover_minutes": "60", "machine_change_minutes": "0",
             "thread_change_minutes": "5", "startup_shares": "1", "overtime_minutes": "90",
             "overtime_premium_share": "0.5"}]),
        "cutting_tables": pa.Table.from_pylist([
            {"factory_id": FACTORY_ID, "table_id": "T1", "length_mm": "10000", "spread_m_per_minute": "20",
             "cut_m_per_minute": "6", "setup_minutes": "15"}]),
        "work_centres": pa.Table.from_pylist([
            {"factory_id": FACTORY_ID, "work_centre_id": name, "stage": stage, "people": people}
            for name, stage, people in (("P1", "print", "2"), ("R1", "press", "3"), ("K1", "pack", "3"))]),
        "sewing_lines": pa.Table.from_pylist([
            {"factory_id": FACTORY_ID, "line_id": line, "machines": ""} for line in ("L1", "L2")]),
        "operators": _operators(skills),
        "shifts": pa.Table.from_pylist([
            {"factory_id": FACTORY_ID, "weekday": day, "start": start, "end": end}
            for day in WORKDAYS for start, end in (("07:30", "12:00"), ("12:30", "16:00"))]),
        "closed_days": pa.Table.from_pylist([
            {"factory_id": FACTORY_ID, "day": "2026-12-25", "note": "Christmas"}]),
    }  # fmt: skip


def _pieces(patterns: Mapping[str, tuple[str, Sequence[str]]]) -> pa.Table:
    rows = []
    for pattern_id, (kind, sizes) in patterns.items():
        for piece in draft_pattern(kind, sizes, pattern_id).pieces:
            rows.append(
                {"pattern_id": pattern_id, "size": piece.size, "piece_id": piece.piece_id,
                 "outline": " ".join(f"{_mm(x)},{_mm(y)}" for x, y in piece.outline), "grain_deg": "0",
                 "quantity": str(piece.quantity), "is_pair": "yes" if piece.is_pair else "no",
                 "rotations_deg": " ".join(_mm(angle) for angle in piece.rotations_deg)}
            )  # fmt: skip
    return pa.Table.from_pylist(rows)


def _mm(length: float) -> str:
    """A length to a tenth of a millimetre, without needless noughts."""
    text = f"{length:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _bulletins(kinds: Sequence[str]) -> pa.Table:
    return pa.Table.from_pylist([
        {"bulletin_id": kind, "operation_id": one.operation_id, "name": one.name, "machine": one.machine,
         "smv_minutes": f"{one.smv_minutes:.2f}", "skill": one.skill, "predecessors": " ".join(one.predecessors),
         "component": one.component}
        for kind in kinds for one in example_bulletin(kind).operations
    ])  # fmt: skip


#: What everybody on a line can do: the lockstitch machine and hand work.
BASIC_SKILLS = ("SNLS", "TABLE")
LINE_PEOPLE = 12


def _operators(skills: Sequence[str]) -> pa.Table:
    """Twelve people on each of two lines: the basic skills, and three special machines each, dealt in turn."""
    special = [skill for skill in skills if skill not in BASIC_SKILLS]
    rows = []
    for line in ("L1", "L2"):
        for person in range(LINE_PEOPLE):
            dealt = (special[(3 * person + step) % len(special)] for step in range(3))
            for place, skill in enumerate(dict.fromkeys([*dealt, *BASIC_SKILLS])):
                efficiency = 0.86 + 0.03 * ((person * 7 + place * 3) % 6 - 2)
                rows.append({"factory_id": FACTORY_ID, "line_id": line, "operator_id": f"{line}-{person + 1:02d}",
                             "skill": skill, "efficiency": f"{efficiency:.2f}"})  # fmt: skip
    return pa.Table.from_pylist(rows)
