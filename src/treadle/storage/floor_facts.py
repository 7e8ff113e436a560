"""The floor as a day sees it, folded once and kept beside the ledger until a scan or a bundle comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError, LedgerError
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.ledger.read_bodies import read_body
from treadle.storage.scan_rows import from_entries
from treadle.terms.codec import json_text, to_values
from treadle.terms.fingerprint import fingerprint, table_digest
from treadle.terms.floor_facts import FloorFacts
from treadle.terms.place import Factory
from treadle.terms.sewing import Bulletin
from treadle.track.floor.facts import floor_facts
from treadle.track.floor.work_hours import WorkHours

#: Kinds of entries that the floor is folded from, and the name under which the fold is kept.
FLOOR_KINDS = ("bundles", "scans")
_KEPT = "floor facts"


def read_floor(
    ledger: Ledger, until: datetime, bulletins: Mapping[str, Bulletin], factories: Sequence[Factory], zone: tzinfo
) -> FloorFacts:
    """What the scans known before `until` add up to, by the clocks of `zone` and the hours of their factories. Scans
    say themselves when they were first known."""
    newest = ledger.newest(FLOOR_KINDS)
    if not newest:
        return FloorFacts()
    hours = WorkHours.of(factories, zone)
    made_by = fingerprint(until, bulletins, hours.calendar_of, str(zone))
    kept = _kept(ledger)
    if kept is not None and kept.made_by == made_by and kept.newest == newest:
        return kept.facts
    scans, bundles = from_entries(ledger.entries(kinds=FLOOR_KINDS))
    known = scans.filter(pc.less(scans["known_at"], pa.scalar(until, pa.timestamp("us", "UTC"))))
    # What came since may all be of the day itself, as on a floor that is at work: then nothing is folded again.
    content = fingerprint(table_digest(known), bundles)
    if kept is not None and kept.made_by == made_by and kept.content == content:
        found = kept.facts
    else:
        found = floor_facts(known, bundles, bulletins, hours)
    told = _Kept(made_by=made_by, newest=newest, content=content, facts=found)
    try:
        ledger.keep(_KEPT, json_text(to_values(told)))
    except LedgerError:
        # A ledger that cannot be written now is folded again the next time.
        return found
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What the floor added up to: of which day and lines, after which entry, of which scans and bundles."""

    made_by: str
    newest: int
    content: str
    facts: FloorFacts


def _kept(ledger: Ledger) -> _Kept | None:
    text = ledger.kept(_KEPT)
    if text is None:
        return None
    try:
        return read_body(_Kept, text, file=_KEPT, remedy="")
    except (InputError, ValueError):
        return None
