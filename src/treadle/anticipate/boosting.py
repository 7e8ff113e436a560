"""Gradient-boosted trees: the only file that knows LightGBM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Trees(Protocol):
    """A grown model: raw scores of rows (before the link)."""

    @property
    def rounds(self) -> int:
        """Trees that are used."""

    def raw(self, matrix: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Raw scores (N,) of a matrix (N, F)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How trees are grown: `objective` poisson, tweedie (its `power`), gamma, quantile (its `level`) or regression."""

    objective: str = "poisson"
    power: float = 1.3
    level: float = 0.5
    rounds: int = 200
    rate: float = 0.06
    leaves: int = 31
    leaf_rows: int = 60
    shrink: float = 5.0
    column_share: float = 0.6
    patience: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grown:
    booster: Any
    rounds: int

    def raw(self, matrix: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Raw scores (N,) of a matrix (N, F)."""
        if self.rounds == 0 or not len(matrix):
            return np.zeros(len(matrix))
        raw = self.booster.predict(matrix, raw_score=True, num_iteration=self.rounds, num_threads=1)
        return np.asarray(raw, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Rows to learn from: matrix (N, F), target, weight and starting score (N,); where a target is over a `base` (N,),
    that base, and the `size` for which it counts."""

    matrix: npt.NDArray[np.floating]
    target: npt.NDArray[np.floating]
    weight: npt.NDArray[np.floating]
    start: npt.NDArray[np.floating] | None = None
    size: npt.NDArray[np.floating] | None = None
    base: npt.NDArray[np.floating] | None = None


def grow(sample: Sample, names: list[str], growth: Growth, seed: int, check: Sample | None = None) -> Trees:
    """Grow trees on a sample; with `check`, keep the number of rounds that was best on it.

    Columns whose name begins with `of_` are categories. One thread, fixed order of sums: the same sample and seed
    give the same trees.
    """
    import lightgbm

    settings = {
        "objective": growth.objective, "learning_rate": growth.rate, "num_leaves": growth.leaves,
        "min_data_in_leaf": growth.leaf_rows, "lambda_l2": growth.shrink, "feature_fraction": growth.column_share,
        "bagging_fraction": 0.8, "bagging_freq": 1, "max_bin": 127, "num_threads": 1, "deterministic": True,
        "force_col_wise": True, "seed": seed, "verbosity": -1, "boost_from_average": sample.start is None,
        "alpha": growth.level, "tweedie_variance_power": growth.power, "cat_smooth": 20, "cat_l2": 20,
        "max_cat_threshold": 16,
        "poisson_max_delta_step": 0.3, "min_sum_hessian_in_leaf": 1e-3, "feature_pre_filter": False,
    }  # fmt: skip
    categories = [name for name in names if name.startswith("of_")]
    columns = [f"c{place}" for place in range(len(names))]
    held = [column for column, name in zip(columns, names) if name in categories]
    data = lightgbm.Dataset(
        sample.matrix, sample.target, weight=sample.weight, init_score=sample.start,
        feature_name=columns, categorical_feature=held, params={"verbosity": -1, "max_bin": 127},
    )  # fmt: skip
    if check is None:
        booster = lightgbm.train(settings, data, num_boost_round=growth.rounds)
        return _Grown(booster=booster, rounds=growth.rounds)
    held_out = lightgbm.Dataset(check.matrix, check.target, weight=check.weight, init_score=check.start, reference=data)
    stop = lightgbm.early_stopping(growth.patience, verbose=False)
    booster = lightgbm.train(settings, data, num_boost_round=growth.rounds, valid_sets=[held_out], callbacks=[stop])
    return _Grown(booster=booster, rounds=int(booster.best_iteration) or growth.rounds)
