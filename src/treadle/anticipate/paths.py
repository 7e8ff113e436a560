"""Sample paths of demand: every series week by week, its own level, and what all series do together.

Orders look at sums over weeks and at what is left between them; quantiles of single periods say nothing of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.calibrate import Errors
from treadle.anticipate.doubt import Doubt, draw_units, fit_doubt
from treadle.anticipate.forecast import Answer
from treadle.anticipate.panel import Ints
from treadle.anticipate.stages import NEW

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePaths:
    """Paths around an answer's means: `common` (P, H) is how many times the usual all series sell on each path, the
    same for every series; `doubts` by whether a series is new."""

    answer: Answer
    common: Array
    doubts: Mapping[bool, Doubt]
    seed: int

    @classmethod
    def of(cls, answer: Answer, count: int, seed: int) -> SamplePaths:
        """`count` paths; how far series stray is fitted on the rehearsal's errors, how far all do is the pace's doubt.

        All weeks of a path err to the same side as far as sums do, as a level does that was misjudged; what a single
        week is missed by beyond that is its own.
        """
        from scipy.special import ndtri

        rng = np.random.default_rng(seed)
        even = np.asarray(ndtri((np.arange(count) + 0.5) / count))[rng.permutation(count)]
        each, level = answer.common.each, answer.common.sums
        own = np.sqrt(np.maximum(each**2 - level**2, 0.0))
        strayed = even[:, None] * level + rng.standard_normal((count, len(each))) * own
        common = np.exp(strayed - (level**2 + own**2) / 2.0)
        series = len(answer.mean)
        return cls(
            answer=answer, common=common, seed=seed,
            doubts={is_new: _fitted(answer.errors, is_new, series) for is_new in (False, True)},
        )  # fmt: skip

    def of_series(self, lines: Ints) -> Array:
        """Demand (n, P, H) of some series; a series' paths do not depend on which others are asked for."""
        return self.around(self.answer.mean[lines], lines)

    def around(self, mean: npt.NDArray[np.floating], lines: Ints) -> Array:
        """The same around other means (n, H): those of another day, or so many times what is expected."""
        found = np.empty((len(lines), *self.common.shape))
        scale = self.answer.scale
        for place, line in enumerate(lines.tolist()):
            doubt = self.doubts[int(self.answer.stage[line]) == NEW]
            told = mean[place].astype(np.float64)[None, :] * scale * self.common
            found[place] = draw_units(told, doubt, line, np.random.default_rng((self.seed, line)))
        return found / scale


def _fitted(errors: Errors, is_new: bool, series: int) -> Doubt:
    """The doubt of single periods of new series, or of all others."""
    rows = errors.at(~errors.is_sum & ((errors.stage == NEW) == is_new))
    return fit_doubt(np.maximum(rows.mean, 1e-3), rows.actual, rows.series, rows.origin, series)
