"""The first piece of an order: looked at and approved before its bulk is sewn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPiece:
    """Somebody looked at the first piece of an order; `deviations` are what was found, whatever was decided."""

    is_approved: bool
    deviations: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkBegun:
    """An order whose first piece nobody has approved, and the bundles beyond its first that are begun."""

    order_id: str
    first_bundle_id: str
    bundle_ids: tuple[str, ...]
