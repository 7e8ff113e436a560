"""Amounts: money in whole cents, quantile levels and their column names, and violations of a noun's rules."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

#: The quantile levels every forecast of treadle carries: 0.05, 0.10, ..., 0.95.
QUANTILE_LEVELS: tuple[float, ...] = tuple(round(0.05 * step, 2) for step in range(1, 20))


def quantile_name(level: float, prefix: str = "") -> str:
    """Column name of a quantile level: 0.05 -> 'q05', 0.975 -> 'q97.5', with prefix 'sum_' -> 'sum_q05'."""
    text = f"{level * 100:.4f}".rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    return f"{prefix}q{whole.zfill(2)}" + (f".{fraction}" if fraction else "")


def to_cents(amount: str | float | Decimal) -> int:
    """Money in currency units (29.90) as whole cents (2990), half to even.

    Raises `decimal.InvalidOperation` where the text is no number.
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    return int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def from_cents(cents: float) -> float:
    """Whole cents as currency units, for tables that people read."""
    return round(cents / 100, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that a noun breaks: which rule, where, and what was found."""

    rule: str
    where: str
    found: str

    def __str__(self) -> str:
        """One line: where, rule, what was found."""
        return f"{self.where}: {self.rule} ({self.found})"
