"""The page's part on load: per factory, each sewing line week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from treadle.report.heads import heads
from treadle.words import label, say_text

Row = Mapping[str, object]
_COLUMNS = (
    "line_id", "week_from", "share", "orders", "planned_minutes", "capacity_minutes", "late_cents", "hour_cents",
    "reason",
)  # fmt: skip


def load_part(rows: Sequence[Row], language: str) -> str:
    """The load of each factory, folded under its name with its fullest week; empty where nothing is sewn."""
    factories: dict[str, list[Row]] = {}
    for row in rows:
        factories.setdefault(str(row["factory_id"]), []).append(row)
    parts = []
    for factory, mine in factories.items():
        most = max(mine, key=lambda row: (_number(row["share"]), str(row["line_id"])))
        facts = {"factory": factory, "line": most["line_id"], "share": most["share"], "week": most["week_from"]}
        title = escape(label("page.load", language, **facts))
        body = heads("load", *_COLUMNS, language=language) + "".join(_row(row, language) for row in mine)
        parts.append(f'<details><summary>{title}</summary><div class="wide"><table>{body}</table></div></details>')
    return "".join(parts)


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _row(row: Row, language: str) -> str:
    money = "".join(f"<td class=n>{_number(row[name]) / 100:,.2f}</td>" for name in ("late_cents", "hour_cents"))
    return (
        f"<tr><td>{escape(str(row['line_id']))}</td><td class=d>{row['week_from']}</td>"
        f"<td class=n>{_number(row['share']):.0%}</td><td class=n>{row['orders']}</td>"
        f"<td class=n>{row['planned_minutes']:,}</td><td class=n>{row['capacity_minutes']:,}</td>{money}"
        f"<td>{escape(say_text(str(row['reason']), language))}</td></tr>"
    )
