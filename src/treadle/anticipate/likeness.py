"""How alike a new option and its nearest are: what a planner would call alike, by what is written of both."""

from __future__ import annotations

import numpy as np

from treadle.anticipate.panel import Ints, Panel
from treadle.terms.reason import Reason

#: Options that are named as the nearest, best first. Not tuned: a sentence holds no more.
_NAMED = 5
#: Below this share of its traits a nearest option is none that a planner would call alike. Not tuned, a round number:
#: it chooses words, no units.
_ALIKE = 0.3


def likeness(panel: Panel, at: int, nearest: Ints) -> float:
    """The mean share of a series' traits (words of its attributes, those that it has) that its nearest have too; 1.0
    where it has none."""
    names = [name for name, codes in panel.groups.items() if not name.startswith("by_") and codes[at] >= 0]
    if not names or not len(nearest):
        return 1.0 if len(nearest) else 0.0
    return float(np.mean([np.mean(panel.groups[name][nearest] == panel.groups[name][at]) for name in names]))


def told_new(panel: Panel, at: int, alike: Ints) -> Reason:
    """Why a series without a history has its forecast: from which it is, and how like these are."""
    nearest = alike[:_NAMED]
    if not len(nearest):
        return Reason.of("forecast.new", alike="all options", share=0.0)
    share = round(likeness(panel, at, nearest), 4)
    names = ", ".join(panel.skus[one] for one in nearest.tolist())
    if share >= _ALIKE:
        return Reason.of("forecast.new", alike=names, share=share)
    return Reason.of("forecast.unlike", alike=names, share=share, kinds=_kinds(panel, nearest) or names)


def _kinds(panel: Panel, nearest: Ints) -> str:
    """The categories of series, the commonest first."""
    codes = panel.groups.get("category")
    if codes is None:
        return ""
    found, counts = np.unique(codes[nearest][codes[nearest] >= 0], return_counts=True)
    labels = panel.labels.get("category", [])
    return ", ".join(labels[one] for one in found[np.argsort(-counts, kind="stable")].tolist())
