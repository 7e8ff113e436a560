"""Charts as inline SVG, drawn by matplotlib (the one place that imports it) the same way every time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from treadle.words import label

if TYPE_CHECKING:
    from datetime import date

Floats = NDArray[np.float64]

INK, ACCENT, SOFT, ALARM = "#1f2933", "#0b7285", "#99e9f2", "#c92a2a"
#: How days stand below a chart: what matplotlib does, and in Chinese its parts from years to seconds.
_DATES: Mapping[str, Mapping[str, Any]] = {
    "en": {},
    "zh": {
        "formats": ["%Y年", "%m月", "%d日", "%H:%M", "%H:%M", "%S.%f"],
        "zero_formats": ["", "%Y年", "%m月", "%m月%d日", "%H:%M", "%H:%M"],
        "offset_formats": ["", "%Y年", "%Y年%m月", "%Y年%m月%d日", "%Y年%m月%d日", "%Y年%m月%d日"],
    },
}
LINES = (INK, ACCENT, "#e67700", "#5f3dc4", "#2b8a3e")


def _figure(width: float, height: float, below: float = 0.3, above: float = 0.08) -> tuple[Any, Any]:
    """A figure and its axes with the house's plain look; sizes and margins in inches.

    The margins are given, not found: matplotlib would draw every chart twice to find them.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    left, right = 0.45, 0.08
    axes = figure.add_axes(
        (left / width, below / height, (width - left - right) / width, (height - below - above) / height)
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=7, colors=INK)
    return figure, axes


def _svg(figure: Any, salt: str, said: str) -> str:
    """The figure as an SVG element whose ids depend on `salt` alone; `said` is told to those who cannot see it.

    Texts stay texts, in whatever letters the reader's machine has: that this machine's font lacks some is no matter.
    """
    import warnings

    import matplotlib

    target = io.StringIO()
    with (
        matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "sans-serif"}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    text = text[text.index("<svg") :]
    text = text.replace("<svg", f'<svg role="img" aria-label="{escape(said)}"', 1)
    # ids are only unique within one figure; a page holds many
    mark = re.sub(r"[^A-Za-z0-9]", "", salt)
    text = re.sub(r'id="([^"]+)"', rf'id="{mark}-\1"', text)
    text = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{mark}-", text)
    return re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)


def fan_chart(
    salt: str, past_days: Sequence[date], past_units: Floats, ahead_days: Sequence[date], bands: dict[str, Floats],
    language: str = "en",
) -> str:  # fmt: skip
    """History as bars and the weeks ahead as a fan: `bands` holds mean, q05, q10, q25, q50, q75, q90, q95 by week."""
    figure, axes = _figure(5.4, 2.0, below=0.42)
    if len(past_days):
        axes.bar(list(past_days), past_units, width=5.5, color="#ced4da", label=label("chart.demand_seen", language))
    if len(ahead_days):
        days = list(ahead_days)
        axes.fill_between(days, bands["q05"], bands["q95"], color=SOFT, alpha=0.45, linewidth=0)
        axes.fill_between(days, bands["q10"], bands["q90"], color=SOFT, alpha=0.6, linewidth=0)
        axes.fill_between(days, bands["q25"], bands["q75"], color=SOFT, linewidth=0)
        axes.plot(days, bands["q50"], color=ACCENT, linewidth=1.4, label=label("chart.median", language))
        axes.plot(days, bands["mean"], color=INK, linewidth=0.8, linestyle=":",
                  label=label("chart.mean", language))  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_ylabel(label("chart.units_a_week", language), fontsize=7)
    from matplotlib import dates

    formatter: Any = dates.ConciseDateFormatter
    axes.xaxis.set_major_formatter(formatter(axes.xaxis.get_major_locator(), **_DATES[language]))
    axes.xaxis.get_offset_text().set_fontsize(6)
    if len(past_days) or len(ahead_days):
        axes.legend(fontsize=6, frameon=False, loc="upper left")
    units = float(bands["mean"].sum()) if len(ahead_days) else 0.0
    return _svg(figure, salt, label("chart.fan", language, weeks=len(ahead_days), units=units))


def size_chart(salt: str, sizes: Sequence[str], share: Floats, sold: Floats, basis: str, language: str = "en") -> str:
    """Expected share of each size beside the share of demand seen; `basis` is where it is from, in words."""
    figure, axes = _figure(3.0, 1.8, above=0.25)
    place = np.arange(len(sizes))
    axes.bar(place - 0.2, share * 100, width=0.38, color=ACCENT, label=label("chart.expected", language))
    axes.bar(place + 0.2, sold * 100, width=0.38, color="#ced4da", label=label("chart.seen", language))
    axes.set_xticks(place, list(sizes))
    axes.set_ylabel(label("chart.percent", language), fontsize=7)
    axes.set_title(label("chart.basis", language, basis=basis), fontsize=7, color=INK)
    axes.legend(fontsize=6, frameon=False)
    told = ", ".join(f"{size} {part:.0%}" for size, part in zip(sizes, share.tolist(), strict=True))
    return _svg(figure, salt, label("chart.sizes", language, sizes=told))


def balance_chart(
    salt: str, stations: Sequence[str], minutes: Floats, pitch: float, bottleneck: str, language: str = "en"
) -> str:
    """Minutes per garment of each station against the pitch; the bottleneck stands out."""
    figure, axes = _figure(6.4, 2.2, below=0.75)
    colours = [ALARM if station == bottleneck else ACCENT for station in stations]
    axes.bar(list(stations), minutes, color=colours)
    axes.axhline(pitch, color=INK, linewidth=0.9, linestyle="--")
    axes.set_ylabel(label("chart.minutes", language), fontsize=7)
    axes.tick_params(axis="x", labelrotation=60)
    said = label("chart.balance", language, stations=len(stations), pitch=pitch, bottleneck=bottleneck)
    return _svg(figure, salt, said)


def reliability_chart(
    salt: str, title: str, curves: Mapping[str, Sequence[tuple[float, float]]], language: str = "en"
) -> str:
    """Share of values below each quantile against its level, a line per curve; the dashed diagonal is perfect."""
    figure, axes = _figure(3.4, 3.0, below=0.45, above=0.25)
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle="--")
    for (name, points), colour in zip(curves.items(), LINES * (len(curves) // len(LINES) + 1), strict=False):
        axes.plot([level for level, _ in points], [share for _, share in points], color=colour, marker=".", ms=3,
                  linewidth=1.2, label=name)  # fmt: skip
    axes.set_title(title, fontsize=7, color=INK)
    axes.set_xlabel(label("chart.level", language), fontsize=7)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(fontsize=6, frameon=False)
    return _svg(figure, salt, title)
