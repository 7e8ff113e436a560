"""What each shop will sell of an option: the brand's forecast shared out, surer where the shop has sold more of it.

A shop's share of an option is drawn towards its share of the option's category, that towards its share of everything
(Dirichlet-multinomial back-off); its size curve towards the option's own. A shop that has sold nothing is like another
one that is named, else like the middle of all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Units of a shop's sales in a category that count as much as its share of everything, and of an option as much as that
#: of its category. Not tuned.
CATEGORY_WORTH, OPTION_WORTH = 200.0, 60.0
#: Units of an option and shop that count as much as the option's size curve: from 40 on, size curves of shops are told
#: apart in practice (Nextail); not tuned.
SIZE_WORTH = 40.0


def shop_means(
    units: Floats, curve: Floats, sold: Floats, category: Ints, like: Sequence[int | None], is_open: Flags
) -> Floats:
    """What is wanted of each option at each outlet and size (O, S, Z), from what is wanted in all, `units` (O,).

    `curve` (O, Z) are size shares, `sold` (O, S, Z) what outlets sold of late, weighed as the caller thinks right,
    `category` (O,) codes; `like` names for each outlet another one that it is like until it has sold by itself. An
    outlet that is not open wants nothing, and the others want it all.
    """
    sold = np.where(is_open[None, :, None], sold, 0.0)
    by_shop = sold.sum(axis=2)
    total = by_shop.sum(axis=0)
    share = np.where(is_open, _overall(total, like), 0.0)
    share /= max(float(share.sum()), 1e-12)
    groups = int(category.max()) + 1 if len(category) else 0
    in_category = np.zeros((groups, sold.shape[1]))
    np.add.at(in_category, category, by_shop)
    told = in_category + CATEGORY_WORTH * share[None, :]
    told /= np.maximum(told.sum(axis=1, keepdims=True), 1e-12)
    option = by_shop + OPTION_WORTH * told[category]
    option /= np.maximum(option.sum(axis=1, keepdims=True), 1e-12)
    sizes = sold + SIZE_WORTH * curve[:, None, :]
    sizes /= np.maximum(sizes.sum(axis=2, keepdims=True), 1e-12)
    return np.asarray(units[:, None, None] * option[:, :, None] * sizes)


def _overall(total: Floats, like: Sequence[int | None]) -> Floats:
    """Each outlet's share of everything; one that has sold nothing takes that of another, and all add up to 1."""
    share = total.copy()
    some = total[total > 0]
    middle = float(np.median(some)) if len(some) else 1.0
    for at, other in enumerate(like):
        if total[at] <= 0:
            share[at] = total[other] if other is not None and total[other] > 0 else middle
    return np.asarray(share / share.sum())
