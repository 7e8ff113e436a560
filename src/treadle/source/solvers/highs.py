"""HiGHS, as SciPy carries it: the shares of orders at factories as a linear program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, eye, hstack, vstack

from treadle.terms.quiet import quiet_solver

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Pairs of an order and a factory: `order` numbers their rows.

    `cost` (n,) is what the whole order costs there; `limits` (rows, n) is what it takes of each limit, `room` (rows,)
    what there is of it. Orders are 0 … `orders` − 1, and each is made in whole.
    """

    order: Ints
    cost: Floats
    limits: csr_matrix
    room: Floats
    orders: int

    def of_orders(self) -> csr_matrix:
        """One row an order: which pairs are of it, (orders, n)."""
        count = len(self.order)
        return csr_matrix((np.ones(count), (self.order, np.arange(count))), shape=(self.orders, count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """`share` (n,) of each pair's order; the price of each order's row and of each limit (≥ 0)."""

    share: Floats
    order_price: Floats
    limit_price: Floats


def relaxed_shares(columns: Columns) -> Shares:
    """The cheapest shares where a set-up may be paid in parts: no split costs less."""
    from scipy.optimize import linprog

    with quiet_solver():
        found = linprog(
            columns.cost, A_ub=columns.limits, b_ub=columns.room, A_eq=columns.of_orders(),
            b_eq=np.ones(columns.orders), bounds=(0.0, 1.0), method="highs-ds",
        )  # fmt: skip
    if found.x is None:
        raise ArithmeticError(f"the shares of orders were not found: {found.message}")
    return Shares(
        share=np.clip(found.x, 0.0, 1.0),
        order_price=np.array(found.eqlin.marginals),
        limit_price=np.maximum(-np.array(found.ineqlin.marginals), 0.0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeColumns:
    """Pairs as in `Columns` whose set-ups are paid in whole: `of.cost` (n,) is without them, `setup` (n,) they, `least`
    (n,) the smallest share of the order that may be made there."""

    of: Columns
    setup: Floats
    least: Floats


def whole_shares(columns: WholeColumns, *, nodes: int) -> Floats | None:
    """The cheapest shares (n,) with whole set-ups and smallest shares kept, after at most `nodes` nodes of the search;
    None where none were found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    of = columns.of
    count = len(of.cost)
    one = eye(count, format="csr")
    matrix = vstack(
        [
            hstack([of.of_orders(), csr_matrix((of.orders, count))]),
            hstack([of.limits, csr_matrix(of.limits.shape)]),
            hstack([one, -one]),
            hstack([one, -diags(columns.least)]),
        ]
    ).tocsr()
    free, ones = np.zeros(count), np.ones(of.orders)
    low = np.r_[ones, np.full(len(of.room), -np.inf), np.full(count, -np.inf), free]
    high = np.r_[ones, of.room, free, np.full(count, np.inf)]
    with quiet_solver():
        found = milp(
            np.r_[of.cost, columns.setup], integrality=np.r_[np.zeros(count), np.ones(count)],
            bounds=Bounds(0.0, 1.0), constraints=LinearConstraint(matrix, low, high),
            options={"node_limit": nodes, "mip_rel_gap": 1e-4},
        )  # fmt: skip
    if found.x is None:
        return None
    return np.where(np.round(found.x[count:]) > 0, np.clip(found.x[:count], 0.0, 1.0), 0.0)
