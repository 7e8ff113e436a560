"""Sums fit together, and are as wide as their members err together."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest
from scipy.special import gammaincinv, ndtr

from treadle.anticipate.coverage import Scores
from treadle.anticipate.together import ALL, shared_errors
from treadle.anticipate.totals import Level, Marginals, Split, totals

LEVELS = np.round(np.arange(0.05, 0.96, 0.05), 2)
STARTS = np.array(["2024-01-01", "2024-01-08"], dtype="datetime64[D]")
SERIES = 60


def scores(
    rng: np.random.Generator, everyone: float, style: float, site: float
) -> tuple[Scores, dict[str, np.ndarray]]:
    """Normal scores with known common parts: styles and sites cross."""
    series, origin = (axis.ravel() for axis in np.meshgrid(np.arange(SERIES), np.arange(300), indexing="ij"))
    groups = {"style": np.arange(SERIES) // 5, "site": np.arange(SERIES) % 5}
    common = rng.normal(size=300)[origin]
    of_style = rng.normal(size=(12, 300))[groups["style"][series], origin]
    of_site = rng.normal(size=(5, 300))[groups["site"][series], origin]
    own = np.sqrt(1 - everyone - style - site) * rng.normal(size=len(series))
    score = np.sqrt(everyone) * common + np.sqrt(style) * of_style + np.sqrt(site) * of_site + own
    return Scores(
        score=score, weight=np.ones(len(score)), series=series, origin=origin, horizon=np.ones_like(series),
        is_sum=np.zeros(len(score), dtype=bool),
    ), groups  # fmt: skip


@pytest.mark.parametrize("parts", [(0.3, 0.2, 0.1), (0.0, 0.4, 0.0), (0.5, 0.0, 0.2)])
def test_common_parts_are_found(parts: tuple[float, float, float]) -> None:
    told, groups = scores(np.random.default_rng(2), *parts)
    found = shared_errors(told, groups)
    assert list(found) == [ALL, "style", "site"]
    assert np.array(list(found.values())) == pytest.approx(parts, abs=0.06)


def test_of_no_past_little_is_taken_as_common() -> None:
    assert shared_errors(Scores.none(), {"style": np.zeros(3, dtype=np.int64)}) == {ALL: 0.1, "style": 0.0}


def marginals(shape: float = 4.0, mean: float = 40.0) -> Marginals:
    quantiles = np.broadcast_to(mean / shape * gammaincinv(shape, LEVELS), (SERIES, 2, len(LEVELS)))
    flat = np.full((SERIES, 2), mean)
    return Marginals(mean=flat, quantiles=quantiles, sum_mean=2 * flat, sum_quantiles=2 * quantiles, levels=LEVELS)


def levels() -> list[Level]:
    return [
        Level(name="brand", names=["all"], codes=np.zeros(SERIES, dtype=np.int64)),
        Level(name="style", names=[f"S{one}" for one in range(12)], codes=np.arange(SERIES) // 5),
        Level(name="option", names=[f"O{one}" for one in range(SERIES)], codes=np.arange(SERIES)),
    ]


def split() -> Split:
    member = np.arange(3 * SERIES)
    sku = Level(name="sku", names=[f"K{one}" for one in member], codes=member)
    shop = Level(name="shop", names=["a", "b", "c"], codes=member % 3)
    return Split(
        series=member // 3, share=np.tile([0.5, 0.3, 0.2], SERIES), strength=np.full(len(member), 50.0),
        levels=(sku, shop),
    )  # fmt: skip


@pytest.mark.parametrize("common", [0.0, 0.3, 0.9])
def test_a_sum_is_as_wide_as_its_members_err_together(common: float) -> None:
    told = totals(marginals(), levels(), [], shared={ALL: common}, groups={}, starts=STARTS, seed=1)
    brand = told.filter(pc.equal(told["level"], "brand")).to_pylist()[0]
    rng = np.random.default_rng(0)
    z = np.sqrt(common) * rng.normal(size=(20_000, 1)) + np.sqrt(1 - common) * rng.normal(size=(20_000, SERIES))
    slow = 10.0 * gammaincinv(4.0, ndtr(z)).sum(axis=1)
    want = np.quantile(slow, 0.9) - np.quantile(slow, 0.1)
    assert brand["q90"] - brand["q10"] == pytest.approx(want, rel=0.12)


def test_whatever_way_it_is_added_up_the_same_units_are_expected() -> None:
    told = totals(marginals(), levels(), [split()], shared={ALL: 0.2}, groups={}, starts=STARTS, seed=1)
    for column in ("mean", "sum_mean"):
        sums = {
            name: sum(row[column] for row in told.to_pylist() if row["level"] == name and row["week_start"].day == 8)
            for name in ("brand", "style", "option", "sku", "shop")
        }
        assert set(np.round(list(sums.values()), 6)) == {2400.0 if column == "mean" else 4800.0}


def test_a_series_keeps_its_own_quantiles() -> None:
    told = totals(marginals(), levels(), [], shared={ALL: 0.5}, groups={}, starts=STARTS, seed=1)
    option = told.filter(pc.equal(told["level"], "option")).to_pylist()
    mean_high = np.mean([row["q90"] for row in option])
    assert mean_high == pytest.approx(float(10.0 * gammaincinv(4.0, 0.9)), rel=0.02)


def test_parts_of_few_pieces_stray_as_chance_wants() -> None:
    few = marginals(mean=4.0)
    told = totals(few, [], [split()], shared={ALL: 0.0}, groups={}, starts=STARTS, seed=1)
    first = next(row for row in told.to_pylist() if row["level"] == "sku")
    assert first["q90"] >= 3.5 and first["q10"] <= 0.6  # of 2 expected; without chance 0.9 to 3.4


def test_the_same_seed_gives_the_same_table() -> None:
    one, two = (
        totals(marginals(), levels(), [split()], shared={ALL: 0.2}, groups={}, starts=STARTS, seed=4) for _ in range(2)
    )
    assert one.equals(two)
