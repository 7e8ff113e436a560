"""Quantile levels and their column names, and violations of a noun's rules."""

from __future__ import annotations

from dataclasses import dataclass

#: The quantile levels every forecast of treadle carries: 0.05, 0.10, ..., 0.95.
QUANTILE_LEVELS: tuple[float, ...] = tuple(round(0.05 * step, 2) for step in range(1, 20))


def quantile_name(level: float, prefix: str = "") -> str:
    """Column name of a quantile level: 0.05 -> 'q05', 0.975 -> 'q97.5', with prefix 'sum_' -> 'sum_q05'."""
    text = f"{level * 100:.4f}".rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    return f"{prefix}q{whole.zfill(2)}" + (f".{fraction}" if fraction else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that a noun breaks: which rule, where, and what was found."""

    rule: str
    where: str
    found: str

    def __str__(self) -> str:
        """One line: where, rule, what was found."""
        return f"{self.where}: {self.rule} ({self.found})"
