"""Proposals of campaigns worked out in the background and kept with their job, and one of them opened in one press."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from treadle.errors import NotFoundError
from treadle.plant.job_results import result_file, result_place
from treadle.plant.jobs import list_jobs
from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.offer import Wanted, terms_of, wanted_of
from treadle.plant.presell.propose import propose_campaigns
from treadle.plant.presell.told import Told
from treadle.plant.serving import ServedBrand
from treadle.plant.working import Doing
from treadle.plant.written_plan import read_plan
from treadle.terms.campaign import OPEN, Campaign, DayChance
from treadle.terms.codec import from_text, to_text
from treadle.terms.proposal import Proposal

#: The kind of job that works proposals out, and the file that it leaves.
PROPOSE, FILE_NAME = "propose campaigns", "proposals.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProposals:
    """Proposals of a plan's day, those worth opening first."""

    plan_id: str
    as_of: date
    proposals: tuple[Proposal, ...]

    def of(self, option_id: str) -> Proposal:
        """The proposal of an option. Raises `NotFoundError`."""
        found = next((one for one in self.proposals if one.option_id == option_id), None)
        if found is None:
            raise NotFoundError(f"Nothing was worked out of {option_id}.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a planner changes of a proposal; None or empty: as it was proposed."""

    title: str = ""
    days: int | None = None
    threshold_units: int | None = None
    most_units: int = 0
    price_cents: int | None = None
    promise_day: date | None = None
    text: str = ""


def keep_proposals(brand: ServedBrand, doing: Doing) -> KeptProposals:
    """Work options out (all, or those that the job names, separated by commas) and keep what is proposed with the job.
    Raises as `propose_campaigns`."""
    options = [one for one in doing.job.arguments.get("options", "").split(",") if one]
    found = propose_campaigns(brand.folder, brand.folder / "plan", options=options, progress=doing)
    kept = KeptProposals(plan_id=found.plan.plan_id, as_of=found.plan.as_of, proposals=found.proposals)
    place = result_place(brand, doing.job.job_id)
    half = place / f".{FILE_NAME}"
    half.write_text(to_text(kept), encoding="utf-8")
    half.replace(place / FILE_NAME)
    return kept


def newest_proposals(brand: ServedBrand) -> KeptProposals | None:
    """What was worked out last; None where nothing was, or it is too old to be kept."""
    for job in list_jobs(brand, state="done", kind=PROPOSE):
        try:
            text = result_file(brand, job.job_id, FILE_NAME).read_bytes()
        except NotFoundError:
            continue
        return from_text(KeptProposals, text, file=FILE_NAME, remedy="Have campaigns proposed again")
    return None


def days_since(kept: KeptProposals, books: CampaignBooks) -> int:
    """Days that passed since the plan of the proposals: what it says of days is counted on by them."""
    return max((_today(books) - kept.as_of).days, 0)


def open_proposed(
    brand: ServedBrand, books: CampaignBooks, kept: KeptProposals, option_id: str, opening: Opening
) -> Told:
    """Open a campaign as it is proposed but for what the planner changed, from now on; the campaign that is open of the
    option where there is one. Its days are counted from today as the plan counted them from its own.

    Raises `NotFoundError`, and `InputError` for what breaks a rule of offers.
    """
    running = next((one for one in books.campaigns() if _runs(one, option_id)), None)
    if running is not None:
        return Told(campaign=running, is_new=False)
    now, plan = books.clock(), read_plan(brand.folder / "plan")
    wanted = _changed(_later(wanted_of(kept.of(option_id)), days_since(kept, books)), opening)
    terms = terms_of(wanted, plan.catalogue, books.settings, now)
    taken = {one.campaign_id for one in books.campaigns()}
    name = _name(option_id, now, books.settings.time_zone, taken)
    return open_campaign(
        books.ledger, name, terms, author=books.author, clock=lambda: now, currency=books.settings.currency
    )


def _later(wanted: Wanted, days: int) -> Wanted:
    """The same, with its day and the distribution behind it counted on."""
    if not days or wanted.promise_day is None:
        return wanted
    more = timedelta(days=days)
    told = tuple(DayChance(probability=one.probability, day=one.day + more) for one in wanted.promise_days)
    return replace(wanted, promise_day=wanted.promise_day + more, promise_days=told)


def _changed(wanted: Wanted, opening: Opening) -> Wanted:
    """With what the planner says; a first price of their own lowers or raises it alone, and refuses to pass a tier."""
    tiers = wanted.tiers
    if opening.price_cents is not None:
        tiers = (replace(tiers[0], price_cents=opening.price_cents), *tiers[1:])
    return replace(
        wanted, title=opening.title or wanted.title, days=opening.days or wanted.days, tiers=tiers,
        threshold_units=opening.threshold_units or wanted.threshold_units,
        most_units=opening.most_units or wanted.most_units, text=opening.text or wanted.text,
        promise_day=opening.promise_day or wanted.promise_day,
    )  # fmt: skip


def _runs(campaign: Campaign, option_id: str) -> bool:
    return campaign.state == OPEN and campaign.terms.option_id == option_id


def _name(option_id: str, now: datetime, time_zone: str, taken: set[str]) -> str:
    """A name as people read it: the option and the day, and a number where that is taken."""
    begin = f"{option_id}-{now.astimezone(ZoneInfo(time_zone)):%m%d}"
    return next(one for one in (begin, *(f"{begin}-{at}" for at in range(2, len(taken) + 3))) if one not in taken)


def _today(books: CampaignBooks) -> date:
    return books.clock().astimezone(ZoneInfo(books.settings.time_zone)).date()
