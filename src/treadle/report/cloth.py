"""The page's part on cloth: rolls by cloth and colour, and what is missing on the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.report.heads import heads
from treadle.words import label, say_text

Row = Mapping[str, Any]

ROLLS_SHOWN = 40
COLOURS = ("#0b7285", "#e8590c", "#5f3dc4", "#2b8a3e", "#c2255c", "#1864ab", "#9c6f19", "#495057")


def cloth_part(rows: Mapping[str, Sequence[Row]], language: str) -> str:
    """Metres laid, kept and lost by cloth and colour, then each lay that lacks cloth; empty without rolls."""
    used, short = rows["rolls_used"], rows["cloth_short"]
    if not used and not short:
        return ""
    keys = sorted({(row["fabric_id"], row["colour"]) for row in (*used, *short)})
    lines = []
    for key in keys:
        mine = [row for row in used if (row["fabric_id"], row["colour"]) == key]
        missing = sum(row["missing_m"] for row in short if (row["fabric_id"], row["colour"]) == key)
        kept = sum(float(one) for row in mine for one in row["remnants_m"].split(", ") if one)
        laid, lost = sum(row["laid_m"] for row in mine), sum(row["lost_m"] for row in mine)
        lines.append(
            f"<tr><td>{escape(key[0])}</td><td>{escape(key[1])}</td><td class=n>{len(mine)}</td>"
            f"<td class=n>{laid:,.1f}</td><td class=n>{kept:,.1f}</td><td class=n>{lost:,.2f}</td>"
            f"<td class=n>{missing:,.1f}</td></tr>"
        )
    names = ("fabric_id", "colour", ("head.rolls", True), "laid_m", "remnants_m", "lost_m")
    head = heads("rolls_used", *names, "cloth_short.missing_m", language=language)
    lacking = "".join(
        f"<li>{escape(str(row['lay_id']))} {escape(str(row['option_id']))}: "
        f"{escape(say_text(str(row['reason']), language))}</li>"
        for row in short
    )
    table = f'<div class="wide"><table>{head}{"".join(lines)}</table></div>{_bars(used, rows["spreading"], language)}'
    return f"<h3>{label('title.cloth', language)}</h3>{table}" + (f"<ul>{lacking}</ul>" if lacking else "")


def _bars(used: Sequence[Row], spreading: Sequence[Row], language: str) -> str:
    """Every touched roll as a bar: what each lay takes of it in the lay's colour, the rest kept or lost."""
    if not used:
        return ""
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
    more = (
        f"<p class=muted>{label('page.further_rolls', language, count=len(used) - len(shown))}</p>"
        if len(used) > len(shown)
        else ""
    )
    return (
        f'<div class="wide"><svg viewBox="0 0 920 {height}" width="920" role="img" '
        f'aria-label="{label("chart.rolls", language)}" font-family="sans-serif" font-size="11">'
        f"{''.join(drawn)}</svg></div>{more}"
    )
