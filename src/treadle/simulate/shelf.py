"""Customers meet shelves: who is served, who takes something else, who leaves, and when a shelf ran empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A week's trade: `sold` and `wanted` (first wishes) are (options, sizes); `open_share` (sites, options, sizes) is
    the part of the week's customers that came before a shelf ran empty; `returning` (options, sizes)
    the sold pieces that will come back."""

    sold: Ints
    wanted: Ints
    open_share: Floats
    returning: Ints


def serve(stock: Ints, site: Ints, option: Ints, second: Ints, size: Ints, returns: NDArray[np.bool_]) -> Served:
    """Serve customers in the order of the arrays and take their pieces off `stock` (sites, options, sizes), in place.

    A customer whose size is out asks for the second choice (-1: none) once first wishes are served.
    """
    shape = stock.shape
    shelf = stock.reshape(-1)
    before = shelf.copy()
    cell = np.ravel_multi_index((site, option, size), shape)
    got = _within(cell, shelf)
    shelf -= np.bincount(cell[got], minlength=shelf.size)
    tries = np.flatnonzero(~got & (second >= 0))
    other = np.ravel_multi_index((site[tries], second[tries], size[tries]), shape)
    lucky = _within(other, shelf)
    shelf -= np.bincount(other[lucky], minlength=shelf.size)
    bought = np.where(got, cell, -1)
    bought[tries[lucky]] = other[lucky]
    flat = shape[1] * shape[2]
    sold = np.bincount(bought[bought >= 0] % flat, minlength=flat).reshape(shape[1:])
    last = np.zeros(shelf.size)
    np.maximum.at(last, cell[got], (np.flatnonzero(got) + 1) / max(len(cell), 1))
    share = np.where(shelf > 0, 1.0, np.where(before > 0, last, 0.0))
    return Served(
        sold=sold,
        wanted=np.bincount(cell % flat, minlength=flat).reshape(shape[1:]),
        open_share=share.reshape(shape),
        returning=np.bincount(bought[(bought >= 0) & returns] % flat, minlength=flat).reshape(shape[1:]),
    )


def _within(cell: Ints, shelf: Ints) -> NDArray[np.bool_]:
    """True for those customers of each cell, in their order, for whom there is a piece."""
    order = np.argsort(cell, kind="stable")
    ranked = cell[order]
    first = np.searchsorted(ranked, ranked, side="left")
    served = np.zeros(len(cell), dtype=bool)
    served[order] = np.arange(len(cell)) - first < shelf[ranked]
    return served


def refill(stock: Ints, site_share: Floats) -> None:
    """Send pieces from the warehouse (site 0, which also serves online) to shops up to their share, in place."""
    total = stock.sum(axis=0)
    for shop in range(1, len(stock)):
        wanted = np.ceil(site_share[shop] * total).astype(np.int64) - stock[shop]
        sent = np.clip(wanted, 0, stock[0])
        stock[0] -= sent
        stock[shop] += sent
