"""Attributes of all series as one table of numbers: categories, words of texts, and scaled numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Ints, Panel

Floats = npt.NDArray[np.floating]

#: Texts that stand for a missing value.
_NOTHING = frozenset(("", "null", "none", "nan", "na", "n/a", "unknown", "-"))
#: Cells of the matrix of traits, at most. Not tuned: bounds work and memory.
_MOST_CELLS = 30_000_000
#: Its columns, at most, the commonest first. Not tuned: bounds work and memory.
_MOST_COLUMNS = 1800
#: Words of one attribute, at most. Not tuned: bounds work and memory.
_MOST_TOKENS = 400
_SEPARATORS = re.compile(r"\s*[|;,/]\s*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """`matrix` (S, K): a column per category or word that several series have (a row with n words of a text has
    1/√n in each), and per number (signed logarithm where skewed, then mean 0 and deviation 1) with a column that
    marks where it is missing."""

    matrix: npt.NDArray[np.float32]

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.matrix.shape[1])


def traits_of(panel: Panel) -> Traits:
    """The traits of a panel's static attributes and of what is known ahead at its launches."""
    parts: list[npt.NDArray[np.float32]] = []
    for values in panel.numeric.values():
        parts += _number(values)
    seen = panel.periods.seen
    for values in panel.known.values():
        at = np.clip(np.where(panel.start < seen, panel.start, seen), 0, values.shape[1] - 1)
        parts += _number(values[np.arange(panel.count), at])
    for name, codes in panel.groups.items():
        if name != "by_sku":
            parts += _categories(codes, panel.labels.get(name, []))
    if not parts:
        return Traits(matrix=np.zeros((panel.count, 0), dtype=np.float32))
    matrix = np.concatenate(parts, axis=1)
    most = int(np.clip(_MOST_CELLS // max(panel.count, 1), 50, _MOST_COLUMNS))
    if matrix.shape[1] > most:
        filled = np.count_nonzero(matrix, axis=0)
        matrix = matrix[:, np.sort(np.argsort(-filled, kind="stable")[:most])]
    return Traits(matrix=matrix)


def _number(values: Floats) -> list[npt.NDArray[np.float32]]:
    """A number's column, and one that marks gaps where there are both gaps and values."""
    missing = np.isnan(values)
    if missing.all():
        return []
    there = values[~missing].astype(np.float64)
    if len(np.unique(there)) == 1:
        return [] if not missing.any() else [(~missing)[:, None].astype(np.float32)]
    shape = np.sign(there) * np.log1p(np.abs(there)) if _is_skewed(there) else there
    column = np.zeros(len(values))
    is_flag = bool(np.isin(there, (0, 1)).all())
    column[~missing] = shape if is_flag else (shape - shape.mean()) / max(float(shape.std()), 1e-9)
    found = [column[:, None].astype(np.float32)]
    if missing.mean() > 0.01 and not is_flag:
        found.append(missing[:, None].astype(np.float32))
    return found


def _is_skewed(values: Floats) -> bool:
    """True where the largest size is more than ten times the middle one."""
    size = np.abs(values)
    return bool(size.max() > 10.0 * np.median(size) + 1.0)


def _categories(codes: Ints, texts: list[str]) -> list[npt.NDArray[np.float32]]:
    """A column per token of a text attribute, over the series that have it."""
    tokens = tokens_of(texts, codes)
    count = np.bincount(codes[codes >= 0], minlength=len(texts))
    total: Counter[str] = Counter()
    for held, often in zip(tokens, count.tolist()):
        for token in held:
            total[token] += often
    least = max(2, len(codes) // 2500)
    kept = [token for token, often in total.items() if least <= often < len(codes)]
    kept = sorted(kept, key=lambda token: (-total[token], token))[:_MOST_TOKENS]
    if not kept:
        return []
    place = {token: at for at, token in enumerate(kept)}
    table = np.zeros((len(texts) + 1, len(kept)), dtype=np.float32)
    for line, held in enumerate(tokens):
        mine = [place[token] for token in held if token in place]
        table[line, mine] = 1.0 / np.sqrt(max(len(mine), 1))
    return [table[np.where(codes >= 0, codes, len(texts))]]


def tokens_of(texts: list[str], codes: Ints) -> list[list[str]]:
    """The distinct tokens of each text: the text itself, its parts where parts are listed with a separator, or its
    words where nearly every series has a text of its own."""
    plain = [text.strip().casefold() for text in texts]
    given = int((codes >= 0).sum())
    listed = sum(1 for text in plain if _SEPARATORS.search(text)) > 0.02 * len(plain)
    of_parts = [[part for part in _SEPARATORS.split(text) if part not in _NOTHING] for text in plain]
    parts = [part for one in of_parts for part in one]
    if len(texts) > 0.3 * given and len(set(parts)) > 0.5 * len(parts):
        return [sorted(set(_WORD.findall(text))) for text in plain]
    if listed:
        return [sorted(set(one)) for one in of_parts]
    return [[text] if text not in _NOTHING else [] for text in plain]


def telling(panel: Panel, most: int) -> set[str]:
    """Names of at most `most` attributes, those in which the most series differ from the commonest value."""
    names = list(dict.fromkeys([*panel.numeric, *panel.groups]))
    if len(names) <= most:
        return set(names)
    apart = {}
    for name in names:
        values = panel.groups[name] if name in panel.groups else np.nan_to_num(panel.numeric[name], nan=-1.0)
        apart[name] = len(values) - int(np.unique(values, return_counts=True)[1].max(initial=0))
    return set(sorted(names, key=lambda name: (-apart[name], name))[:most])
