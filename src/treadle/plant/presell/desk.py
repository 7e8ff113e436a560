"""A brand's campaigns by its folder: what every command and route does first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.plant.books import ledger_if_any, ledger_of
from treadle.plant.presell.told import look
from treadle.presell.obligations import overdue_refunds
from treadle.settings import Settings, read_settings
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import Campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignBooks:
    """A brand's settings and ledger, with the clock of whoever acts and their name."""

    settings: Settings
    ledger: Ledger
    clock: Callable[[], datetime]
    author: str

    def campaigns(self) -> tuple[Campaign, ...]:
        """Every campaign at the clock's moment, in the order of their openings; what time brought about is written."""
        names = [held.state_id for held in self.ledger.states(Campaign)]
        return tuple(
            look(self.ledger, name, author=self.author, clock=self.clock, currency=self.settings.currency).campaign
            for name in names
        )

    def overdue(self, campaign: Campaign) -> list[str]:
        """Orders of a campaign whose money should have been paid back by now."""
        return [one.order_id for one in overdue_refunds(campaign, self.clock())]

    def campaign_of_order(self, order_id: str) -> str:
        """The campaign that an order is in. Raises `NotFoundError`."""
        for held in self.ledger.states(Campaign):
            if order_id in held.state.orders:
                return held.state_id
        raise NotFoundError(f"No campaign has an order {order_id}.")


def campaign_books(folder: Path, *, author: str, at: str = "") -> CampaignBooks:
    """The campaigns of a folder. `at` is the moment that counts, such as 2026-03-05T14:00, in the brand's time zone;
    empty: the brand's now. Raises `NotFoundError` where the folder is none of treadle's, `InputError` for no moment."""
    settings = read_settings(folder)
    return CampaignBooks(
        settings=settings, ledger=ledger_of(folder, settings), clock=clock_of(at, settings), author=author
    )  # fmt: skip


def has_campaigns(folder: Path, settings: Settings) -> bool:
    """Whether the folder has any campaign."""
    ledger = ledger_if_any(folder, settings)
    return ledger is not None and bool(ledger.newest(["campaign"]))


def clock_of(at: str, settings: Settings) -> Callable[[], datetime]:
    """A clock that stands at a moment, or where none is said the brand's own, which may be behind (a demo). Raises
    `InputError` for what is no moment."""
    from zoneinfo import ZoneInfo

    if not at:
        behind = timedelta(days=settings.days_behind_clock)
        return lambda: datetime.now(UTC) - behind
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise InputError.single("--at", f"'{at}' is no moment", "Say one such as 2026-03-05T14:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(settings.time_zone))
    return lambda: moment.astimezone(UTC)
