"""What treadle asks of a ledger, whatever database holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from treadle.terms.entry import Entry
from treadle.terms.order import Order
from treadle.terms.quantity import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of entries that were to be added: `entries` as they stand in the ledger, with their numbers.

    `is_new` is False where all of them were there already, and nothing was changed.
    """

    entries: tuple[Entry, ...]
    is_new: bool


class Ledger(Protocol):
    """Entries, only ever added to, and the orders folded from them."""

    def head(self) -> int:
        """Number of the newest entry that changed what is on order; 0 where there is none."""

    def newest_known(self) -> datetime | None:
        """The latest moment at which something that changed what is on order was known; None where there is none."""

    def add(self, entries: Sequence[Entry], *, seen_head: int | None = None) -> Added:
        """Add entries together, or none of them; entries whose keys are all there already are not added again.

        With `seen_head` they are added only while `head` is still that. Raises `ConflictError` where it is not, or
        where some of the keys are there and others are not, and `LedgerError` where the ledger cannot be written.
        """

    def entries(
        self,
        *,
        subjects: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> tuple[Entry, ...]:
        """Entries, oldest first: of these subjects, of these kinds, known before `until`; None: all."""

    def orders(self, *, until: datetime | None = None) -> tuple[Order, ...]:
        """All orders in the order of their release, as the entries known before `until` leave them."""

    def audit(self) -> tuple[Violation, ...]:
        """Where the kept state is not what the entries fold to, and where books do not add up."""

    def rebuild(self) -> int:
        """Fold every order again from its entries and keep that as the state; returns how many orders there are."""

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name, in place of the one before: a copy of something that can be made again."""

    def kept(self, name: str) -> str | None:
        """The text kept under a name; None where there is none."""
