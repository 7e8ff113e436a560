"""An order as one works on it: what is wanted and came by size, what was booked, its cartons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from treadle.errors import InputError, Problem
from treadle.plant.end_of_line import EndOfLine, read_end_of_line
from treadle.plant.orders import order_of
from treadle.plant.pack import packable
from treadle.plant.receive import Booked, Delivery, receive
from treadle.plant.serving import ServedBrand
from treadle.terms.correction import ReceiptTakenBack
from treadle.terms.entry import Entry, Received
from treadle.terms.order import Order
from treadle.terms.packing import Carton


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRow:
    """A SKU of an order, in pieces: `waiting_units` are made and in no carton yet."""

    sku: str
    goods: str
    size: str
    wanted_units: int
    received_units: int
    rejected_units: int
    open_units: int
    over_units: int
    waiting_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was booked of an order: pieces that can be sold, those sent back, and by whom. `taken_back`: it did not
    happen, for that reason ('' where it stands)."""

    key: str
    taken_back: str
    day: date
    units: int
    rejected_units: int
    is_last: bool
    note: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDesk:
    """An order whole, on the day the brand has come to. `prefix_missing`: no carton can be named;
    `allowed_units` of those that wait may be packed, lots being accepted (None: no inspection is asked for)."""

    order: Order
    style: str
    today: date
    rows: tuple[SizeRow, ...]
    receipts: tuple[Receipt, ...]
    cartons: tuple[Carton, ...]
    prefix_missing: bool
    allowed_units: int | None

    @property
    def waiting_units(self) -> int:
        """Pieces that may go into cartons."""
        return sum(one.waiting_units for one in self.rows)

    @property
    def is_to_inspect(self) -> bool:
        """Whether pieces wait for a carton that a lot has to be accepted for first."""
        return self.allowed_units is not None and self.waiting_units > self.allowed_units

    @property
    def shipments(self) -> tuple[str, ...]:
        """Shipments in which cartons of it left, each once."""
        return tuple(dict.fromkeys(one.shipment_id for one in self.cartons if one.shipment_id))

    @property
    def here(self) -> tuple[Carton, ...]:
        """Cartons that have not left."""
        return tuple(one for one in self.cartons if not one.shipment_id)


def order_desk(brand: ServedBrand, order_id: str, *, factory_id: str | None = None) -> OrderDesk:
    """An order by its id. Raises `NotFoundError` where there is none, or it is another factory's."""
    order_of(brand, order_id, factory_id=factory_id)
    end = read_end_of_line(brand.folder)
    order, catalogue = end.read.books.order(order_id), end.read.books.snapshot.catalogue
    style = order.terms.style_id
    return OrderDesk(
        order=order, style=catalogue.style_name(style) if style in catalogue.style else style,
        today=end.read.books.snapshot.as_of, rows=_rows(end, order), receipts=_receipts(end, order_id),
        cartons=tuple(one for one in end.cartons.values() if one.packed.order_id == order_id),
        prefix_missing=not end.read.books.settings.floor.company_prefix,
        allowed_units=end.orders[order_id].allowed_units,
    )  # fmt: skip


def book_sizes(
    brand: ServedBrand, order_id: str, said: Mapping[str, str], sent_back: Mapping[str, str], *, day: date | None,
    is_last: bool, note_id: str, author: str,
) -> Booked:  # fmt: skip
    """Book what came, by SKU as somebody wrote it ('' is none). Raises `InputError` with every number that cannot be
    read and where nothing is said at all, else as `receive`."""
    problems: list[Problem] = []
    units, rejected = _counts(said, order_id, problems), _counts(sent_back, order_id, problems)
    if not units and not rejected and not is_last and not problems:
        what, remedy = "no pieces were said", "Write what came of each size"
        problems.append(Problem(file=order_id, what=what, remedy=remedy))
    if problems:
        raise InputError(problems)
    delivery = Delivery(order_id=order_id, units=units, rejected=rejected, day=day, is_last=is_last, note_id=note_id)
    (booked,) = receive(brand.folder, [delivery], author=author)
    return booked


def _counts(said: Mapping[str, str], order_id: str, problems: list[Problem]) -> dict[str, int]:
    """Pieces by SKU, those of none left out."""
    found = {}
    for sku, text in said.items():
        digits = text.strip().replace(",", "")
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 8):
            what = f"'{text[:20]}' is no number of pieces"
            problems.append(Problem(file=order_id, what=what, remedy="Write a whole number", column=sku))
        elif digits and int(digits):
            found[sku] = int(digits)
    return found


def _rows(end: EndOfLine, order: Order) -> tuple[SizeRow, ...]:
    """The SKUs of an order, colour by colour in the order of its sizes."""
    catalogue, waiting = end.read.books.snapshot.catalogue, packable(end, order)
    sized = (one for option in catalogue.options for one in catalogue.skus_of_option[option.option_id])
    places = {one.sku: at for at, one in enumerate(sized)}
    rows = []
    for line in sorted(order.lines, key=lambda one: places.get(one.sku, len(places))):
        known = catalogue.sku.get(line.sku)
        rows.append(
            SizeRow(
                sku=line.sku, goods=line.sku if known is None else catalogue.option_name(known.option_id),
                size="" if known is None else known.size, wanted_units=line.wanted_units,
                received_units=line.received_units, rejected_units=line.rejected_units, open_units=line.open_units,
                over_units=line.over_units, waiting_units=waiting.get(line.sku, 0),
            )
        )  # fmt: skip
    return tuple(rows)


def _receipts(end: EndOfLine, order_id: str) -> tuple[Receipt, ...]:
    """What was booked, the newest first."""
    found = []
    entries = end.read.books.ledger.entries(subjects=[order_id], kinds=["receipt", "receipt taken back"])
    corrected = {one.body.receipt_key: one for one in entries if isinstance(one.body, ReceiptTakenBack)}
    for entry in entries:
        body = entry.body
        if not isinstance(body, Received):
            continue
        found.append(
            Receipt(
                key=entry.key, taken_back=_why(corrected.get(entry.key)), day=body.day,
                units=sum(one.units for one in body.lines),
                rejected_units=sum(one.rejected_units for one in body.lines), is_last=body.is_last, note=body.note,
                author=entry.author,
            )
        )  # fmt: skip
    return tuple(found[::-1])


def _why(entry: Entry | None) -> str:
    """Why a receipt was taken back, and by whom; '' where it was not."""
    if entry is None:
        return ""
    assert isinstance(entry.body, ReceiptTakenBack)
    return f"{entry.author}: {entry.body.reason}"
