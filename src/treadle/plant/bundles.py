"""Tie what is cut of released orders into bundles: with stable ids, changed only where nothing is begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from treadle.cut.bundles import Shades, bundles_of
from treadle.errors import InputError, Problem
from treadle.plant.order_of import Books, open_books
from treadle.storage.scan_rows import from_entries
from treadle.terms.cut_told import LaysReleased
from treadle.terms.cutting import Bundle
from treadle.terms.entry import Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.floor import BundlesTied, TiedBundle
from treadle.terms.order import Order
from treadle.track.bundles import bundles_to_tie, shared_bundles


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBundles:
    """The bundles of one order: as they stand now (those of 0 pieces left out), and what was changed by this call.

    `begun_over_units` are pieces that are begun beyond what is wanted now. `is_by_hand`: bundles without a SKU were
    tied by hand, so that none are added.
    """

    order_id: str
    bundles: tuple[TiedBundle, ...]
    new_ids: tuple[str, ...] = ()
    changed_ids: tuple[str, ...] = ()
    dropped_ids: tuple[str, ...] = ()
    begun_over_units: int = 0
    is_by_hand: bool = False


def tie_bundles(
    folder: Path, order_ids: Sequence[str] = (), *, most_units: int | None = None, author: str,
    now: datetime | None = None,
) -> tuple[OrderBundles, ...]:  # fmt: skip
    """Tie the bundles of released orders of our factories (default: all that are open), and keep them in the ledger.

    Called again, nothing changes; after an amendment only bundles that nobody has begun do. `most_units` default: the
    setting bundle_units. Raises `NotFoundError` for an order that is not there, `InputError` for one that is bought in
    or whose style has no bulletin.
    """
    books = open_books(folder, None)
    orders = [books.order(one) for one in order_ids] or [one for one in books.snapshot.orders if _is_cut_here(one)]
    _require_made(books, orders)
    entries = books.ledger.entries(kinds=["lays", "bundles", "scans"])
    scans, tied = from_entries(entries)
    begun = frozenset(scans["bundle_id"].to_pylist())
    size = most_units or books.settings.floor.bundle_units
    base = lay_bundles(books, [one for one in entries if one.kind == "lays"], size)
    newest = max((one.number for one in entries if one.kind == "bundles"), default=0)
    found = []
    for order in orders:
        own = [one for one in tied if one.order_id == order.order_id]
        changes, result = _tie(books, order, base.get(order.order_id, ()), own, begun, size)
        if changes:
            moment = now or datetime.now(UTC)
            body = BundlesTied(bundles=changes)
            key = f"bundles:{order.order_id}:{newest}:{fingerprint(body)}"
            books.ledger.add(
                [Entry(kind="bundles", subject=order.order_id, happened_at=moment, known_at=moment, author=author,
                       key=key, body=body, currency=books.settings.currency)]
            )  # fmt: skip
        found.append(result)
    return tuple(found)


def _is_cut_here(order: Order) -> bool:
    return order.terms.is_made and order.open_units > 0


def _require_made(books: Books, orders: Sequence[Order]) -> None:
    problems = [
        Problem(file=one.order_id, what="it is bought in, so nothing of it is cut", remedy="Name an order of ours")
        for one in orders
        if not one.terms.is_made
    ]
    problems += [
        Problem(file=one.order_id, what=f"style {one.terms.style_id} has no bulletin, so nobody knows its operations",
                remedy="Add bulletin_id to the style, and the bulletin")
        for one in orders
        if one.terms.is_made and _bulletin_id(books, one) not in books.snapshot.bulletins
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _bulletin_id(books: Books, order: Order) -> str:
    style = books.snapshot.catalogue.style.get(order.terms.style_id)
    return (style.bulletin_id or "") if style else ""


def lay_bundles(books: Books, told: Sequence[Entry], most_units: int) -> dict[str, tuple[TiedBundle, ...]]:
    """What the released lays give, by work order; where a cut order was released again, the later word holds."""
    skus = {(one.option_id, one.size): one.sku for one in books.snapshot.catalogue.skus}
    found: dict[str, tuple[TiedBundle, ...]] = {}
    for entry in told:
        body = entry.body
        assert isinstance(body, LaysReleased)
        style = books.snapshot.catalogue.style.get(body.style_id)
        bulletin_id = (style.bulletin_id or "") if style else ""
        cut = bundles_of(body.lays, most_units=most_units, shades=_shades(body))
        own = [
            _tied(one, body, bulletin_id, skus[one.option_id, one.size])
            for one in cut
            if (one.option_id, one.size) in skus
        ]
        found |= shared_bundles(own, body.units)
    return found


def _shades(body: LaysReleased) -> Shades:
    shades: dict[tuple[str, str], list[str]] = {}
    for one in sorted(body.stretches, key=lambda one: (one.lay_id, one.option_id, one.first_ply, one.at_mm)):
        known = shades.setdefault((one.lay_id, one.option_id), [])
        known += [one.shade] * (one.last_ply - len(known))
    return shades


def _tied(bundle: Bundle, body: LaysReleased, bulletin_id: str, sku: str) -> TiedBundle:
    """A bundle of a lay with the rolls that lie in its plies. Plies of a stretch count within their colour."""
    lay = next(one for one in body.lays if one.lay_id == bundle.lay_id)
    below = 0
    for option_id, plies in lay.plies.items():
        if option_id == bundle.option_id:
            break
        below += plies
    first, last = bundle.first_ply - below, bundle.last_ply - below
    rolls = {
        one.roll_id
        for one in body.stretches
        if (one.lay_id, one.option_id) == (bundle.lay_id, bundle.option_id)
        and one.first_ply <= last
        and one.last_ply >= first
    }
    return TiedBundle(
        bundle_id=bundle.bundle_id, order_id="", units=bundle.units, bulletin_id=bulletin_id, sku=sku, size=bundle.size,
        option_id=bundle.option_id, lay_id=bundle.lay_id, marker_id=lay.marker_id, garment=bundle.garment,
        first_ply=bundle.first_ply, last_ply=bundle.last_ply, shade=bundle.shade, roll_ids=tuple(sorted(rolls)),
        most_units=bundle.units,
    )  # fmt: skip


def _tie(
    books: Books, order: Order, base: Sequence[TiedBundle], own: Sequence[TiedBundle], begun: frozenset[str],
    most_units: int,
) -> tuple[tuple[TiedBundle, ...], OrderBundles]:  # fmt: skip
    """Changes to the bundles of one order, and how they stand then."""
    wanted = {line.sku: order.to_make(line) for line in order.lines}
    before: Mapping[str, TiedBundle] = {one.bundle_id: one for one in own}
    if any(not one.sku for one in own):
        return (), OrderBundles(order_id=order.order_id, bundles=_standing(before), is_by_hand=True)
    changes = bundles_to_tie(
        order.order_id, _bulletin_id(books, order), wanted, base, own, begun,
        most_units=most_units,
    )  # fmt: skip
    changes = tuple(_sized(books, one) for one in changes)
    after = {**before, **{one.bundle_id: one for one in changes}}
    there: dict[str, int] = defaultdict(int)
    for one in after.values():
        there[one.sku] += one.units
    return changes, OrderBundles(
        order_id=order.order_id, bundles=_standing(after),
        new_ids=tuple(one.bundle_id for one in changes if one.units and not _units(before, one)),
        changed_ids=tuple(one.bundle_id for one in changes if one.units and _units(before, one)),
        dropped_ids=tuple(one.bundle_id for one in changes if not one.units and _units(before, one)),
        begun_over_units=sum(max(units - wanted.get(sku, 0), 0) for sku, units in there.items()),
    )  # fmt: skip


def _units(before: Mapping[str, TiedBundle], one: TiedBundle) -> int:
    return before[one.bundle_id].units if one.bundle_id in before else 0


def _sized(books: Books, one: TiedBundle) -> TiedBundle:
    """A bundle of no lay with the option and size of its SKU."""
    sku = books.snapshot.catalogue.sku.get(one.sku)
    return one if one.option_id or sku is None else replace(one, option_id=sku.option_id, size=sku.size)


def _standing(bundles: Mapping[str, TiedBundle]) -> tuple[TiedBundle, ...]:
    return tuple(sorted((one for one in bundles.values() if one.units), key=lambda one: one.bundle_id))
