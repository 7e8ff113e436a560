"""A brand whose shelves run empty, with the demand that nobody saw: who meets an empty shelf takes a neighbouring size,
another colour, or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from treadle.terms.history import HISTORY
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style

SIZES = ("XS", "S", "M", "L", "XL")
COLOURS = ("red", "navy", "sage")
START = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Censored:
    """`history` (HISTORY with demand = sold), and `wanted` units of each of its rows."""

    history: pa.Table
    catalogue: Catalogue
    wanted: np.ndarray


def brand(styles):
    cost = (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=1),)
    options = [
        Option(option_id=f"S{style:02d}-{colour}", style_id=f"S{style:02d}", colour=colour, price_cents=100,
               cost_breaks=cost)
        for style in range(styles) for colour in COLOURS
    ]  # fmt: skip
    return Catalogue(
        size_scales=(SizeScale(size_scale_id="letters", sizes=SIZES),),
        styles=tuple(
            Style(style_id=f"S{style:02d}", category=("tops", "trousers")[style % 2], size_scale_id="letters")
            for style in range(styles)
        ),
        options=tuple(options),
        skus=tuple(
            Sku(sku=f"{one.option_id}-{size}", option_id=one.option_id, size=size) for one in options for size in SIZES
        ),
    )


def censored_brand(rng, *, styles=12, weeks=20, to_size=0.15, to_colour=0.08):
    """Daily Poisson demand with life, season, size curve and weekly shocks; shelves filled once and refilled late.

    Each SKU gets stock for about half its season, so that the best sellers are gone first and come back weeks later.
    """
    shape = (styles, len(COLOURS), len(SIZES), weeks)
    level = np.exp(rng.normal(1.6, 0.7, (styles, len(COLOURS), 1, 1)))
    usual = np.array([0.10, 0.24, 0.30, 0.23, 0.13])[None, None, :, None]
    size = usual * np.exp(rng.normal(0, 0.15, (styles, 1, 5, 1)))
    age = np.arange(weeks)[None, None, None, :]
    peak = rng.uniform(4, 12, (styles, 1, 1, 1))
    life = np.exp(-(((age - peak) / 7.0) ** 2))
    shock = np.exp(rng.normal(0, 0.25, (styles, len(COLOURS), 1, weeks)))
    season = 1.0 + 0.3 * np.sin(age / 5.0)
    rate = level * size * life * season * shock * 12.0
    wanted, sold, share = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    first = rate.sum(axis=3) * rng.uniform(0.15, 0.9, rate.shape[:3])
    stock = np.floor(first)
    refill_week = rng.integers(9, 15, (styles, len(COLOURS)))
    for week in range(weeks):
        for style, colour in zip(*np.nonzero(refill_week == week), strict=True):
            stock[style, colour] += np.floor(0.3 * first[style, colour])
        for _ in range(7):
            share[..., week] += (stock > 0) / 7.0
            today = rng.poisson(rate[..., week] / 7.0)
            wanted[..., week] += today
            bought = np.minimum(today, stock)
            sold[..., week] += bought
            stock -= bought
            _substitute(rng, today - bought, stock, sold[..., week], to_size, to_colour)
    return _as_history(brand(styles), wanted, sold, share)


def _substitute(rng, unmet, stock, sold, to_size, to_colour):
    """What is not there: some take a size beside it, some another colour, if those are there."""
    _, colours, sizes = unmet.shape
    for style, colour, size in zip(*np.nonzero(unmet), strict=True):
        for _ in range(int(unmet[style, colour, size])):
            draw = rng.uniform()
            if draw < to_size:
                there = (style, colour, min(max(size + rng.choice((-1, 1)), 0), sizes - 1))
            elif draw < to_size + to_colour:
                there = (style, (colour + rng.integers(1, colours)) % colours, size)
            else:
                continue
            if stock[there] > 0:
                stock[there] -= 1
                sold[there] += 1


def _as_history(catalogue, wanted, sold, share):
    weeks = wanted.shape[-1]
    count = wanted.size
    skus = np.repeat([sku.sku for sku in catalogue.skus], weeks)
    starts = np.tile([START + dt.timedelta(days=7 * week) for week in range(weeks)], count // weeks)
    columns = {field.name: np.zeros(count) for field in HISTORY if pa.types.is_floating(field.type)}
    columns |= {"sold_units": sold.reshape(-1), "in_stock_share": np.clip(share.reshape(-1), 0, 1)}
    columns |= {name: sold.reshape(-1) for name in ("demand_units", "demand_low", "demand_high")}
    keys = {"sku": skus, "shop": np.repeat("", count), "week_start": pa.array(starts, pa.date32())}
    table = pa.table(keys | columns)
    return Censored(history=table.select(HISTORY.names).cast(HISTORY), catalogue=catalogue, wanted=wanted.reshape(-1))
