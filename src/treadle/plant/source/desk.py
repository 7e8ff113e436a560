"""A brand's sourcing by its folder: what every command and route does first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from treadle.plant.books import ledger_of
from treadle.plant.presell.desk import clock_of
from treadle.settings import Settings, read_settings
from treadle.storage.ledger.protocol import Ledger, Seen
from treadle.terms.entry import BODIES, Entry
from treadle.terms.offer import OfferBody
from treadle.terms.supplier import PairBody

Noun = TypeVar("Noun")
_KIND_OF = {body: kind for kind, body in BODIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcingBooks:
    """A brand's folder, settings and ledger, with the clock of whoever acts and their name."""

    folder: Path
    settings: Settings
    ledger: Ledger
    clock: Callable[[], datetime]
    author: str

    @property
    def today(self) -> date:
        """The brand's day."""
        return self.clock().astimezone(ZoneInfo(self.settings.time_zone)).date()

    def tell(self, subject: str, body: PairBody | OfferBody, *, key: str, seen: Seen | None = None) -> bool:
        """Add one entry; False where it was told before under that key. Raises `ConflictError` where the state that was
        seen has changed since."""
        now = self.clock()
        entry = Entry(kind=_KIND_OF[type(body)], subject=subject, happened_at=now, known_at=now, author=self.author,
                      key=key, body=body, currency=self.settings.currency)  # fmt: skip
        return self.ledger.add([entry], seen=() if seen is None else [seen]).is_new

    def states(self, noun: type[Noun]) -> tuple[Noun, ...]:
        """All states of a noun, in the order of their ids."""
        return tuple(one.state for one in sorted(self.ledger.states(noun), key=lambda held: held.state_id))


def sourcing_books(folder: Path, *, author: str, at: str = "") -> SourcingBooks:
    """The sourcing of a folder. `at` is the moment that counts, such as 2026-03-05T14:00, in the brand's time zone;
    empty: now. Raises `NotFoundError` where the folder is none of treadle's, `InputError` for no moment."""
    settings = read_settings(folder)
    return SourcingBooks(folder=folder, settings=settings, ledger=ledger_of(folder, settings),
                         clock=clock_of(at, settings), author=author)  # fmt: skip
