"""Charts as inline SVG, drawn by matplotlib (the one place that imports it) the same way every time; those that a page
draws for every option are in `option_charts`."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from treadle.words import label

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
