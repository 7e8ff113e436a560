"""Charts as inline SVG, drawn by matplotlib (the one place that imports it) the same way every time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from datetime import date

Floats = NDArray[np.float64]

INK, ACCENT, SOFT, ALARM = "#1f2933", "#0b7285", "#99e9f2", "#c92a2a"
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


def _svg(figure: Any, salt: str, label: str) -> str:
    """The figure as an SVG element whose ids depend on `salt` alone; `label` is said to those who cannot see it."""
    import matplotlib

    target = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    text = text[text.index("<svg") :]
    text = text.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)
    # ids are only unique within one figure; a page holds many
    mark = re.sub(r"[^A-Za-z0-9]", "", salt)
    text = re.sub(r'id="([^"]+)"', rf'id="{mark}-\1"', text)
    text = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{mark}-", text)
    return re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)


def fan_chart(
    salt: str, past_days: Sequence[date], past_units: Floats, ahead_days: Sequence[date], bands: dict[str, Floats]
) -> str:
    """History as bars and the weeks ahead as a fan: `bands` holds mean, q05, q10, q25, q50, q75, q90, q95 by week."""
    figure, axes = _figure(5.4, 2.0, below=0.42)
    if len(past_days):
        axes.bar(list(past_days), past_units, width=5.5, color="#ced4da", label="demand seen")
    if len(ahead_days):
        days = list(ahead_days)
        axes.fill_between(days, bands["q05"], bands["q95"], color=SOFT, alpha=0.45, linewidth=0)
        axes.fill_between(days, bands["q10"], bands["q90"], color=SOFT, alpha=0.6, linewidth=0)
        axes.fill_between(days, bands["q25"], bands["q75"], color=SOFT, linewidth=0)
        axes.plot(days, bands["q50"], color=ACCENT, linewidth=1.4, label="median")
        axes.plot(days, bands["mean"], color=INK, linewidth=0.8, linestyle=":", label="mean")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("units a week", fontsize=7)
    from matplotlib import dates

    formatter: Any = dates.ConciseDateFormatter
    axes.xaxis.set_major_formatter(formatter(axes.xaxis.get_major_locator()))
    axes.xaxis.get_offset_text().set_fontsize(6)
    if len(past_days) or len(ahead_days):
        axes.legend(fontsize=6, frameon=False, loc="upper left")
    units = float(bands["mean"].sum()) if len(ahead_days) else 0.0
    return _svg(figure, salt, f"Demand seen by week and the {len(ahead_days)} weeks ahead: {units:,.0f} units expected")


def size_chart(salt: str, sizes: Sequence[str], share: Floats, sold: Floats, basis: str) -> str:
    """Expected share of each size beside the share of demand seen."""
    figure, axes = _figure(3.0, 1.8, above=0.25)
    place = np.arange(len(sizes))
    axes.bar(place - 0.2, share * 100, width=0.38, color=ACCENT, label="expected")
    axes.bar(place + 0.2, sold * 100, width=0.38, color="#ced4da", label="seen")
    axes.set_xticks(place, list(sizes))
    axes.set_ylabel("% of units", fontsize=7)
    axes.set_title(f"from the {basis}", fontsize=7, color=INK)
    axes.legend(fontsize=6, frameon=False)
    told = ", ".join(f"{size} {part:.0%}" for size, part in zip(sizes, share.tolist(), strict=True))
    return _svg(figure, salt, f"Expected share of each size: {told}")


def balance_chart(salt: str, stations: Sequence[str], minutes: Floats, pitch: float, bottleneck: str) -> str:
    """Minutes per garment of each station against the pitch; the bottleneck stands out."""
    figure, axes = _figure(6.4, 2.2, below=0.75)
    colours = [ALARM if station == bottleneck else ACCENT for station in stations]
    axes.bar(list(stations), minutes, color=colours)
    axes.axhline(pitch, color=INK, linewidth=0.9, linestyle="--")
    axes.set_ylabel("minutes", fontsize=7)
    axes.tick_params(axis="x", labelrotation=60)
    return _svg(
        figure, salt, f"Minutes of {len(stations)} stations against a pitch of {pitch:.2f}; slowest {bottleneck}"
    )


def reliability_chart(salt: str, label: str, curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Share of values below each quantile against its level, a line per curve; the dashed diagonal is perfect."""
    figure, axes = _figure(3.4, 3.0, below=0.45, above=0.25)
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle="--")
    for (name, points), colour in zip(curves.items(), LINES * (len(curves) // len(LINES) + 1), strict=False):
        axes.plot([level for level, _ in points], [share for _, share in points], color=colour, marker=".", ms=3,
                  linewidth=1.2, label=name)  # fmt: skip
    axes.set_title(label, fontsize=7, color=INK)
    axes.set_xlabel("level of the quantile", fontsize=7)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(fontsize=6, frameon=False)
    return _svg(figure, salt, label)
