"""The floor as a day sees it, folded once and kept beside the ledger until a scan or a bundle comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError, LedgerError
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.scan_rows import from_entries
from treadle.terms.codec import from_values, json_text, to_values
from treadle.terms.fingerprint import fingerprint
from treadle.terms.floor_facts import FloorFacts
from treadle.terms.json_form import parse_json
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
    key = fingerprint(newest, until, bulletins, hours.calendar_of, str(zone))
    kept = _kept(ledger, key)
    if kept is not None:
        return kept
    scans, bundles = from_entries(ledger.entries(kinds=FLOOR_KINDS))
    known = scans.filter(pc.less(scans["known_at"], pa.scalar(until, pa.timestamp("us", "UTC"))))
    found = floor_facts(known, bundles, bulletins, hours)
    try:
        ledger.keep(_KEPT, json_text({"key": key, "facts": to_values(found)}))
    except LedgerError:
        # A ledger that cannot be written now is folded again the next time.
        return found
    return found


def _kept(ledger: Ledger, key: str) -> FloorFacts | None:
    text = ledger.kept(_KEPT)
    if text is None:
        return None
    try:
        told = parse_json(text, _KEPT, "")
        return from_values(FloorFacts, told["facts"], file=_KEPT, remedy="") if told["key"] == key else None
    except (InputError, KeyError, TypeError):
        return None
