"""Which orders their own customers took back."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from treadle.sense.panel import Floats, Ints


def cancelled_units(
    is_order: npt.NDArray[np.bool_],
    is_cancel: npt.NDArray[np.bool_],
    customer: Ints,
    thing: Ints,
    at: Ints,
    units: Floats,
    *,
    within: int,
) -> Floats:
    """Units of each row that were cancelled, all shapes (rows,).

    A cancellation takes back the latest earlier order of the same customer and the same thing that has units left,
    at most `within` (in the unit of `at`) before it. Rows without a customer (-1) are left alone.
    """
    back = np.zeros(len(at))
    if within <= 0:
        return back
    cancels = np.flatnonzero(is_cancel & (customer >= 0))
    asked = np.isin(customer, customer[cancels]) & is_order & (customer >= 0)
    orders: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = np.flatnonzero(asked)
    for row in rows[np.argsort(at[rows], kind="stable")].tolist():
        orders[int(customer[row]), int(thing[row])].append(row)
    for row in cancels[np.argsort(at[cancels], kind="stable")].tolist():
        left = float(units[row])
        for order in reversed(orders.get((int(customer[row]), int(thing[row])), [])):
            if left <= 0.0:
                break
            if at[order] <= at[row] <= at[order] + within:
                taken = min(left, float(units[order] - back[order]))
                back[order] += taken
                left -= taken
    return back
