"""The cash curve: sales, goods and payments played together on many paths, and the account at the end of each week.

Each path has a level of demand for all options and one of its own for each (a Gaussian copula with one factor), held
over all weeks: then the distribution of what was sold up to any week is the forecast's own for sums. Goods sell while
they are there, size by size; orders come on a day of their distribution, and what is paid for them moves with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.terms.cash import CashCase, CashCurve, Cause, Selling, Trough
from treadle.terms.quantity import QUANTILE_LEVELS

Floats = NDArray[np.float64]

#: Levels at which the account is told. By definition of what is shown; the band of 80 % is that of 0.1 and 0.9.
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
#: Paths played. A round number: the lowest decile of 400 has a standard error of 1.5 points, not tuned.
PATHS = 400
#: SKUs played at once, so that memory stays small. Not tuned.
BLOCK_SKUS = 2_000
#: Days after which buyers bring goods back. A fortnight as most shops allow, not tuned.
RETURN_DAYS = 14
#: Weeks after which they stand on the shelf again. By definition: the whole weeks of those days.
RETURN_WEEKS = RETURN_DAYS // 7
#: A size curve is at most as sure as so many units. Not tuned: beyond, the draw changes nothing.
MOST_STRENGTH = 500.0
#: Of buyers who find what they want sold out, so many take another option. Corsten & Gruen ("Desperately seeking shelf
#: availability", 2003) count 45 per cent in all, 19 within the brand; set on the seasons of run.py cash --tune.
SWITCH_SHARE = 0.3
#: Causes of a trough that are told. Not tuned: how much is shown.
TOLD_CAUSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The account (paths, weeks) in cents at the end of each week, and what moved it: by kind and subject (weeks,) in
    expectation."""

    account: Floats
    moved: Mapping[tuple[str, str], Floats]


def cash_curve(case: CashCase, *, seed: int, paths: int = PATHS) -> CashCurve:
    """The account at the end of each week as a distribution, its trough, and what makes it. The same case and seed
    give the same curve."""
    played = play(case, seed=seed, paths=paths)
    account = played.account
    table = np.quantile(account, LEVELS, axis=0)
    starts = tuple(case.as_of + timedelta(days=7 * week) for week in range(case.weeks))
    at = int(np.argmin(table[LEVELS.index(0.1)]))
    by_kind: dict[str, Floats] = {}
    for (kind, _), weeks in played.moved.items():
        by_kind[kind] = by_kind.get(kind, np.zeros(case.weeks)) + weeks
    return CashCurve(
        as_of=case.as_of, opening_cents=case.opening_cents, week_starts=starts, levels=LEVELS,
        cents=tuple(tuple(round(one) for one in row) for row in table),
        flow_cents={kind: tuple(round(one) for one in weeks) for kind, weeks in sorted(by_kind.items())},
        least_cents=tuple(round(one) for one in np.quantile(account.min(axis=1), LEVELS)),
        trough=_trough(case, played, table, starts, at),
    )  # fmt: skip


def _trough(case: CashCase, played: Played, table: Floats, starts: tuple[date, ...], at: int) -> Trough:
    """The lowest week, with what goes out most until then."""
    gone = [
        Cause(kind=kind, subject=subject, cents=round(-weeks[: at + 1].sum()))
        for (kind, subject), weeks in played.moved.items()
        if weeks[: at + 1].sum() < -0.5
    ]
    gone.sort(key=lambda one: (-one.cents, one.kind, one.subject))
    return Trough(
        week=starts[at], low_cents=round(table[LEVELS.index(0.1), at]),
        middle_cents=round(table[LEVELS.index(0.5), at]), causes=tuple(gone[:TOLD_CAUSES]),
    )  # fmt: skip


def play(case: CashCase, *, seed: int, paths: int) -> Played:
    """Every path of the account. (paths, weeks) in cents."""
    rng = np.random.default_rng(seed)
    moved: dict[tuple[str, str], Floats] = {}
    account = np.full((paths, case.weeks), float(case.opening_cents))

    def pays(kind: str, subject: str, cents: Floats) -> None:
        account[:] += np.cumsum(cents, axis=1)
        key = kind, subject
        moved[key] = moved.get(key, np.zeros(case.weeks)) + cents.mean(axis=0)

    for flow in case.flows:
        strayed = float(flow.cents) + flow.deviation_cents * even_normal(paths, rng)
        pays(flow.kind, flow.subject, dated(case, drawn_days(flow.days, rng, paths), strayed))
    come: dict[str, list[tuple[Floats, int]]] = {}
    for one in case.arriving:
        days = drawn_days(one.days, rng, paths)
        for kind, cents, after in one.flows:
            pays(kind, one.order_id, dated(case, days + after, np.full(paths, float(cents))))
        for sku, units in one.units.items():
            come.setdefault(sku, []).append((days, units))
    common = even_normal(paths, rng)
    sold = np.zeros((paths, case.weeks))
    back = np.zeros((paths, case.weeks))
    for block in blocks(case.selling):
        drawn = drawn_block(case, block, common, rng)
        gross, returned = sold_of(drawn, _arrived(case, drawn.skus, come, paths))
        sold += gross
        back += returned
    back *= returns_drawn(case, paths, rng)[:, None]
    pays("sales", "", paid_out(case, sold, back))
    return Played(account=account, moved=moved)


def paid_out(case: CashCase, sold: Floats, back: Floats) -> Floats:
    """Money of sales (paths, weeks) when it is there, less what is given back."""
    paid = np.zeros_like(sold)
    for after, share in sorted(case.payout_days.items()):
        paid += share * _later(sold, after)
        # What comes back is taken off when it does, or off the payout that it would have been in.
        paid -= share * _later(back, max(after, RETURN_DAYS))
    return paid


def returns_drawn(case: CashCase, paths: int, rng: np.random.Generator) -> Floats:
    """How many times the expected share comes back on each path: a Beta as sure as the pieces that were seen."""
    shares = [one.returned_share for one in case.selling if 0.0 < one.returned_share < 1.0]
    if not shares:
        return np.ones(paths)
    share = sum(shares) / len(shares)
    drawn = rng.beta(share * case.returned_strength, (1.0 - share) * case.returned_strength, paths)
    return np.asarray(drawn / share)


def blocks(selling: tuple[Selling, ...]) -> Iterator[list[Selling]]:
    """Options in blocks of at most `BLOCK_SKUS`, so that memory stays small."""
    block: list[Selling] = []
    skus = 0
    for one in selling:
        block.append(one)
        skus += len(one.skus)
        if skus >= BLOCK_SKUS:
            yield block
            block, skus = [], 0
    if block:
        yield block


def even_normal(paths: int, rng: np.random.Generator) -> Floats:
    """Normal scores spread evenly over the paths, in chance order: fewer paths say as much."""
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(paths) + 0.5) / paths))[rng.permutation(paths)]


def drawn_days(days: tuple[date, date, date], rng: np.random.Generator, paths: int) -> Floats:
    """Days since year 1 on each path: straight in normal scores between a chance of one, five and nine in ten."""
    low, middle, high = (float(day.toordinal()) for day in days)
    if low == high:
        return np.full(paths, middle)
    score = even_normal(paths, rng) / 1.2815515655446004
    return np.asarray(middle + np.where(score < 0, score * (middle - low), score * (high - middle)))


def dated(case: CashCase, days: Floats, cents: Floats) -> Floats:
    """Money (paths,) as (paths, weeks) that moves on a day of each path; what is overdue moves in the first week."""
    week = np.floor((days - case.as_of.toordinal()) / 7.0).astype(np.int64)
    week = np.maximum(week, 0)
    found = np.zeros((len(days), case.weeks))
    inside = week < case.weeks
    found[np.flatnonzero(inside), week[inside]] = cents[inside]
    return found


def _later(cents: Floats, days: int) -> Floats:
    """Money of sales spread evenly over their weeks, so many days later."""
    whole, part = divmod(days, 7)
    share = part / 7.0
    moved = np.zeros_like(cents)
    weeks = cents.shape[1]
    if whole < weeks:
        moved[:, whole:] += (1.0 - share) * cents[:, : weeks - whole]
    if whole + 1 < weeks:
        moved[:, whole + 1 :] += share * cents[:, : weeks - whole - 1]
    return moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A block of options with its demand drawn: `demand` (paths, weeks, skus), `stock` (paths, skus), `net` (weeks,
    skus) cents of a piece, `returned` (skus,) share that comes back."""

    skus: tuple[str, ...]
    demand: Floats
    stock: Floats
    net: Floats
    returned: Floats


def drawn_block(case: CashCase, block: list[Selling], common: Floats, rng: np.random.Generator) -> Drawn:
    """What buyers of a block of options want on each path, size by size."""
    paths, weeks = len(common), case.weeks
    demand = np.empty((paths, weeks, sum(len(one.skus) for one in block)))
    stock = np.empty((paths, demand.shape[2]))
    net = np.empty((weeks, demand.shape[2]))
    returned = np.empty(demand.shape[2])
    skus: list[str] = []
    own, shared = np.sqrt(1.0 - case.together_share), np.sqrt(case.together_share)
    for one in block:
        here = slice(len(skus), len(skus) + len(one.skus))
        score = shared * common + own * rng.standard_normal(paths)
        totals = _at_scores(one.totals, score)
        strength = min(max(one.strength, 1.0), MOST_STRENGTH)
        share = rng.gamma(np.maximum(np.array(one.shares), 1e-6) * strength, size=(paths, len(one.skus)))
        share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-12)
        demand[:, :, here] = np.diff(totals, axis=1, prepend=0.0)[:, :, None] * share[:, None, :]
        stock[:, here] = np.array(one.stock, dtype=np.float64)
        net[:, here] = one.net_cents[:, None]
        returned[here] = one.returned_share
        skus += one.skus
    return Drawn(skus=tuple(skus), demand=demand, stock=stock, net=net, returned=returned)


def sold_of(block: Drawn, arrived: Iterable[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Money (paths, weeks) that a block of options brings in, by the week of its sale, and what of it is given back.

    `arrived`: for each week, pieces that come (paths, skus) and the share of its demand that they can serve. Pieces
    that buyers bring back are on the shelf again `RETURN_WEEKS` later; those sold before the first week are not known.
    """
    paths, weeks, _ = block.demand.shape
    stock = block.stock
    gross, back = np.zeros((paths, weeks)), np.zeros((paths, weeks))
    returning: list[Floats] = []
    for week, (fresh, served) in enumerate(arrived):
        wanted = block.demand[:, week]
        if len(returning) == RETURN_WEEKS:
            stock = stock + returning.pop(0)  # what buyers bring back is sold again
        from_shelf = np.minimum(stock, wanted)
        # Goods that come within a week serve what of its demand is left from then on.
        later = np.minimum(np.minimum(fresh, wanted - from_shelf), wanted * served)
        sold = from_shelf + later
        sold += _switched(stock + fresh - sold, wanted, (wanted - sold).sum(axis=1))
        stock = stock + fresh - sold
        returning.append(sold * block.returned)
        gross[:, week] = (sold * block.net[week]).sum(axis=1)
        back[:, week] = (sold * block.net[week] * block.returned).sum(axis=1)
    return gross, back


def _switched(left: Floats, wanted: Floats, lost: Floats) -> Floats:
    """Pieces (paths, skus) that buyers take of what is left who found theirs sold out, as the others sell."""
    open_to = np.where(left > 0.0, wanted, 0.0)
    total = open_to.sum(axis=1)
    share = open_to / np.maximum(total, 1e-12)[:, None]
    return np.asarray(np.minimum(left, SWITCH_SHARE * lost[:, None] * share))


def _at_scores(totals: Floats, score: Floats) -> Floats:
    """Running totals (paths, weeks) at normal scores: straight between the forecast's levels and beyond them."""
    from scipy.special import ndtri

    levels = np.asarray(ndtri(np.array(QUANTILE_LEVELS)))
    place = np.clip(np.searchsorted(levels, score) - 1, 0, len(levels) - 2)
    part = (score - levels[place]) / (levels[place + 1] - levels[place])
    found = totals[place] + part[:, None] * (totals[place + 1] - totals[place])
    return np.asarray(np.maximum.accumulate(np.maximum(found, 0.0), axis=1))


def _arrived(
    case: CashCase, skus: Sequence[str], come: Mapping[str, list[tuple[Floats, int]]], paths: int
) -> list[tuple[Floats, Floats]]:
    """For each week, pieces that come (paths, skus) and the share of the week's demand that they can serve."""
    fresh = np.zeros((case.weeks, paths, len(skus)))
    served = np.zeros((case.weeks, paths, len(skus)))
    for at, sku in enumerate(skus):
        for days, units in come.get(sku, ()):
            week = np.maximum((days - case.as_of.toordinal()) / 7.0, 0.0)
            whole = week.astype(np.int64)
            inside = np.flatnonzero(whole < case.weeks)
            fresh[whole[inside], inside, at] += units
            left = 1.0 - (week[inside] - whole[inside])
            np.maximum.at(served, (whole[inside], inside, np.full(len(inside), at)), left)
    return [(fresh[week], served[week]) for week in range(case.weeks)]
