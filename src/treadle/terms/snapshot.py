"""What a day sees: facts known before `as_of`, and nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from treadle.terms.board import OnBoard
from treadle.terms.buy import PlannedReceipts
from treadle.terms.cutting import Fabric, Pattern
from treadle.terms.energy import Process, TariffSpan
from treadle.terms.entry import Decided
from treadle.terms.fingerprint import DECIDES, WHERE_TOLD, fingerprint
from treadle.terms.floor_facts import FloorFacts
from treadle.terms.forecast import PLANNER_FORECAST
from treadle.terms.materials import BillLine, Material
from treadle.terms.order import Order
from treadle.terms.place import Factory, Place
from treadle.terms.product import Catalogue
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import Roll
from treadle.terms.sewing import Bulletin
from treadle.terms.signal import INTEREST
from treadle.terms.signal_parts import Signals
from treadle.terms.sold_ahead import SoldAhead
from treadle.terms.sourcing import FactoryProfile, KeptOrder
from treadle.terms.stock import OnHand, Receipt
from treadle.terms.supplier import Pair


def facts_with_board(plain: str, board: tuple[OnBoard, ...]) -> str:
    """The fingerprint of facts whose own is `plain` with what stands on the planning board."""
    return fingerprint(plain, board) if board else plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything known before midnight that begins `as_of` (the first day not yet known), in the brand's time zone.

    `signals` follows SIGNALS (in parts where they are too many to be held), `in_stock` IN_STOCK, `price_plan`
    PRICE_PLAN, `interest` INTEREST and `planner_forecast` PLANNER_FORECAST. `receipts` are units already ordered;
    `orders` are those of the brand's own ledger, as they stand. `decisions` are the planner's own numbers, newest last;
    `decided_facts` are fingerprints of facts on which the planner has decided: while nothing new is known, that
    decision stands. `budget_cents` is what may still be spent, None where no limit is set; `planned_receipts` what
    goods that arrive in a period may cost. `rolls` lie on the shelf as they were counted, before what released orders
    take of them. `stage_minutes` are standard minutes per piece by style, then stage. `floor` is how far orders are
    sewn, and what operators take, as scans told it. `board` is what the planner set on the planning board and stands;
    `factories` work as it says, `plain_factories` as the tables say. `materials` and `bill` say what pieces take of
    trims and thread; `processes` and `tariff` what power, water and dye are taken and paid; no buy is decided by them.
    The schedule pays for power as its factories' tariffs say. `counted_rolls` are those of the table, before what was
    said of them since made them `rolls`. `sold_ahead` are pieces that campaigns owe: what is on hand or coming serves
    them first. `profiles` are factories that could be asked, ours among them, `pairs` what they quoted and may make,
    `kept` how their orders ended, `makers` who accepted which order that is bought in.
    """

    as_of: date
    currency: str
    time_zone: str
    catalogue: Catalogue
    places: tuple[Place, ...]
    factories: tuple[Factory, ...]
    fabrics: Mapping[str, Fabric]
    patterns: Mapping[str, Pattern]
    bulletins: Mapping[str, Bulletin]
    signals: Signals
    in_stock: pa.Table
    price_plan: pa.Table
    on_hand: tuple[OnHand, ...]
    receipts: tuple[Receipt, ...]
    orders: tuple[Order, ...] = ()
    budget_cents: int | None = None
    decisions: tuple[Decided, ...] = ()
    decided_facts: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    planned_receipts: tuple[PlannedReceipts, ...] = ()
    interest: pa.Table = field(default_factory=INTEREST.empty_table)
    planner_forecast: pa.Table = field(default_factory=PLANNER_FORECAST.empty_table)
    rolls: tuple[Roll, ...] = ()
    stage_minutes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    floor: FloorFacts = field(default_factory=FloorFacts)
    sold_ahead: tuple[SoldAhead, ...] = field(default=(), metadata={WHERE_TOLD: True})
    profiles: tuple[FactoryProfile, ...] = field(default=(), metadata={WHERE_TOLD: True})
    pairs: tuple[Pair, ...] = field(default=(), metadata={WHERE_TOLD: True})
    kept: tuple[KeptOrder, ...] = field(default=(), metadata={WHERE_TOLD: True})
    makers: Mapping[str, str] = field(default_factory=dict, metadata={WHERE_TOLD: True})
    board: tuple[OnBoard, ...] = field(default=(), metadata={DECIDES: False})
    plain_factories: tuple[Factory, ...] = field(default=(), metadata={DECIDES: False})
    counted_rolls: tuple[Roll, ...] = field(default=(), metadata={DECIDES: False})
    materials: Mapping[str, Material] = field(default_factory=dict, metadata={DECIDES: False})
    bill: tuple[BillLine, ...] = field(default=(), metadata={DECIDES: False})
    processes: tuple[Process, ...] = field(default=(), metadata={WHERE_TOLD: True})
    tariff: tuple[TariffSpan, ...] = field(default=(), metadata={DECIDES: False})

    def fingerprint(self) -> str:
        """Sixteen hex digits that change when anything seen changes, or the planning board; tables count by their
        content."""
        return facts_with_board(self.plain_fingerprint(), self.board)

    def plain_fingerprint(self) -> str:
        """The fingerprint of what was seen without what the planner set on the board."""
        return fingerprint(replace(self, factories=self.plain_factories or self.factories))

    def facts_fingerprint(self) -> str:
        """Fingerprint of what was seen of the world, without the brand's own releases and the budget left by them."""
        ours = {order.order_id for order in self.orders}
        receipts = tuple(receipt for receipt in self.receipts if receipt.order_id not in ours)
        on_hand = tuple(held for held in self.on_hand if not held.order_id)
        world = replace(
            self, receipts=receipts, on_hand=on_hand, orders=(), decisions=(), budget_cents=None, floor=FloorFacts(),
            kept=(), makers={}, factories=self.plain_factories or self.factories,
        )  # fmt: skip
        return fingerprint(replace(world, decided_facts=frozenset()))

    @property
    def released(self) -> tuple[ReleasedOrder, ...]:
        """The terms of all orders, as they stand now, in the order of their release."""
        return tuple(order.terms for order in self.orders)

    def bought_in_units(self) -> dict[str, int]:
        """Pieces still to come of orders that are bought in, by who accepted them ('' where nobody has)."""
        found: dict[str, int] = {}
        for order in self.orders:
            if not order.terms.factory_id and order.open_units:
                name = self.makers.get(order.order_id, "")
                found[name] = found.get(name, 0) + order.open_units
        return found

    @property
    def is_decided(self) -> bool:
        """True where the planner has decided on exactly these facts."""
        return bool(self.decided_facts) and self.facts_fingerprint() in self.decided_facts
