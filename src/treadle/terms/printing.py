"""Digital printing: panels of orders, and the runs that gang them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A print of an order: its size along (`length_mm`) and across the cloth, and how many are wanted."""

    order_id: str
    panel_id: str
    width_mm: int
    length_mm: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPanel:
    """One copy of a panel: the run (from 1) and its lower left corner in it, x along the cloth."""

    run: int
    order_id: str
    panel_id: str
    x_mm: int
    y_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPlan:
    """Runs and where every copy lies. `bound_mm` is what no plan of bands can be below (0 where none is proved),
    `separate_mm` what the orders take when each is printed alone."""

    width_mm: int
    gap_mm: int
    run_mm: tuple[int, ...]
    panels: tuple[PrintedPanel, ...]
    bound_mm: float
    separate_mm: int

    @property
    def printed_mm(self) -> int:
        """Cloth of all runs."""
        return sum(self.run_mm)
