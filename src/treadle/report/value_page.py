"""The value report as one page: bars of profit with their intervals, differences, and the worth of signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from treadle.look.number_forms import Forms
from treadle.look.sheet import reader, style_sheet, templates
from treadle.report.heads import Head
from treadle.terms.schema import OUTPUTS
from treadle.words import heading, label

if TYPE_CHECKING:
    import pyarrow as pa

TEMPLATES = Path(__file__).resolve().parent / "templates"
INK, ACCENT, SOFT = "#1f2933", "#0b7285", "#99e9f2"
#: Arms drawn in the first picture, in their order.
DRAWN = ("season buy", "best constant rule 1000/15", "best constant rule 100/7", "treadle 1000/15", "treadle 100/7",
         "treadle without signals 100/7", "hindsight")  # fmt: skip
Bar = tuple[str, float, float, float]


def bars_svg(title: str, bars: Sequence[Bar]) -> str:
    """Horizontal bars (name, value, low, high) with their intervals as whiskers, as an SVG element."""
    finite = [edge for _, *edges in bars for edge in edges if abs(edge) != float("inf")]
    low, high = min(0.0, *finite), max(0.0, *finite, 1.0)
    scale = 420 / (high - low)
    zero = 300 - low * scale
    drawn = [f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="20" y2="{26 + 26 * len(bars)}" stroke="{INK}"/>']
    for at, (name, value, least, most) in enumerate(bars):
        y = 26 + 26 * at
        end = zero + value * scale
        colour = ACCENT if "treadle" in name else SOFT
        drawn.append(f'<text x="292" y="{y + 13}" text-anchor="end" font-size="12">{escape(name)}</text>')
        drawn.append(f'<rect x="{min(zero, end):.1f}" y="{y}" width="{abs(end - zero):.1f}" height="18" '
                     f'fill="{colour}"/>')  # fmt: skip
        if abs(least) != float("inf"):
            left, right = zero + least * scale, zero + most * scale
            drawn.append(f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y + 9}" y2="{y + 9}" stroke="{INK}"/>')
        drawn.append(f'<text x="800" y="{y + 13}" text-anchor="end" font-size="12">{value:,.0f}</text>')
    told = "; ".join(f"{name} {value:,.0f}" for name, value, _, _ in bars)
    return (
        f'<svg role="img" aria-label="{escape(title)}: {escape(told)}" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 810 {40 + 26 * len(bars)}" font-family="system-ui,sans-serif">'
        f'<text x="4" y="14" font-size="13" font-weight="bold">{escape(title)}</text>{"".join(drawn)}</svg>'
    )


def profit_bars(tables: Mapping[str, pa.Table], language: str = "en") -> str:
    """The picture of the report: profit of a season under every arm, as an SVG element."""
    profit = {row["arm"]: row for row in tables["arms"].to_pylist() if row["figure"] == "profit"}
    arms = [(name, row["mean"], row["low"], row["high"]) for name in DRAWN if (row := profit.get(name))]
    return bars_svg(label("worth.profit", language), arms)


def curves_svg(table: pa.Table, language: str = "en") -> str:
    """Profit as a share of hindsight over the least order and over the lead time, as an SVG element."""
    rows = table.to_pylist()
    top = max(1.0, *(row["share_of_hindsight"] for row in rows))
    panels = []
    for at, curve in enumerate(("minimum", "lead")):
        left, mine = 60 + at * 380, [row for row in rows if row["curve"] == curve]
        values = sorted({row["value"] for row in mine})
        named = label(f"worth.{curve}", language)
        place = {value: left + 300 * step / max(len(values) - 1, 1) for step, value in enumerate(values)}
        panels += [f'<text x="{place[value]:.0f}" y="226" text-anchor="middle">{value:,}</text>' for value in values]
        panels.append(f'<text x="{left + 150}" y="244" text-anchor="middle">{named}</text>')
        for step in range(5):
            y = 210 - 170 * step / 4
            panels.append(f'<line x1="{left}" x2="{left + 300}" y1="{y}" y2="{y}" stroke="#dee2e6"/>')
            panels.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{top * step / 4:.0%}</text>')
        for policy, colour in (("plain", INK), ("treadle", ACCENT)):
            found = [row for row in mine if row["policy"] == policy]
            points = [(place[row["value"]], 210 - 170 * max(row["share_of_hindsight"], 0) / top) for row in found]
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            panels.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
            for (x, y), row in zip(points, found, strict=True):
                low, high = (210 - 170 * min(max(row[edge], 0), top) / top for edge in ("share_low", "share_high"))
                panels.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="{colour}"/>')
                panels.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
    return (
        f'<svg role="img" aria-label="{label("worth.share_over", language)}" '
        'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 790 250" font-family="system-ui,sans-serif" font-size="11">'
        f'<text x="4" y="14" font-size="13" font-weight="bold">{label("worth.share", language)}</text>'
        f'<text x="250" y="14" fill="{INK}">{label("worth.plain", language)}</text>'
        f'<text x="330" y="14" fill="{ACCENT}">{label("worth.ours", language)}</text>'
        f"{''.join(panels)}</svg>"
    )


def value_page(tables: Mapping[str, pa.Table], seasons: int, language: str = "en") -> str:
    """One self-contained HTML page of the value report."""
    pictures = [profit_bars(tables, language)]
    for name in ("differences", "signals"):
        rows = [tuple(row.values()) for row in tables[name].to_pylist()]
        if rows:
            pictures.append(bars_svg(label(f"worth.{name}", language), rows))
    shown = ((name, tables[name].to_pylist()) for name in ("cash", "constants", "regret", "arms", "stages"))
    return (
        templates(TEMPLATES)
        .get_template("value.html")
        .render(
            reader(Forms(language=language)),
            theme="light",  # the pictures are drawn for paper
            style_sheet=Markup(style_sheet()),
            note=label("worth.note", language, seasons=seasons),
            pictures=[Markup(one) for one in pictures],
            tables=[
                (name, _heads(name, rows, language), [_cells(row) for row in rows]) for name, rows in shown if rows
            ],
        )
    )


def _heads(name: str, rows: Sequence[Mapping[str, object]], language: str) -> list[Head]:
    told = {one.name: heading(one.heading, language) for one in OUTPUTS[f"simulated_{name}"].columns}
    return [(told[column], not isinstance(value, str)) for column, value in rows[0].items()]


def _cells(row: Mapping[str, object]) -> list[tuple[str, bool]]:
    """What each cell of a row says, and whether it is a number."""
    return [(_cell(value), not isinstance(value, str)) for value in row.values()]


def _cell(value: object) -> str:
    """A cell's text."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}"
    return str(value)
