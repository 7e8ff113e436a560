"""What a shop shows to buyers who have no account: what it sells ahead, and an order by its signed link.

Nothing is asked of a buyer but sizes and where the goods go. An order is named by chance, and whoever holds its link
may look at it, leave, or answer a delay; nobody else learns that it is there.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from treadle.errors import NotFoundError
from treadle.plant.presell import deliveries, seats
from treadle.plant.presell.desk import CampaignBooks, campaign_books
from treadle.plant.presell.offer import catalogue_of
from treadle.plant.presell.told import Told, look
from treadle.plant.serving import ServedBrand
from treadle.plant.signed_links import linked_text, signature, signed_link
from treadle.plant.written_plan import read_plan
from treadle.presell.seats import unpaid_cents
from treadle.terms.campaign import ENDED, FILLED, OPEN, OWED, RESERVED, Campaign, CampaignOrder, Tier
from treadle.terms.product import Catalogue
from treadle.terms.reason import Reason

_USE = "campaign order link"
AUTHOR = "a buyer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A campaign as buyers see it. `title` is without the style's number, which says nothing to them; `price_cents` is
    that of the count so far, `next_tier` the price that is reached next, `chance` how surely the goods are shipped by
    the day that is told (None where nobody worked it out)."""

    brand: ServedBrand
    campaign: Campaign
    now: datetime
    title: str
    category: str
    colour: str
    chance: float | None

    @property
    def is_on_sale(self) -> bool:
        """Whether pieces can be reserved now."""
        one = self.campaign
        left = one.seats_left
        is_time = one.terms.opens_at <= self.now < one.terms.closes_at
        return one.state == OPEN and is_time and (left is None or left > 0)

    @property
    def left(self) -> timedelta:
        """Time until the end; never below nothing."""
        return max(self.campaign.terms.closes_at - self.now, timedelta(0))

    @property
    def price_cents(self) -> int:
        """The price of a piece as it is now."""
        return self.campaign.price_cents or self.campaign.terms.price_cents(self.campaign.count_units)

    @property
    def next_tier(self) -> Tier | None:
        """The next lower price, where there is one."""
        count = max(self.campaign.count_units, 1)
        return next((one for one in self.campaign.terms.tiers if one.from_units > count), None)

    @property
    def missing_units(self) -> int:
        """Pieces that are still needed for it to be made."""
        return max(self.campaign.terms.threshold_units - self.campaign.count_units, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A buyer's order by its link: `to_pay_cents` are asked for until `pay_until`; `has_asked_delay` where a delay was
    told and not answered; `may_leave` while its goods are not shipped."""

    shown: Shown
    order: CampaignOrder
    token: str
    to_pay_cents: int
    pay_until: datetime | None
    has_asked_delay: bool
    may_leave: bool
    address: str = ""

    @property
    def team_left(self) -> int:
        """Friends that the order's team still needs."""
        if not self.order.team_id or self.order.is_teamed or self.order.state == ENDED:
            return 0
        return self.shown.campaign.terms.team_size - len(self.shown.campaign.team(self.order.team_id))

    @property
    def team_until(self) -> datetime:
        """The moment until which its team must be whole."""
        began = min(one.reserved_at for one in self.shown.campaign.team(self.order.team_id) or (self.order,))
        return began + timedelta(hours=self.shown.campaign.terms.team_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What became of a wish to join: the order's link, or why not."""

    shown: Shown
    token: str = ""
    refused: Reason | None = None


def promise_chance(campaign: Campaign) -> float | None:
    """How surely goods are shipped by the day that was told last; None where nobody worked it out."""
    days = campaign.notices[-1].promise_days if campaign.notices else campaign.terms.promise_days
    return max((one.probability for one in days if one.day <= campaign.promise_day), default=None)


def shop_of(brand: ServedBrand) -> tuple[Shown, ...]:
    """What can be bought now, what ends first before the others."""
    books = campaign_books(brand.folder, author=AUTHOR)
    catalogue = _catalogue(brand)
    found = [_shown(brand, one, books, catalogue) for one in books.campaigns() if one.state == OPEN]
    return tuple(sorted((one for one in found if one.is_on_sale), key=lambda one: one.campaign.terms.closes_at))


def shown_campaign(brand: ServedBrand, campaign_id: str) -> Shown:
    """One campaign, also one that is over. Raises `NotFoundError`, which names no other."""
    return _seen(brand, campaign_books(brand.folder, author=AUTHOR), campaign_id)


def join(
    brand: ServedBrand, campaign_id: str, pieces: Mapping[str, int], *, key: str, team_id: str = "",
    is_solo: bool = False, address: str = "",
) -> Joined:  # fmt: skip
    """Reserve pieces (by SKU or size) for whoever asks; with the same `key` it is the same order, however often it is
    sent. Raises `NotFoundError` and `InputError`; no seat is an answer with its reason."""
    books = campaign_books(brand.folder, author=AUTHOR)
    before = _seen(brand, books, campaign_id)
    wanted = {name: units for name, units in pieces.items() if units}
    most = books.settings.presell.most_order_units
    if sum(wanted.values()) > most:
        return Joined(shown=before, refused=Reason.of("presell.too_many", most_units=most))
    text = deliveries.checked_address(address)
    order_id = order_name(brand, campaign_id, key)
    told = seats.reserve_by_size(
        books.ledger, campaign_id, order_id, wanted, team_id=team_id, is_solo=is_solo, author=AUTHOR,
        clock=books.clock, currency=books.settings.currency,
    )  # fmt: skip
    if told.refused is not None:
        return Joined(shown=_seen(brand, books, campaign_id), refused=told.refused)
    if told.is_new and text:
        deliveries.keep_address(books.ledger, order_id, text)
    return Joined(shown=_seen(brand, books, campaign_id), token=link_of(brand, campaign_id, order_id))


def follow(brand: ServedBrand, token: str) -> Followed:
    """An order by its link. Raises `NotFoundError` for a link that was never given out."""
    campaign_id, order_id = _named(brand, token)
    books = campaign_books(brand.folder, author=AUTHOR)
    shown = _seen(brand, books, campaign_id)
    order = shown.campaign.orders.get(order_id)
    if order is None:
        raise NotFoundError(f"No campaign has an order {order_id}.")
    asked, until = to_pay(shown.campaign, order)
    campaign = shown.campaign
    is_owed = order.state in OWED
    return Followed(
        shown=shown, order=order, token=token, to_pay_cents=asked, pay_until=until,
        has_asked_delay=is_owed and len(campaign.notices) > order.agreed_notices,
        may_leave=is_owed or order.state == RESERVED, address=deliveries.address_of(books.ledger, order_id),
    )  # fmt: skip


def leave(brand: ServedBrand, token: str) -> Told:
    """The buyer leaves; what was paid is owed back, and where the goods would have gone is forgotten."""
    campaign_id, order_id = _named(brand, token)
    books = campaign_books(brand.folder, author=AUTHOR)
    told = seats.leave_campaign(books.ledger, campaign_id, order_id, "the buyer left", author=AUTHOR,
                                clock=books.clock)  # fmt: skip
    if told.refused is None:
        deliveries.forget_address(books.ledger, order_id)
    return told


def answer_delay(brand: ServedBrand, token: str, *, stays: bool) -> Told:
    """The buyer answers the newest delay notice."""
    campaign_id, order_id = _named(brand, token)
    books = campaign_books(brand.folder, author=AUTHOR)
    told = seats.answer_delay(books.ledger, campaign_id, order_id, stays=stays, author=AUTHOR, clock=books.clock)
    if told.refused is None and not stays:
        deliveries.forget_address(books.ledger, order_id)
    return told


def link_of(brand: ServedBrand, campaign_id: str, order_id: str) -> str:
    """What the link of an order ends with."""
    return signed_link(brand.folder, _USE, f"{campaign_id}\n{order_id}")


def order_name(brand: ServedBrand, campaign_id: str, key: str) -> str:
    """The name of an order, which a buyer writes into a transfer: ten letters and digits that nobody else can work
    out from the key, the same for the same key."""
    mark = bytes.fromhex(signature(brand.folder, "campaign order", f"{campaign_id}\n{key}"))
    text = base64.b32encode(mark).decode("ascii")[:10]
    return f"{text[:5]}-{text[5:]}"


def to_pay(campaign: Campaign, order: CampaignOrder) -> tuple[int, datetime | None]:
    """What is asked of an order now and until when: the reservation, or once it is filled the balance."""
    if order.state == RESERVED:
        return max(order.asked_cents - order.paid_cents, 0), order.until
    if campaign.state != FILLED or campaign.ended_at is None:
        return 0, None
    owed = unpaid_cents(campaign, order)
    return owed, campaign.ended_at + timedelta(days=campaign.terms.balance_days) if owed else None


def _named(brand: ServedBrand, token: str) -> tuple[str, str]:
    campaign_id, _, order_id = linked_text(brand.folder, _USE, token).partition("\n")
    return campaign_id, order_id


def _seen(brand: ServedBrand, books: CampaignBooks, campaign_id: str) -> Shown:
    if books.ledger.state(Campaign, campaign_id) is None:
        raise NotFoundError(f"There is no campaign {campaign_id}.")
    found = look(books.ledger, campaign_id, author=AUTHOR, clock=books.clock, currency=books.settings.currency)
    return _shown(brand, found.campaign, books, _catalogue(brand))


def _shown(brand: ServedBrand, one: Campaign, books: CampaignBooks, catalogue: Catalogue) -> Shown:
    option = catalogue.option.get(one.terms.option_id)
    number = "" if option is None else option.style_id
    return Shown(
        brand=brand, campaign=one, now=books.clock().astimezone(UTC),
        title=one.terms.title.removesuffix(number).strip(),
        category="" if option is None else catalogue.style[option.style_id].category,
        colour="" if option is None else option.colour, chance=promise_chance(one),
    )  # fmt: skip


def _catalogue(brand: ServedBrand) -> Catalogue:
    """The products as the newest plan knows them, which is kept in memory; without a plan as the folder has them."""
    try:
        return read_plan(brand.folder / "plan").catalogue
    except NotFoundError:
        return catalogue_of(brand.folder, brand.settings)
