"""Recomputes a flexible job shop with set-ups. Imports nothing of treadle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.checks.fjsp import value, violations

__all__ = ["check", "value"]


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """All violations, set-up times between neighbours on a machine included."""
    return violations(instance, solution, has_setups=True)
