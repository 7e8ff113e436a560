"""What may be sewn of an order before its first piece is approved, and what was begun beyond that."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from treadle.terms.first_piece import BulkBegun
from treadle.terms.floor import BundleCount


def first_bundles(bundles: Iterable[BundleCount]) -> dict[str, str]:
    """The bundle of each order from which its first piece comes: the first of its ids that holds any."""
    found: dict[str, str] = {}
    for one in bundles:
        if one.units and (one.order_id not in found or one.bundle_id < found[one.order_id]):
            found[one.order_id] = one.bundle_id
    return found


def bulk_begun(bundles: Collection[BundleCount], approved: Collection[str]) -> tuple[BulkBegun, ...]:
    """Orders that are not among those approved, and of which more than the first bundle is begun."""
    first = first_bundles(bundles)
    begun: dict[str, list[str]] = {}
    for one in bundles:
        if one.is_begun and one.order_id not in approved and one.bundle_id != first.get(one.order_id):
            begun.setdefault(one.order_id, []).append(one.bundle_id)
    return tuple(
        BulkBegun(order_id=order_id, first_bundle_id=first.get(order_id, ""), bundle_ids=tuple(sorted(names)))
        for order_id, names in sorted(begun.items())
    )
