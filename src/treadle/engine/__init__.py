"""Doors where bulk work runs: the same SQL text and the same group functions on every engine."""

from treadle.engine.local import LocalEngine

__all__ = ["LocalEngine"]
