"""A picture of each row: its headline figures as bars, treadle beside its peers."""

from __future__ import annotations

from html import escape
from typing import Any

from benchmarks.curves import curves

#: Task → headline figures (name in the record, what it is, whether less is better).
PANELS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "weekly-units": (("wape", "WAPE of four-week totals", True), ("pinball", "pinball loss of weeks", True)),
    "new-options": (("wape", "WAPE of the first four weeks", True), ("pinball", "pinball loss of weeks", True)),
    "next-month": (
        ("viewed_last_month", "rank correlation, viewed last month", False),
        ("hits_in_1000", "hits in the top 1,000", False),
        ("first_viewed_last_month", "rank correlation, first viewed", False),
        ("never_viewed", "rank correlation, never viewed", False),
    ),
    "views": (("wape", "WAPE of views", True),),
    "popularity": (("dress_sales", "rank correlation, dress_sales", False), ("wish_summer", "wish_summer", False)),
    "vn2-sum": (("pinball", "pinball loss at 0.85", True),),
    "vn2-game": (("mean", "mean cost of six windows", True),),
    "anticipate-speed": (("seconds", "seconds", True),),
    "volume": (("events_per_second", "events a second", False),),
    "cost-pairs": (("above_percent", "% above the optimal policy", True),),
    "exit": (("money", "money from what was to be cleared", False),),
    "factory": (("cost_cents", "cost of the plan, cents", True),),
    "fjsp": (("summed_gap", "summed gap", True),),
    "nest": (("mean_gap", "mean gap to the record", True),),
    "alwabp": (("mean_gap", "mean gap to the best known", True),),
    "split": (("gap_percent", "% above the proved bound", True),),
    "salbp": (("otto_share_at_best_known", "Otto: share at the best known", False),),
    "floor-speed": (("operations_per_second", "operations a second", False),),
}
BAR, WIDE, NAMES, ROOM = 18, 300, 190, 90
OURS, THEIRS = "#0b7285", "#adb5bd"


def figures(record: dict[str, Any], key: str) -> dict[str, float]:
    """One figure of everyone who has it, treadle first."""
    found = {}
    peers = record.get("peers", {})
    if any(isinstance(one, dict) for one in peers.values()):
        peers = {name: one for name, one in peers.items() if isinstance(one, dict)}
    for name, result in {"treadle": record.get("treadle"), **peers}.items():
        value = result.get(key) if isinstance(result, dict) else result
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[name] = float(value)
    return found


def picture(record: dict[str, Any]) -> str | None:
    """The SVG of a record; None where nothing can be set beside treadle's figure."""
    if (drawn := curves(record)) is not None:
        return drawn
    panels = [
        (title, is_less, told)
        for key, title, is_less in PANELS.get(record["task"], ())
        if len(told := figures(record, key)) > 1 and "treadle" in told
    ]
    if not panels:
        return None
    parts: list[str] = []
    top = 0
    for title, is_less, told in panels:
        parts += _panel(title, is_less, told, top)
        top += 44 + BAR * len(told)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {NAMES + WIDE + ROOM} {top}" role="img" '
        f'aria-label="{escape(record["task"])}" font-family="sans-serif" font-size="11">'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"


def _panel(title: str, is_less: bool, told: dict[str, float], top: int) -> list[str]:
    """Bars of one figure, best first."""
    better = "less is better" if is_less else "more is better"
    parts = [f'<text x="0" y="{top + 16}" font-weight="bold">{escape(title)} ({better})</text>']
    most = max(max(told.values()), 1e-12)
    ranked = sorted(told.items(), key=lambda one: one[1] if is_less else -one[1])
    for at, (name, value) in enumerate(ranked):
        y = top + 28 + BAR * at
        colour = OURS if name == "treadle" else THEIRS
        weight = ' font-weight="bold"' if name == "treadle" else ""
        parts.append(f'<text x="{NAMES - 8}" y="{y + 10}" text-anchor="end"{weight}>{escape(name[:30])}</text>')
        parts.append(
            f'<rect x="{NAMES}" y="{y}" width="{WIDE * max(value, 0) / most:.1f}" height="{BAR - 5}" fill="{colour}"/>'
        )
        x = NAMES + WIDE * max(value, 0) / most + 6
        parts.append(f'<text x="{x:.1f}" y="{y + 10}">{value:,.4g}</text>')
    return parts
