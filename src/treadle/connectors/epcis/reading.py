"""Events of EPCIS that treadle wrote as what they were: entries of the ledger and scans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from treadle.connectors.epcis.writing import EVENT_KINDS
from treadle.errors import InputError, Problem
from treadle.terms.codec import from_values
from treadle.terms.entry import BODIES, Entry
from treadle.terms.floor import SCAN_KINDS, SCAN_SCHEMA

_REMEDY = "Send the event as treadle wrote it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What events say: entries, scans as rows, and how many events are others' own."""

    entries: tuple[Entry, ...]
    scans: tuple[Mapping[str, Any], ...]
    foreign: int


def understand(events: Iterable[Mapping[str, Any]], file: str) -> Understood:
    """Entries and scans of events that were checked to be EPCIS; events without `treadle:` fields are counted.

    Raises `InputError` with every event whose own fields cannot be read.
    """
    entries, scans, problems, foreign = [], [], [], 0
    for at, event in enumerate(events, 1):
        try:
            if "treadle:scan" in event:
                scans.append(_scan(event))
            elif "treadle:entry" in event:
                entries.append(_entry(event, file))
            else:
                foreign += 1
        except (KeyError, TypeError, ValueError, InputError) as error:
            what = f"its own fields cannot be read ({error})"
            problems.append(Problem(file=file, row=at, column="treadle:", what=what, remedy=_REMEDY))
    if problems:
        raise InputError(problems)
    return Understood(entries=tuple(entries), scans=tuple(scans), foreign=foreign)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _scan(event: Mapping[str, Any]) -> dict[str, Any]:
    own = event["treadle:scan"]
    if own["kind"] not in SCAN_KINDS:
        raise ValueError(f"'{own['kind']}' is no kind of scan")
    row: dict[str, Any] = {name: own.get(name) for name in SCAN_SCHEMA.names}
    known = event.get("recordTime", event["eventTime"])
    return {**row, "happened_at": _moment(event["eventTime"]), "known_at": _moment(known)}


def _entry(event: Mapping[str, Any], file: str) -> Entry:
    own = event["treadle:entry"]
    if own["kind"] not in EVENT_KINDS:
        raise ValueError(f"'{own['kind']}' is no kind of entry that comes by events")
    body = from_values(BODIES[own["kind"]], own["body"], file=file, remedy=_REMEDY)
    known = event.get("recordTime", event["eventTime"])
    return Entry(
        kind=own["kind"], subject=own["subject"], happened_at=_moment(event["eventTime"]), known_at=_moment(known),
        author=own["author"], key=own["key"], body=body, currency=own.get("currency", ""),
    )  # fmt: skip
