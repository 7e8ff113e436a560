"""How models did on held-out periods, and how well quantiles held, as tables."""

from __future__ import annotations

import pyarrow as pa

from treadle.anticipate.forecast import Answer
from treadle.anticipate.stages import STAGES
from treadle.terms.forecast import CALIBRATION, LEAGUE


def league_table(answer: Answer) -> pa.Table:
    """LEAGUE: best model of each life stage first."""
    scores = sorted(answer.scores, key=lambda one: (STAGES.index(one.stage), one.deviance, one.model))
    return pa.Table.from_pylist(
        [
            {
                "stage": one.stage,
                "model": one.model,
                "rows": int(one.rows),
                "deviance": round(float(one.deviance), 6),
                "wape": round(float(one.wape), 6),
                "bias": round(float(one.bias), 6),
                "weight": round(float(one.weight), 4),
                "rounds": int(one.rounds),
            }
            for one in scores
        ],
        schema=LEAGUE,
    )


def calibration_table(answer: Answer) -> pa.Table:
    """CALIBRATION: shares of held-out values below each quantile."""
    rows = [
        {
            "stage": "all" if one.stage < 0 else STAGES[one.stage],
            "of": "sums" if one.is_sum else "weeks",
            "rows": one.rows,
            "level": level,
            "share_below": round(share, 6),
        }
        for one in answer.held
        for level, share in zip(one.levels.tolist(), one.shares.tolist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=CALIBRATION)
