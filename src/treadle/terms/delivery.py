"""What came of orders as a delivery note lists it: a row per order, SKU and delivery."""

from __future__ import annotations

from treadle.terms.table_spec import TableSpec, may, need

DELIVERIES = TableSpec(
    name="deliveries",
    doc="Give a row for each order and SKU that came",
    key=("order_id", "day", "note_id", "sku"),
    columns=(
        need("order_id", "id", "The order it is of."),
        need("sku", "text", "The SKU, its size, or its colour and size."),
        need("units", "whole", "Pieces that came and are good; empty is none.", least=0, default="0"),
        may("rejected", "whole", "Pieces that came and were rejected.", least=0, default="0"),
        may("day", "day", "The day on which it came; empty is the day that is known."),
        may("note_id", "text", "The delivery note: the same note is booked once.", default=""),
        may("is_last", "flag", "Whether nothing more will come of the order.", default="no"),
    ),
)
