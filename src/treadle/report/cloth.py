"""The page's part on cloth: sums by cloth and colour, and a picture of the rolls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.words import label

Row = Mapping[str, Any]

ROLLS_SHOWN = 40
COLOURS = ("#0b7285", "#e8590c", "#5f3dc4", "#2b8a3e", "#c2255c", "#1864ab", "#9c6f19", "#495057")


def cloth_told(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Rolls touched, metres laid, kept, lost and missing by cloth and colour; none without rolls."""
    used, short = rows["rolls_used"], rows["cloth_short"]
    found: list[Row] = []
    for fabric_id, colour in sorted({(row["fabric_id"], row["colour"]) for row in (*used, *short)}):
        mine = [row for row in used if (row["fabric_id"], row["colour"]) == (fabric_id, colour)]
        lacking = [row for row in short if (row["fabric_id"], row["colour"]) == (fabric_id, colour)]
        found.append({
            "fabric_id": fabric_id,
            "colour": colour,
            "rolls": len(mine),
            "laid_m": sum(row["laid_m"] for row in mine),
            "kept_m": sum(float(one) for row in mine for one in row["remnants_m"].split(", ") if one),
            "lost_m": sum(row["lost_m"] for row in mine),
            "missing_m": sum(row["missing_m"] for row in lacking),
        })  # fmt: skip
    return found


def rolls_picture(used: Sequence[Row], spreading: Sequence[Row], language: str) -> str:
    """Every touched roll as a bar (an SVG element): what each lay takes of it in the lay's colour, the rest kept or
    lost."""
    longest = max(row["length_m"] for row in used)
    lays = sorted({str(row["lay_id"]) for row in spreading})
    shown = used[:ROLLS_SHOWN]
    drawn = []
    for at, row in enumerate(shown):
        y = 8 + at * 22
        scale = 760 / longest
        begins = float(str(row["label"]).rpartition("@")[2]) if "@" in str(row["label"]) else 0.0
        drawn.append(
            f'<text x="4" y="{y + 12}">{escape(str(row["label"]))}</text>'
            f'<rect x="150" y="{y}" width="{row["length_m"] * scale:.1f}" height="16" fill="#e9ecef" stroke="#868e96"/>'
        )
        for one in spreading:
            if one["label"] == row["label"]:
                x = 150 + (one["from_mm"] / 1000 - begins) * scale
                width = (one["to_mm"] - one["from_mm"]) / 1000 * scale
                colour = COLOURS[lays.index(str(one["lay_id"])) % len(COLOURS)]
                said = label(
                    "chart.stretch", language, lay=one["lay_id"], option=one["option_id"], first=one["first_ply"],
                    last=one["last_ply"],
                )  # fmt: skip
                drawn.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="16" fill="{colour}" stroke="#fff">'
                    f"<title>{escape(said)}</title></rect>"
                )
    height = 16 + 22 * len(shown)
    return (
        f'<svg viewBox="0 0 920 {height}" width="920" role="img" '
        f'aria-label="{label("chart.rolls", language)}" font-family="sans-serif" font-size="11">'
        f"{''.join(drawn)}</svg>"
    )
