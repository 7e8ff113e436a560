"""What is owed to whoever makes goods: accepted pieces at their rate, batch by batch, deposits taken off.

Each line comes from one entry of the ledger and is named by its key, so that nothing is owed twice; what an order owes
in all is, at every entry, what was accepted of it within what was wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from zoneinfo import ZoneInfo

from treadle.terms.corrected import still_standing
from treadle.terms.entry import Amended, Closed, Entry, Ordered, Received
from treadle.terms.offer import Offer, maker_at
from treadle.terms.release import ReleasedOrder
from treadle.terms.settlement import SUPPLIER, Account, OwedLine, TermsSet, due_of

_NOBODY: Mapping[str, Sequence[Offer]] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class _Share:
    """What one partner has made of an order so far, and what of its deposit is used."""

    terms: TermsSet
    deposit_cents: int = 0
    used_cents: int = 0
    back_cents: int = 0
    rate: Fraction = Fraction(0)
    units: int = 0
    cents: int = 0
    all_cents: int = 0


@dataclass(slots=True, kw_only=True)
class _Made:
    """An order while its entries are read."""

    terms: ReleasedOrder
    wanted: dict[str, int]
    received: dict[str, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    shares: dict[str, _Share] = field(default_factory=dict)
    is_over: bool = False
    makers: Sequence[Offer] = ()
    maker: Offer | None = None
    last: Entry | None = None

    @property
    def partner(self) -> str:
        """Whom it is owed to now."""
        return _partner(self.terms, self.maker)


def partner_of(terms: ReleasedOrder, makers: Mapping[str, Sequence[Offer]] = _NOBODY) -> str:
    """Whom an order is owed to now: the factory of ours that makes it, else whoever accepted it (`makers`, by order)
    and was not left."""
    return _partner(terms, maker_at(makers.get(terms.work_order_id, ()), None))


def _partner(terms: ReleasedOrder, maker: Offer | None) -> str:
    return terms.factory_id or ("" if maker is None else maker.terms.factory_id) or SUPPLIER


def owed_lines(
    entries: Iterable[Entry],
    accounts: Mapping[str, Account],
    *,
    makers: Mapping[str, Sequence[Offer]] = _NOBODY,
    last_day: date | None = None,
    time_zone: str = "UTC",
) -> dict[str, tuple[OwedLine, ...]]:
    """Every line that was ever owed for orders, by partner, in the order of the entries (oldest first) that made it.

    Pieces that came beyond what was wanted, and those that were sent back, are owed to nobody; once an order is moved
    elsewhere, what comes of it is owed to whoever makes it then, and what the one before did not use of its deposit
    goes back. What is bought in is owed to whoever accepted it (`makers`), at the price that was agreed; what had come
    before that factory was left stays owed to it, what comes after to whoever accepts then, else to nobody's name.
    `last_day` leaves out what is of later days, which begin in `time_zone`.
    """
    orders: dict[str, _Made] = {}
    found: dict[str, list[OwedLine]] = {}
    zone = ZoneInfo(time_zone)
    for entry in still_standing(entries):
        day = entry.happened_at.astimezone(zone).date()
        for partner, line in _of_entry(orders, entry, accounts, makers, day):
            if last_day is None or line.day <= last_day:
                found.setdefault(partner, []).append(line)
    for order in orders.values():
        for partner, line in _left_since(order, zone):
            if last_day is None or line.day <= last_day:
                found.setdefault(partner, []).append(line)
    return {partner: tuple(lines) for partner, lines in found.items()}


def _of_entry(
    orders: dict[str, _Made], entry: Entry, accounts: Mapping[str, Account], makers: Mapping[str, Sequence[Offer]],
    day: date,
) -> Iterator[tuple[str, OwedLine]]:  # fmt: skip
    body, order = entry.body, orders.get(entry.subject)
    if order is not None:
        yield from _made_by(order, maker_at(order.makers, entry.number), entry, accounts, day)
    if isinstance(body, Ordered):
        mine = makers.get(body.order.work_order_id, ())
        order = orders[entry.subject] = _Made(
            terms=body.order, wanted=dict(body.order.units), makers=mine, maker=maker_at(mine, entry.number),
            last=entry,
        )  # fmt: skip
        yield from _begun(order, entry, accounts, body.order.origin_day)
    elif order is not None and isinstance(body, Amended):
        yield from _amended(order, entry, body, accounts, day)
    elif order is not None and isinstance(body, Received):
        rejected = 0
        for one in body.lines:
            order.received[one.sku] = order.received.get(one.sku, 0) + one.units
            rejected += one.rejected_units
        yield from _batch(order, entry, body.day, rejected)
        order.is_over = body.is_last or all(
            order.received.get(sku, 0) >= units for sku, units in order.wanted.items()
        )  # fmt: skip
        yield from _ended(order, entry, body.day)
    elif order is not None and isinstance(body, Closed):
        order.is_over = True
        yield from _ended(order, entry, day)


def _begun(order: _Made, entry: Entry, accounts: Mapping[str, Account], day: date) -> Iterator[tuple[str, OwedLine]]:
    """A partner begins on an order: its terms of that day hold, and its deposit is due."""
    partner = order.partner
    account = accounts.get(partner) or Account(partner_id=partner)
    share = order.shares.setdefault(partner, _Share(terms=account.terms_on(day)))
    _set_rate(order, share)
    left = sum(order.wanted.values()) - sum(order.owed.values())
    asked = round(share.terms.deposit_share * share.rate * max(left, 0))
    if asked > 0 and not share.deposit_cents:
        share.deposit_cents = asked
        yield partner, _line(order, entry, share, "deposit", day, asked)


def _made_by(
    order: _Made, maker: Offer | None, entry: Entry, accounts: Mapping[str, Account], day: date
) -> Iterator[tuple[str, OwedLine]]:
    """Somebody else makes the order since the entry before: as when it is moved. What is over stays whose it was."""
    if order.is_over:
        return
    before, order.maker, order.last = order.partner, maker, entry
    if order.partner != before:
        yield from _given_back(order, entry, before, day)
        yield from _begun(order, entry, accounts, day)
    else:
        _set_rate(order, order.shares[before])


def _left_since(order: _Made, zone: ZoneInfo) -> Iterator[tuple[str, OwedLine]]:
    """What the factory that was left after the last entry did not use of its deposit goes back."""
    before, maker = order.maker, maker_at(order.makers, None)
    if before is None or before.left_at is None or order.last is None or order.partner == _partner(order.terms, maker):
        return
    yield from _given_back(order, order.last, order.partner, before.left_at.astimezone(zone).date())


def _set_rate(order: _Made, share: _Share) -> None:
    """What a piece costs from now on; what is counted for whole cents begins anew where that changes."""
    pieces = sum(order.terms.units.values())
    agreed = share.terms.piece_cents.get(order.terms.style_id)
    rate = Fraction(agreed) if agreed is not None else Fraction(order.terms.cost_cents, pieces or 1)
    offer = order.maker
    if offer is not None and not order.terms.factory_id:
        rate = Fraction(offer.total_cents, offer.units or 1)
    if rate != share.rate and (pieces or agreed is not None):
        share.rate, share.units, share.cents = rate, 0, 0


def _amended(
    order: _Made, entry: Entry, body: Amended, accounts: Mapping[str, Account], day: date
) -> Iterator[tuple[str, OwedLine]]:
    before = order.partner
    order.terms = body.terms
    order.wanted = {**dict.fromkeys(order.wanted, 0), **body.terms.units}
    order.is_over = not sum(order.wanted.values())
    if order.partner != before:
        yield from _given_back(order, entry, before, day)
        yield from _begun(order, entry, accounts, day)
    elif body.terms.units:
        _set_rate(order, order.shares[before])
    yield from _batch(order, entry, day, 0)
    yield from _ended(order, entry, day)


def _batch(order: _Made, entry: Entry, day: date, rejected: int) -> Iterator[tuple[str, OwedLine]]:
    """Pieces that are owed since this entry: what was accepted within what is wanted, beyond what was owed before."""
    more = 0
    for sku in dict.fromkeys((*order.wanted, *order.received)):
        owed = min(order.received.get(sku, 0), max(order.wanted.get(sku, 0), 0))
        more += owed - order.owed.get(sku, 0)
        order.owed[sku] = owed
    if not more and not rejected:
        return
    partner = order.partner
    share = order.shares[partner]
    share.units += more
    cents = round(share.rate * share.units) - share.cents
    share.cents += cents
    share.all_cents += cents
    yield partner, _line(order, entry, share, "batch", day, cents, units=more, rejected=rejected)
    used = min(round(Fraction(share.terms.deposit_share) * share.all_cents), share.deposit_cents - share.back_cents)
    if used > share.used_cents:
        taken = used - share.used_cents
        share.used_cents = used
        yield partner, _line(order, entry, share, "used", day, -taken)


def _ended(order: _Made, entry: Entry, day: date) -> Iterator[tuple[str, OwedLine]]:
    if order.is_over:
        yield from _given_back(order, entry, order.partner, day)


def _given_back(order: _Made, entry: Entry, partner: str, day: date) -> Iterator[tuple[str, OwedLine]]:
    share = order.shares.get(partner)
    left = 0 if share is None else share.deposit_cents - share.used_cents - share.back_cents
    if share is not None and left > 0:
        share.back_cents += left
        yield partner, _line(order, entry, share, "deposit back", day, -left)


def _line(
    order: _Made, entry: Entry, share: _Share, kind: str, day: date, cents: int, units: int = 0, rejected: int = 0
) -> OwedLine:
    return OwedLine(
        line_id=f"{kind}:{entry.key}", kind=kind, subject=order.terms.work_order_id, day=day,
        due_day=due_of(share.terms, kind, day), cents=cents, units=units, rejected_units=rejected,
        rate_cents=round(float(share.rate), 4),
    )  # fmt: skip
