"""Entries of the ledger as people look through them: the newest first."""

from __future__ import annotations

from treadle.plant.books import ledger_of
from treadle.plant.serving import ServedBrand
from treadle.terms.entry import BODIES, Entry

#: Every kind that an entry may be of.
KINDS = tuple(BODIES)


def newest_entries(
    brand: ServedBrand, *, subject: str = "", kind: str = "", before: int = 0, most: int
) -> tuple[tuple[Entry, ...], bool]:
    """The newest `most` entries with numbers below `before` (0: all), of a subject or a kind where one is named, newest
    first; and whether there are earlier ones."""
    ledger = ledger_of(brand.folder, brand.settings)
    top = before - 1 if before else ledger.newest(KINDS)
    if subject or kind:
        found = ledger.entries(subjects=[subject] if subject else None, kinds=[kind] if kind else None)
        found = tuple(one for one in found if one.number <= top)
    else:
        found = ledger.entries(after=max(top - most - 1, 0), most=most + 1)
        found = tuple(one for one in found if one.number <= top)
    return found[-most:][::-1], len(found) > most
