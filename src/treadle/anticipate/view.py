"""Attributes of all series as trees and likeness see them, and which series are most alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.traits import telling

Floats = npt.NDArray[np.floating]

#: Columns of attributes, at most, the commonest first. Not tuned: bounds work and memory.
_MOST_ATTRIBUTES = 80
#: Launches whose mean is the forecast by likeness. Judged on the tuning starts of new-options.
NEIGHBOURS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Attributes of all series as numbers: `direct` (S, F) for the trees, `codes` name → (S,) for group means."""

    direct: npt.NDArray[np.float32]
    names: list[str]
    codes: dict[str, Ints]

    @classmethod
    def of(cls, panel: Panel) -> View:
        """The view of a panel, of its most telling attributes."""
        kept = telling(panel, _MOST_ATTRIBUTES)
        columns: dict[str, Floats] = {f"is_{name}": values for name, values in panel.numeric.items() if name in kept}
        for name, codes in panel.groups.items():
            if name in kept and name not in panel.numeric and len(panel.labels.get(name, ())) <= 100:
                columns[f"of_{name}"] = np.where(codes >= 0, codes, np.nan)
        seen = panel.periods.seen
        for name, values in panel.known.items():
            at = np.clip(np.where(panel.start < seen, panel.start, seen), 0, values.shape[1] - 1)
            columns[f"is_known_{name}"] = values[np.arange(panel.count), at]
        names = list(columns)
        direct = np.column_stack([columns[name] for name in names]) if names else np.zeros((panel.count, 0))
        return cls(
            direct=direct.astype(np.float32),
            names=names,
            codes={name: codes for name, codes in panel.groups.items() if name in kept},
        )


def _narrow(codes: Ints) -> npt.NDArray[np.signedinteger]:
    """Codes in two bytes where these hold them: they are compared four times as fast as in eight."""
    return codes.astype(np.int16) if codes.max(initial=0) < 2**15 else codes


def nearest(
    view: View, lines: Ints, teachers: Ints, effects: dict[str, tuple[Floats, float]], apart: bool
) -> list[Ints]:
    """Positions in `teachers` of the most similar to each line: attributes agreed on, weighted by what they explain,
    less the distance of the numeric ones; never the line itself when `apart`."""
    weights = {name: 0.02 + explained for name, (_, explained) in effects.items()}
    numeric = [place for place, name in enumerate(view.names) if name.startswith("is_")]
    values = view.direct[:, numeric]
    middle, width = np.zeros(len(numeric)), np.ones(len(numeric))
    if len(numeric):
        there = np.where(np.isnan(values[teachers]), 0, values[teachers])
        middle, width = there.mean(axis=0), there.std(axis=0) + 1e-9
    scaled = np.nan_to_num((values - middle) / width)
    narrow = {name: _narrow(view.codes[name]) for name in weights}
    found: list[Ints] = []
    for begin in range(0, len(lines), 512):
        part = lines[begin : begin + 512]
        likeness = np.zeros((len(part), len(teachers)), dtype=np.float32)
        for name, weight in weights.items():
            mine, theirs = narrow[name][part], narrow[name][teachers]
            likeness += np.float32(weight) * (np.where(mine >= 0, mine, -2)[:, None] == theirs[None, :])
        for column in range(len(numeric)):
            gap = scaled[part, column][:, None] - scaled[teachers, column][None, :]
            likeness -= np.float32(0.02) * np.minimum(np.abs(gap), 3).astype(np.float32)
        if apart:
            likeness[part[:, None] == teachers[None, :]] = -np.inf
        count = min(NEIGHBOURS, len(teachers))
        row = np.arange(len(part))[:, None]
        near = np.sort(np.argpartition(-likeness, count - 1, axis=1)[:, :count], axis=1)
        best = np.argsort(-likeness[row, near], axis=1, kind="stable")
        found += list(near[row, best])
    return found
