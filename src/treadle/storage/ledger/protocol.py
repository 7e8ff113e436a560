"""What treadle asks of a ledger, whatever database holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol

from treadle.terms.codec import Noun
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A state as somebody saw it before deciding: `version` is that of `Held`, 0 where there was none."""

    kind: type
    state_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Generic[Noun]):
    """A folded state with its version (the number of its newest entry) and that of its first entry."""

    state_id: str
    state: Noun
    version: int
    first: int


class Ledger(Protocol):
    """Entries, only ever added to, and the states folded from them."""

    def head(self) -> int:
        """Number of the newest entry that changed what is on order; 0 where there is none."""

    def newest(self, kinds: Sequence[str]) -> int:
        """Number of the newest entry of these kinds; 0 where there is none."""

    def newest_known(self) -> datetime | None:
        """The latest moment at which something that changed what is on order was known; None where there is none."""

    def add(
        self, entries: Sequence[Entry], *, seen_head: int | None = None, seen: Sequence[Seen] = (),
        secrets: Mapping[str, str | None] | None = None,
    ) -> Added:  # fmt: skip
        """Add entries together, or none of them; entries whose keys are all there already are not added again.

        With `seen_head` they are added only while `head` is still that, with `seen` only while those states are still
        of their versions. `secrets` are digests by name, kept in place of the ones before (None: gone). Raises
        `ConflictError` where something was changed meanwhile, or where some of the keys are there and others are not,
        and `LedgerError` where the ledger cannot be written.
        """

    def state(self, kind: type[Noun], state_id: str) -> Held[Noun] | None:
        """The state of that id; None where no entry was ever about it."""

    def states(self, kind: type[Noun]) -> tuple[Held[Noun], ...]:
        """All states of a noun, in the order of their first entries."""

    def secret(self, name: str) -> str | None:
        """The digest kept under a name; None where there is none."""

    def entries(
        self,
        *,
        subjects: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        until: datetime | None = None,
        after: int = 0,
        most: int | None = None,
    ) -> tuple[Entry, ...]:
        """Entries, oldest first: of these subjects, of these kinds, known before `until` (None: all), of numbers
        beyond `after`, `most` at most."""

    def orders(self, *, until: datetime | None = None) -> tuple[Order, ...]:
        """All orders in the order of their release, as the entries known before `until` leave them."""

    def audit(self) -> tuple[Violation, ...]:
        """Where the kept state is not what the entries fold to, and where books do not add up."""

    def rebuild(self) -> int:
        """Fold every order and state again from its entries and keep that; returns how many there are."""

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name, in place of the one before: a copy of something that can be made again."""

    def kept(self, name: str) -> str | None:
        """The text kept under a name; None where there is none."""
