"""Shipments as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from treadle.terms.shipment import Shipment
from treadle.words import say


def shipment_table(shipments: Iterable[Shipment]) -> pa.Table:
    """Columns sku, from_site, to_site, units, extra_units (sales they add), and why, as a sentence."""
    lines = list(shipments)
    return pa.table(
        {
            "sku": pa.array([line.sku for line in lines], pa.string()),
            "from_site": pa.array([line.from_place_id for line in lines], pa.string()),
            "to_site": pa.array([line.to_place_id for line in lines], pa.string()),
            "units": pa.array([line.units for line in lines], pa.int64()),
            "extra_units": pa.array([line.extra_units for line in lines], pa.float64()),
            "reason": pa.array([say(line.reason) for line in lines], pa.string()),
        }
    )
