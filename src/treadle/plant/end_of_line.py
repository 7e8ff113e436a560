"""Orders at the end of the line as the ledger holds them: what was made, inspected, packed and shipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.plant.floor_seen import seen_floor
from treadle.terms.corrected import still_standing
from treadle.terms.entry import Entry
from treadle.terms.order import Order
from treadle.terms.packing import Carton, Inspected, OrderAtEnd, Packed, Shipped
from treadle.track.lots import accepted_units
from treadle.track.packing import fold_cartons, packed_units

#: Kinds of entries of the end of the line.
END_KINDS = ("inspection", "carton", "shipment", "carton opened", "shipment taken back")


@dataclass(kw_only=True)
class EndOfLine:
    """The floor with the entries of inspection, packing and shipping."""

    read: FloorRead
    entries: tuple[Entry, ...]

    @cached_property
    def inspected(self) -> tuple[tuple[str, Inspected], ...]:
        """Every inspection with its order, oldest first."""
        return tuple((one.subject, one.body) for one in self.entries if isinstance(one.body, Inspected))

    @cached_property
    def cartons(self) -> dict[str, Carton]:
        """Cartons by SSCC, without those that were opened again."""
        return fold_cartons(
            (one.subject, one.body) for one in still_standing(self.entries) if isinstance(one.body, Packed | Shipped)
        )

    @cached_property
    def every_carton(self) -> dict[str, Carton]:
        """Every carton that was ever packed, as it was packed: what has a number keeps it."""
        return fold_cartons((one.subject, one.body) for one in self.entries if isinstance(one.body, Packed))

    @cached_property
    def orders(self) -> Mapping[str, OrderAtEnd]:
        """Every order, by its id."""
        packed, lent = packed_units(self.cartons.values())
        by_order: dict[str, list[Inspected]] = defaultdict(list)
        for order_id, one in self.inspected:
            by_order[order_id].append(one)
        is_asked = self.read.books.settings.floor.inspect_before_packing
        found = {}
        for order in self.read.books.snapshot.orders:
            units, is_rejected = accepted_units(by_order.get(order.order_id, ()))
            found[order.order_id] = OrderAtEnd(
                order_id=order.order_id, made=self.made(order), packed=dict(packed.get(order.order_id, {})),
                lent=dict(lent.get(order.order_id, {})), is_rejected=is_rejected,
                accepted_units=units if is_asked or order.order_id in by_order else None,
            )  # fmt: skip
        return found

    @cached_property
    def _sewn(self) -> Mapping[str, list[tuple[str, int]]]:
        """SKU and sewn pieces of every bundle that has a SKU, by order."""
        sku_of = {one.bundle_id: one.sku for one in self.read.bundles}
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for one in self.read.floor.bundles:
            if sku_of[one.bundle_id]:
                found[one.order_id].append((sku_of[one.bundle_id], one.sewn_units))
        return found

    def made(self, order: Order) -> dict[str, int]:
        """Pieces of an order that are there, by SKU: sewn by its scans; of one that nobody follows, what is wanted."""
        sums = {line.sku: 0 for line in order.lines}
        is_followed = False
        for sku, sewn_units in self._sewn.get(order.order_id, ()):
            is_followed = True
            sums[sku] = sums.get(sku, 0) + sewn_units
        if is_followed:
            return sums
        is_made_again = "sew" in order.finished_stages
        return {line.sku: order.to_make(line) if is_made_again else line.wanted_units for line in order.lines}


def read_end_of_line(folder: Path) -> EndOfLine:
    """The end of the line of a folder. Raises as `read_floor_of`."""
    return _end_of(read_floor_of(folder))


def seen_end_of_line(folder: Path) -> EndOfLine:
    """The end of the line for whoever looks, from memory where nothing came since. Raises as `seen_floor`."""
    return _end_of(seen_floor(folder))


def _end_of(read: FloorRead) -> EndOfLine:
    return EndOfLine(read=read, entries=read.books.ledger.entries(kinds=list(END_KINDS)))
