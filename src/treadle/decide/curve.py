"""The worth of each further unit, option by option.

A unit of a size is worth its price when demand reaches it and its salvage (less holding) when not, so the worth of
unit k is ``salvage + (price - salvage) x P(demand > stock + k - 1)``: it never rises with k. Merging the falling
curves of an option's sizes gives the best size split for every total at once: the first Q entries.

With a chance to order again at cost c2 the early part of demand (before a second order can be on the shelf) still
needs the unit at once, while later demand could be met by the second order: there a unit is worth at most c2 (what it
saves later), judged on what the early sales will have taught (Fisher & Raman 1996). That is why the first order is
small when the factory is fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Judged on the rows two-stage and shared-capacity.
LEARNED_GROUPS = 8  # early sales are told apart in this many groups when a second order is judged
#: A piece that is sold ahead weighs so much in a market. Not tuned: far more than any return that money could earn.
FIRM_FACTOR = 1_000.0
#: Not tuned: bounds work and memory.
LONGEST_CURVE_UNITS = 2_000  # a size that may sell more is counted in steps of several units


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuMoney:
    """What one unit of each SKU brings, in cents: arrays of shape (n_sku,).

    sold_cents: net of returns, tax and selling cost; left_cents: salvage less holding, below `sold_cents`;
    again_cents: the full unit cost of a second order, infinite where none is possible.
    """

    sold_cents: Floats
    left_cents: Floats
    again_cents: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCurves:
    """Falling marginal worths of all options, laid end to end.

    first: (n_option + 1,) where each option's entries begin; worth_cents: (n_entry,) worth of one unit in the
    entry, falling within an option; total_cents: (n_entry,) worth of all units up to and with the entry; sku:
    (n_entry,) the SKU the entry goes to; units: (n_entry,) units of the entry; units_to: (n_entry,) cumulative units;
    tail_cents: (n_option,) worth of a unit beyond the list; firm: (n_entry,) entries that are sold ahead, the first of
    their option; None where nothing is.
    """

    first: Ints
    worth_cents: Floats
    total_cents: Floats
    sku: NDArray[np.int32]
    units: NDArray[np.int32]
    units_to: Ints
    tail_cents: Floats
    firm: NDArray[np.bool_] | None = None


def option_curves(
    chunks: Iterator[tuple[Ints, Ints, Ints, Ints]], money: SkuMoney, option_count: int, firm_units: Ints | None = None
) -> OptionCurves:
    """Build the curves of every option from demand scenarios given in chunks of whole options.

    chunks: yields ``(sku, option, early, whole)``: (k,) SKU numbers and their option numbers, both rising without
    gaps, and (k, M) units needed beyond the stock before a second order could arrive (equal to `whole` where none is
    possible) and until the end; scenarios must be in groups of like early demand (rising order does). Options
    without SKUs get an empty curve. firm_units: (n_sku,) of them sold ahead, part of every scenario.
    """
    worths: list[Floats] = []
    skus: list[NDArray[np.int32]] = []
    steps: list[NDArray[np.int32]] = []
    firms: list[NDArray[np.bool_]] = []
    has_firm = firm_units is not None and bool(firm_units.any())
    counts = np.zeros(option_count, dtype=np.int64)
    tail = np.full(option_count, -np.inf)
    for sku, option, early, whole in chunks:
        np.maximum.at(tail, option, money.left_cents[sku])
        worth, owner, step = _sku_entries(sku, early, whole, money)
        place = np.searchsorted(sku, owner)
        firm = _firm_entries(owner, step, firm_units) if has_firm else np.zeros(len(owner), dtype=np.bool_)
        order = np.lexsort((-worth, ~firm, option[place]))
        firms.append(firm[order])
        worths.append(worth[order])
        skus.append(owner[order].astype(np.int32))
        steps.append(step[order].astype(np.int32))
        counts += np.bincount(option[place], minlength=option_count)
    first = np.r_[0, np.cumsum(counts)].astype(np.int64)
    worth = np.concatenate(worths) if worths else np.zeros(0)
    units = np.concatenate(steps) if steps else np.zeros(0, dtype=np.int32)
    return OptionCurves(
        first=first,
        worth_cents=worth,
        total_cents=_running_total(worth * units, first),
        sku=np.concatenate(skus) if skus else np.zeros(0, dtype=np.int32),
        units=units,
        units_to=np.rint(_running_total(units.astype(np.float64), first)).astype(np.int64),
        tail_cents=np.where(np.isfinite(tail), tail, 0.0),
        firm=np.concatenate(firms) if has_firm else None,
    )


def _firm_entries(owner: Ints, step: Ints, firm_units: Ints | None) -> NDArray[np.bool_]:
    """Which entries of a chunk begin within what is sold ahead of their SKU; entries of a SKU lie together."""
    assert firm_units is not None
    total = np.r_[0, np.cumsum(step)[:-1]]
    begins = np.r_[True, owner[1:] != owner[:-1]] if len(owner) else np.zeros(0, dtype=np.bool_)
    base = np.maximum.accumulate(np.where(begins, total, 0))
    return np.asarray(total - base < firm_units[owner])


def asked_to_earn(curves: OptionCurves, least_return: float) -> OptionCurves:
    """The curves of a market in which each unit of money must earn `least_return`: worth is told in units of money that
    it pays for. Where it exceeds the cost there, it exceeds it by the return. What is sold ahead outweighs all else."""
    if least_return == 0.0 and curves.firm is None:
        return curves
    factor = 1.0 / (1.0 + least_return)
    worth = curves.worth_cents * factor
    if curves.firm is not None:
        worth = np.where(curves.firm, FIRM_FACTOR * np.maximum(worth, 1.0), worth)
    return replace(
        curves, worth_cents=worth, total_cents=_running_total(worth * curves.units, curves.first),
        tail_cents=curves.tail_cents * factor,
    )  # fmt: skip


def _running_total(value: Floats, first: Ints) -> Floats:
    """Cumulative sum that starts anew at each option's first entry."""
    total = np.r_[0.0, np.cumsum(value)]
    base = np.repeat(total[first[:-1]], np.diff(first))
    return np.asarray(total[1:] - base)


def _sku_entries(sku: Ints, need_early: Ints, need: Ints, money: SkuMoney) -> tuple[Floats, Ints, Ints]:
    """Worth, owner SKU and units of each entry of a chunk, unsorted: three (n_entry,) arrays."""
    longest = need.max(axis=1, initial=0)
    step = np.maximum(1, -(-longest // LONGEST_CURVE_UNITS))
    blocks = -(-longest // step)
    offset = np.r_[0, np.cumsum(blocks)]
    total = int(offset[-1])
    row = np.repeat(np.arange(len(sku)), blocks)
    sold, left = money.sold_cents[sku][row], money.left_cents[sku][row]
    reached = np.zeros(total)
    worth = np.zeros(total)
    again = money.again_cents[sku]
    two_stage = np.isfinite(again)
    groups = np.array_split(np.arange(need.shape[1]), LEARNED_GROUPS if two_stage.any() else 1)
    again_row = np.where(two_stage, again, 0.0)[row]
    for group in groups:
        portion = len(group) / need.shape[1]
        part = _reach(need[:, group], step, offset)
        reached += portion * part
        if two_stage.any():
            soon = _reach(need_early[:, group], step, offset)
            later = sold * (part - soon) + left * (1.0 - part)
            worth += portion * (sold * soon + np.minimum(again_row * (1.0 - soon), later))
    single = left + (sold - left) * reached
    return np.where(two_stage[row], worth, single), sku[row], step[row]


def _reach(need: Ints, step: Ints, offset: Ints) -> Floats:
    """Share of scenarios whose need reaches each block of `step` units (partly reached counts in part).

    need: (k, m) units over the stock; step: (k,); offset: (k + 1,) block offsets. Returns (offset[-1],).
    """
    full = need // step[:, None]
    part = (need - full * step[:, None]) / step[:, None]
    length = int(offset[-1])
    ends = (offset[:-1, None] + full - 1)[full > 0]
    count = np.bincount(ends, minlength=length)[:length].astype(np.float64)
    backwards = np.r_[np.cumsum(count[::-1])[::-1], 0.0]
    size = np.diff(offset)
    covered = backwards[:length] - np.repeat(backwards[offset[1:]], size)
    partly = part > 0
    if partly.any():
        at = (offset[:-1, None] + full)[partly]
        covered += np.bincount(at, weights=part[partly], minlength=length)[:length]
    return np.asarray(covered / need.shape[1])
