"""Shipments as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from treadle.terms.schema import OUTPUTS
from treadle.terms.shipment import Shipment
from treadle.words import say


def shipment_table(shipments: Iterable[Shipment]) -> pa.Table:
    """Columns sku, from_site, to_site, units, extra_units (sales they add), and why, as a sentence."""
    lines = list(shipments)
    return pa.table(
        [
            [line.sku for line in lines],
            [line.from_place_id for line in lines],
            [line.to_place_id for line in lines],
            [line.units for line in lines],
            [line.extra_units for line in lines],
            [say(line.reason) for line in lines],
        ],
        schema=OUTPUTS["shipments"].arrow,
    )
