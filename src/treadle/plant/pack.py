"""Pack what was made into cartons that are named by their SSCC, and ship them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from treadle.errors import ConflictError, InputError, Problem
from treadle.plant.end_of_line import EndOfLine, read_end_of_line
from treadle.plant.first_piece import require_approved
from treadle.plant.receive import names_of
from treadle.terms.entry import Body, Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.gs1 import sscc
from treadle.terms.order import Order
from treadle.terms.packing import CARTON_KINDS, Carton, CartonLine, Lent, Packed, Shipped
from treadle.track.packing import fill_cartons, refusals

#: Of several packers at once one is first; the others look again, so often at most.
MOST_TRIES = 50
_CROWDED = "Many pack at once: nothing was packed by this call. Try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedNow:
    """Cartons that were packed, and pieces of the order that wait still. `reopened` are pieces by order that went into
    cartons of another: they are to be made again."""

    order_id: str
    cartons: tuple[Carton, ...]
    left: Mapping[str, int]
    reopened: Mapping[str, int]


def pack_order(
    folder: Path, order_id: str, *, kind: str = "solid", carton_units: int | None = None,
    ratio: Mapping[str, int] | None = None, author: str, now: datetime | None = None,
) -> PackedNow:  # fmt: skip
    """Put everything of an order that may be packed into cartons of one kind; called again, what is packed stays.

    `ratio` is by SKU, size, or colour/size; by size it is packed colour by colour. Raises `NotFoundError` for an order
    that is not there, `InputError` for all that stops it: no company prefix, a lot that was not accepted, a ratio that
    does not fit.
    """
    for _ in range(MOST_TRIES):
        packed = _pack_order(read_end_of_line(folder), order_id, kind, carton_units, ratio, author, now)
        if packed is not None:
            return packed
    raise ConflictError(_CROWDED)


def _pack_order(
    end: EndOfLine, order_id: str, kind: str, carton_units: int | None, ratio: Mapping[str, int] | None, author: str,
    now: datetime | None,
) -> PackedNow | None:  # fmt: skip
    """As `pack_order`; None where somebody else packed meanwhile, so that what was seen no longer holds."""
    order = end.read.books.order(order_id)
    if kind not in CARTON_KINDS:
        raise InputError.single("--kind", f"'{kind}' is no kind of carton", f"Say one of {', '.join(CARTON_KINDS)}")
    require_approved(end.read.books, order)
    available = packable(end, order)
    size = carton_units or end.read.books.settings.floor.carton_units
    contents: list[tuple[CartonLine, ...]] = []
    try:
        for one in _ratios(end, order, ratio) if kind == "ratio" else (None,):
            contents += fill_cartons(available, kind, size, one)
    except ValueError as error:
        raise InputError.single(order_id, str(error), "Say a smaller ratio, or larger cartons with --units") from None
    _require_allowed(end, order, [line for lines in contents for line in lines])
    return _keep(end, order, kind, contents, author, now)


def pack_carton(
    folder: Path, order_id: str, contents: Mapping[str, int], *, kind: str = "assorted", from_order_id: str = "",
    author: str, now: datetime | None = None,
) -> PackedNow:  # fmt: skip
    """Pack one carton as it was scanned: `contents` by SKU, size, or colour/size.

    Pieces that were made for another order are told by `from_order_id`; that order is open for them again. Raises
    `InputError` with every reason for which the carton may not be packed.
    """
    for _ in range(MOST_TRIES):
        packed = _pack_carton(read_end_of_line(folder), order_id, contents, kind, from_order_id, author, now)
        if packed is not None:
            return packed
    raise ConflictError(_CROWDED)


def _pack_carton(
    end: EndOfLine, order_id: str, contents: Mapping[str, int], kind: str, from_order_id: str, author: str,
    now: datetime | None,
) -> PackedNow | None:  # fmt: skip
    """As `pack_carton`; None where somebody else packed meanwhile."""
    order = end.read.books.order(order_id)
    require_approved(end.read.books, end.read.books.order(from_order_id or order_id))
    names, problems, lines = names_of(end.read.books, order), [], []
    for name, units in contents.items():
        skus = names.get(name.casefold(), ())
        if len(skus) == 1:
            lines.append(CartonLine(sku=skus[0], units=units, from_order_id=from_order_id))
        else:
            what = f"'{name}' could be {', '.join(skus)}" if skus else f"{name} is not of order {order_id}"
            problems.append(Problem(file=order_id, what=what, remedy=f"It wants {', '.join(_wanted(order))}"))
    told = refusals(lines, kind, end.orders, order_id, _wanted(order))
    problems += [Problem(file=order_id, what=one, remedy="Take it out of the carton") for one in told]
    if problems or not lines:
        raise InputError(problems or [Problem(file=order_id, what="the carton is empty", remedy="Say SKU=pieces")])
    return _keep(end, order, kind, [tuple(lines)], author, now)


def ship(
    folder: Path, *, order_ids: Sequence[str] = (), carton_ids: Sequence[str] = (), place_id: str = "",
    day: date | None = None, note: str = "", author: str, now: datetime | None = None,
) -> tuple[str, Shipped, tuple[Carton, ...]]:  # fmt: skip
    """Ship cartons, or all cartons of orders that are here, to a place (default: the place that receives).

    Returns the shipment's id, what was kept and its cartons. Raises `InputError` for cartons that are not there or have
    left, a place that is not there, and nothing to ship.
    """
    end = read_end_of_line(folder)
    books = end.read.books
    for order_id in order_ids:
        books.order(order_id)
    places = [one.place_id for one in books.snapshot.places]
    home = next((one.place_id for one in books.snapshot.places if one.kind == "warehouse"), places[0] if places else "")
    problems = [
        Problem(file="ship", what=f"there is no carton {one}", remedy="Pack it first: treadle pack DIR ORDER")
        if one not in end.cartons
        else Problem(file="ship", what=f"carton {one} left with {end.cartons[one].shipment_id}", remedy="Leave it out")
        for one in carton_ids
        if one not in end.cartons or end.cartons[one].shipment_id
    ]
    if place_id and place_id not in places:
        remedy = f"Name one of {', '.join(places)}"
        problems.append(Problem(file="ship", what=f"there is no place {place_id}", remedy=remedy))
    gone = [
        one for one in end.cartons.values()
        if not one.shipment_id and (one.carton_id in carton_ids or one.packed.order_id in order_ids)
    ]  # fmt: skip
    if not gone and not problems:
        remedy = "Pack first: treadle pack DIR ORDER"
        problems.append(Problem(file="ship", what="no carton of it is here", remedy=remedy))
    if problems:
        raise InputError(problems)
    body = Shipped(carton_ids=tuple(one.carton_id for one in gone), place_id=place_id or home,
                   day=day or books.snapshot.as_of, note=note)  # fmt: skip
    shipment_id = _shipment_name(end, f"SH-{body.day:%Y%m%d}-{fingerprint(body)[:6]}")
    books.ledger.add([_entry(end, "shipment", shipment_id, body, author, now or datetime.now(UTC))])
    return shipment_id, body, tuple(gone)


def _shipment_name(end: EndOfLine, name: str) -> str:
    """The name of a shipment; the same cartons that leave on the same day after it was taken back are another one."""
    taken_back = {one.subject for one in end.entries if one.kind == "shipment taken back"}
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken_back) + 3)))
    return next(one for one in names if one not in taken_back)


def cartons_of(folder: Path, order_id: str = "") -> tuple[Carton, ...]:
    """Cartons of an order, or of all."""
    end = read_end_of_line(folder)
    if order_id:
        end.read.books.order(order_id)
    return tuple(one for one in end.cartons.values() if order_id in ("", one.packed.order_id))


def _wanted(order: Order) -> dict[str, int]:
    return {line.sku: line.wanted_units for line in order.lines if line.wanted_units}


def packable(end: EndOfLine, order: Order) -> dict[str, int]:
    """Pieces of an order to pack, no more than it wants, in the order of its lines."""
    at_end = end.orders[order.order_id]
    wanted = _wanted(order)
    found = {}
    for sku, units in at_end.open.items():
        left = min(units, wanted.get(sku, 0) - at_end.packed.get(sku, 0))
        if left > 0:
            found[sku] = left
    return found


def _ratios(end: EndOfLine, order: Order, ratio: Mapping[str, int] | None) -> list[dict[str, int]]:
    """A ratio by SKU; one by size is a ratio for each colour of the order."""
    if not ratio:
        raise InputError.single("--ratio", "a carton by ratio needs one", 'Say such as --ratio "S=1,M=2"')
    catalogue, names, found, problems = end.read.books.snapshot.catalogue, names_of(end.read.books, order), [], []
    by_option: dict[str, dict[str, int]] = {}
    for name, units in ratio.items():
        skus = names.get(name.casefold(), ())
        if not skus:
            remedy = f"It wants {', '.join(_wanted(order))}"
            problems.append(Problem(file="--ratio", what=f"{name} is not of order {order.order_id}", remedy=remedy))
        for sku in skus:
            by_option.setdefault(catalogue.sku[sku].option_id if sku in catalogue.sku else "", {})[sku] = units
    if problems:
        raise InputError(problems)
    found = [one for _, one in sorted(by_option.items())]
    return found


def _require_allowed(end: EndOfLine, order: Order, lines: Sequence[CartonLine]) -> None:
    """Raise `InputError` where there is nothing to pack, or its lots do not let it go."""
    at_end = end.orders[order.order_id]
    if at_end.accepted_units is not None and at_end.is_rejected:
        what = "its newest lot was not accepted"
        remedy = f"Sort it out, then: treadle inspect DIR {order.order_id} --found N"
        raise InputError.single(order.order_id, what, remedy)
    units, allowed = sum(one.units for one in lines), at_end.allowed_units
    if allowed is not None and units > allowed:
        what = f"{units:,} pieces wait, and accepted lots hold {allowed:,} of them"
        raise InputError.single(order.order_id, what, f"Inspect first: treadle inspect DIR {order.order_id} --found N")


def _keep(
    end: EndOfLine, order: Order, kind: str, contents: Sequence[tuple[CartonLine, ...]], author: str,
    now: datetime | None,
) -> PackedNow | None:  # fmt: skip
    """Name cartons by the next serials and keep all of them, each as an entry, with what was lent for them; None where
    somebody else took one of these serials meanwhile: what was seen of pieces and lots no longer holds then."""
    prefix = end.read.books.settings.floor.company_prefix
    first, skus = len(end.every_carton) + 1, end.read.books.snapshot.catalogue.sku
    cartons = []
    for at, lines in enumerate(contents):
        try:
            name = sscc(prefix, first + at)
        except ValueError as error:
            remedy = "Set company_prefix in [floor] of treadle.toml to the prefix that GS1 gave the brand"
            raise InputError.single("company_prefix", str(error), remedy) from None
        keyed = tuple(replace(line, gtin=skus[line.sku].gtin) if line.sku in skus else line for line in lines)
        body = Packed(order_id=order.order_id, kind=kind, lines=keyed)
        cartons.append(Carton(carton_id=name, packed=body))
    moment = now or datetime.now(UTC)
    entries = [_entry(end, "carton", one.carton_id, one.packed, author, moment) for one in cartons]
    entries += [
        _entry(end, "pieces lent", name, body, author, moment, told=f"{name}:{body.carton_id}")
        for name, body in _lent(cartons)
    ]
    try:
        if entries and not end.read.books.ledger.add(entries).is_new:
            return None
    except ConflictError:
        return None
    after = packable(end, order)
    for one in cartons:
        for line in one.packed.lines:
            if not line.from_order_id:
                after[line.sku] = after.get(line.sku, 0) - line.units
    reopened: dict[str, int] = {}
    for one in cartons:
        for line in one.packed.lines:
            if line.from_order_id and line.from_order_id != order.order_id:
                reopened[line.from_order_id] = reopened.get(line.from_order_id, 0) + line.units
    return PackedNow(order_id=order.order_id, cartons=tuple(cartons), reopened=reopened,
                     left={sku: units for sku, units in after.items() if units > 0})  # fmt: skip


def _lent(cartons: Sequence[Carton]) -> list[tuple[str, Lent]]:
    """What each carton took of other orders, by those."""
    found = []
    for one in cartons:
        units: dict[str, dict[str, int]] = {}
        for line in one.packed.lines:
            if line.from_order_id and line.from_order_id != one.packed.order_id:
                own = units.setdefault(line.from_order_id, {})
                own[line.sku] = own.get(line.sku, 0) + line.units
        for name, by_sku in sorted(units.items()):
            found.append((name, Lent(to_order_id=one.packed.order_id, carton_id=one.carton_id, units=by_sku)))
    return found


def _entry(
    end: EndOfLine, kind: str, subject: str, body: Body, author: str, moment: datetime, *, told: str = ""
) -> Entry:
    return Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author=author,
                 key=f"{kind}:{told or subject}", body=body, currency=end.read.books.settings.currency)  # fmt: skip
