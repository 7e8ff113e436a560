"""The terms of a campaign from a proposal or from what a planner says, with names, days and sizes of the brand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from treadle.errors import InputError
from treadle.settings import Settings
from treadle.storage.brand import load_making
from treadle.storage.ledger.moments import midnight
from treadle.terms.campaign import PAIR, THRESHOLD, CampaignTerms, DayChance, Tier
from treadle.terms.product import Catalogue
from treadle.terms.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a planner says of a campaign; None or empty: as the proposal or the settings say."""

    option_id: str
    kind: str = THRESHOLD
    title: str = ""
    tiers: tuple[Tier, ...] = ()
    threshold_units: int | None = None
    most_units: int = 0
    days: int = 7
    deposit_cents: int = 0
    solo_price_cents: int = 0
    promise_day: date | None = None
    promise_days: tuple[DayChance, ...] = ()
    text: str = ""
    pictures: tuple[str, ...] = ()
    opens_at: datetime | None = None


def terms_of(wanted: Wanted, catalogue: Catalogue, settings: Settings, now: datetime) -> CampaignTerms:
    """The terms that buyers see. Raises `InputError` for an option that is not there, or a day that is missing."""
    option = catalogue.option.get(wanted.option_id)
    if option is None:
        known = ", ".join(list(catalogue.option)[:8])
        raise InputError.single("--option", f"there is no option {wanted.option_id}", f"Name one of: {known}")
    if wanted.promise_day is None:
        raise InputError.single("--ships", "no day is promised", "Say the day by which goods are shipped")
    opens = (wanted.opens_at or now).astimezone(UTC)
    policy = settings.presell
    style = catalogue.style[option.style_id]
    is_pair = wanted.kind == PAIR
    return CampaignTerms(
        kind=wanted.kind, option_id=option.option_id, title=wanted.title or catalogue.option_name(option.option_id),
        sizes={one.sku: one.size for one in catalogue.skus_of_option[option.option_id]},
        tiers=wanted.tiers or (Tier(from_units=1, price_cents=option.price_cents),),
        opens_at=opens, closes_at=opens + timedelta(days=wanted.days), promise_day=wanted.promise_day,
        ships_by=midnight(wanted.promise_day + timedelta(days=1), settings.time_zone), promise_days=wanted.promise_days,
        threshold_units=(wanted.threshold_units or style.minimum_units or 1) if wanted.kind == THRESHOLD else 0,
        most_units=wanted.most_units, deposit_cents=wanted.deposit_cents,
        solo_price_cents=(wanted.solo_price_cents or option.price_cents) if is_pair else 0,
        hold_minutes=policy.hold_minutes, grace_hours=policy.grace_hours, balance_days=policy.balance_days,
        wait_days=policy.longest_wait_days, text=wanted.text,
        pictures=wanted.pictures or ((option.picture,) if option.picture else ()),
    )  # fmt: skip


def wanted_of(proposal: Proposal, *, title: str = "", most_units: int = 0) -> Wanted:
    """What a proposal says of a campaign, with the distribution of its day. Raises `InputError` for one that proposes
    nothing."""
    if proposal.offer is None or proposal.promise_day is None:
        remedy = "Say --ships and the terms yourself, or look at: treadle presell DIR propose"
        raise InputError.single("--option", f"nothing is proposed of {proposal.option_id}", remedy)
    offer = proposal.offer
    return Wanted(
        option_id=proposal.option_id, kind=offer.kind, title=title, tiers=offer.tiers, most_units=most_units,
        threshold_units=offer.threshold_units, solo_price_cents=offer.solo_price_cents, days=offer.days,
        deposit_cents=offer.deposit_cents, promise_day=proposal.promise_day, promise_days=proposal.promise_days,
    )  # fmt: skip


def catalogue_of(folder: Path, settings: Settings) -> Catalogue:
    """The brand's products. Raises as `load_making`."""
    return load_making(folder, time_zone=settings.time_zone).catalogue


def read_tiers(told: Sequence[str]) -> tuple[Tier, ...]:
    """Tiers as a command says them: '1=29.90', '100=24.90'. Raises `InputError`."""
    found = []
    for one in told:
        units, _, price = one.partition("=")
        try:
            found.append(Tier(from_units=int(units), price_cents=round(float(price) * 100)))
        except ValueError:
            raise InputError.single("--tier", f"'{one}' is no tier", "Say pieces=price, such as 100=24.90") from None
    return tuple(sorted(found, key=lambda one: one.from_units))
