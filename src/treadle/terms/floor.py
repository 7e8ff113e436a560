"""Nouns of the floor: scans, bundles, what the scans add up to, and where they contradict one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

from treadle.terms.table_spec import TableSpec, may, need

#: What a scan can say. 'move' puts pieces of a bundle into another one (`to_bundle_id`); 'void' takes a scan back.
SCAN_KINDS = ("start", "finish", "defect", "rework", "scrap", "hold", "unhold", "move", "void")
#: What a tablet offers where somebody tells a defect; other kinds are told too. The place is its operation.
DEFECT_KINDS = (
    "skipped stitch", "broken stitch", "open seam", "puckering", "uneven seam", "raw edge", "wrong measure",
    "wrong part", "hole", "stain", "shade", "other defect",
)  # fmt: skip
#: Scans as a table, the bulk noun: moments in UTC, empty text where nothing is said.
SCAN_SCHEMA = pa.schema(
    [
        ("scan_id", pa.string()),
        ("bundle_id", pa.string()),
        ("operation_id", pa.string()),
        ("station_id", pa.string()),
        ("operator_id", pa.string()),
        ("kind", pa.string()),
        ("units", pa.int64()),
        ("happened_at", pa.timestamp("us", "UTC")),
        ("known_at", pa.timestamp("us", "UTC")),
        ("defect", pa.string()),
        ("replaces", pa.string()),
        ("to_bundle_id", pa.string()),
    ]
)
SCANS = TableSpec(
    name="scans",
    doc="Give a row for each scan",
    keeps_extra=True,
    columns=(
        need("scan_id", "id", "Made where the scan was made (a UUID); the same scan sent twice has the same."),
        need("bundle_id", "id", "The bundle of the ticket."),
        may("operation_id", "id", "The operation of the bulletin; of a defect the one that made it."),
        may("station_id", "id", "Where."),
        may("operator_id", "id", "Who."),
        need("kind", "text", "What it says.", allowed=SCAN_KINDS),
        may("units", "whole", "Pieces; empty is the whole bundle.", least=0),
        need("happened_at", "moment", "When, by the clock of the tablet."),
        may("defect", "text", "Of a defect: its kind."),
        may("replaces", "id", "The scan that this one takes the place of, or takes back."),
        may("to_bundle_id", "id", "Of a move: the bundle into which the pieces go."),
        may("known_at", "moment", "When it was first known; empty is now."),
    ),
)
BUNDLES = TableSpec(
    name="bundles",
    doc="Give a row for each bundle that was tied",
    key=("bundle_id",),
    keeps_extra=True,
    columns=(
        need("bundle_id", "id", "The bundle of the ticket."),
        need("order_id", "id", "The order it is of."),
        need("units", "whole", "Pieces.", least=0),
        need("bulletin_id", "id", "The operation bulletin it is sewn by."),
        may("sku", "id", "What its pieces become."),
    ),
)
RATES = TableSpec(
    name="rates",
    doc="Give a row for each rate of a piece",
    keeps_extra=True,
    columns=(
        need("operation_id", "id", "The operation."),
        need("rate", "money", "For one accepted piece.", least=0),
        may("order_id", "id", "For this order alone."),
        may("bundle_id", "id", "For this bundle alone."),
        may("from_day", "day", "From this day on."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedBundle:
    """A bundle as it was tied: its order, its pieces, and the bulletin it is sewn by.

    `most_units` are the pieces that its plies give (0: it is of no lay, or nobody says). Plies count from 1 at the
    bottom of the lay; `garment` numbers the garments of a size in its marker. 0 units: it is no longer made.
    """

    bundle_id: str
    order_id: str
    units: int
    bulletin_id: str
    sku: str = ""
    size: str = ""
    option_id: str = ""
    lay_id: str = ""
    marker_id: str = ""
    garment: int = 0
    first_ply: int = 0
    last_ply: int = 0
    shade: str = ""
    roll_ids: tuple[str, ...] = ()
    most_units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlesTied:
    """Bundles were tied and their tickets given out."""

    bundles: tuple[TiedBundle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScansTaken:
    """Scans that came together, as the lines of a CSV with the columns of `SCAN_SCHEMA` (a million records in the
    ledger would be slow to read)."""

    count: int
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Scans that cannot all be true. `code` says how: 'two_contents', 'ahead_of_time', 'unknown_bundle',
    'unknown_operation', 'more_than_tied', 'before_predecessor', 'replaced_twice', 'more_moved_than_there'.

    `units` are the pieces that are in question; none of them is paid.
    """

    code: str
    bundle_id: str
    operation_id: str = ""
    scan_ids: tuple[str, ...] = ()
    units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCount:
    """An operation of a bulletin on the floor now, in pieces.

    `waiting_units` could be sewn here next, `finished_units` were, `accepted_units` of them without scrap and open
    defects. `minutes_to_clear` is standard minutes of what waits by the people who were seen at it.
    """

    bulletin_id: str
    operation_id: str
    waiting_units: int
    finished_units: int
    accepted_units: int
    defect_units: int
    people: int
    minutes_to_clear: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCount:
    """An order on the floor: pieces tied, pieces that every operation has accepted, pieces scrapped, pieces on hold."""

    order_id: str
    tied_units: int
    sewn_units: int
    scrap_units: int
    held_units: int

    @property
    def is_sewn(self) -> bool:
        """Nothing of it is left to sew."""
        return self.tied_units > 0 and self.sewn_units + self.scrap_units >= self.tied_units


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCount:
    """A bundle on the floor: its pieces now (after moves), the operations that its pieces wait for, and the standard
    minutes that are left of it (of bundles that exchanged pieces, its share). `is_begun`: something is finished."""

    bundle_id: str
    order_id: str
    units: int
    sewn_units: int
    waits_for: tuple[str, ...]
    is_held: bool
    left_minutes: float = 0.0
    is_begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Pieces of an order that an operation has not finished, and their standard minutes."""

    order_id: str
    bulletin_id: str
    operation_id: str
    units: int
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Defects:
    """Defects of an operation by kind; `dhu` are defects per hundred pieces finished at it."""

    operation_id: str
    defect: str
    units: int
    finished_units: int

    @property
    def dhu(self) -> float:
        """Defects per hundred units; 0 where nothing was finished."""
        return 100.0 * self.units / self.finished_units if self.finished_units else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What an accepted piece of an operation pays, in cents; for an order or a bundle alone, from a day on."""

    operation_id: str
    rate_cents: int
    order_id: str = ""
    bundle_id: str = ""
    from_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Pieces of one operator at one operation and rate, with the scans that they come from."""

    operator_id: str
    operation_id: str
    order_id: str
    units: int
    rate_cents: int
    scan_ids: tuple[str, ...]

    @property
    def pay_cents(self) -> int:
        """Pieces times rate."""
        return self.units * self.rate_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """Pieces that an operator finished at an operation within an hour, with their scans."""

    operator_id: str
    operation_id: str
    begins_at: datetime
    units: int
    scan_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealTime:
    """What an operator really takes: `factor` times the standard minutes, from `units` pieces that were timed.

    `raw_factor` is what the scans alone say; few pieces are drawn to 1.
    """

    operator_id: str
    operation_id: str
    units: int
    raw_factor: float
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRule:
    """When defects stop an operation: a defect adds `weight` points, a piece takes one away, at `limit` it stops.

    Of processes with `accepted_share` defects it stops `false_alarm_share` within `pieces` pieces; it is made to find
    `bad_share`.
    """

    weight: int
    limit: int
    accepted_share: float
    bad_share: float
    pieces: int
    false_alarm_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAlarm:
    """An operation that its rule stops: at which bundle, by how many points, after how many pieces and defects."""

    operation_id: str
    bundle_id: str
    points: int
    pieces: int
    defects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a set of scans adds up to; `counted` are the scans that count, with the pieces of each that are paid."""

    operations: tuple[OperationCount, ...]
    orders: tuple[OrderCount, ...]
    bundles: tuple[BundleCount, ...]
    contradictions: tuple[Contradiction, ...]
    counted: pa.Table
    left: tuple[Left, ...] = ()
    accepted: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def bottleneck(self) -> OperationCount | None:
        """The operation whose waiting work takes its people longest; None where nothing waits."""
        waiting = [one for one in self.operations if one.waiting_units]
        return max(waiting, key=lambda one: (one.minutes_to_clear, one.operation_id)) if waiting else None
