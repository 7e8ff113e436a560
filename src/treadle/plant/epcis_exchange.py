"""The floor out of the ledger as EPCIS, and in again: the same fold, and nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from treadle.connectors.epcis.documents import check_document, events_of
from treadle.connectors.epcis.reading import understand
from treadle.connectors.epcis.writing import EVENT_KINDS, document_of
from treadle.errors import InputError, Problem
from treadle.plant.books import ledger_of
from treadle.plant.epcis import read_document
from treadle.plant.order_of import open_books
from treadle.plant.scan_entries import add_scans
from treadle.settings import read_settings
from treadle.storage.scan_rows import from_entries, scan_table
from treadle.terms.corrected import CORRECTIONS, still_standing
from treadle.terms.json_form import parse_json
from treadle.terms.offer import Offer
from treadle.track.floor.distinct import each_once

_KINDS = ("scans", *EVENT_KINDS, *CORRECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What became of a document: events that said something new, that were known, and that are others' own (those are
    told and not kept)."""

    new: int
    known: int
    foreign: int


def floor_document(folder: Path) -> dict[str, Any]:
    """All that the ledger says of cutting, sewing, inspection, packing, shipping and receipt, as an EPCIS document."""
    ledger = ledger_of(folder, read_settings(folder))
    entries = still_standing(ledger.entries(kinds=list(_KINDS)))
    scans, bundles = from_entries(entries)
    orders = {one.bundle_id: one.order_id for one in bundles}
    return document_of(entries, each_once(scans).to_pylist(), orders)


def capture_file(folder: Path, path: Path) -> Captured:
    """Take in the events of a file. Raises as `read_document` and `capture`."""
    return capture(folder, parse_json(read_document(path), path.name, "Write an EPCIS 2.0 document in JSON"), path.name)


def capture(folder: Path, document: Any, file: str = "document", now: datetime | None = None) -> Captured:
    """Take in a document or an event: what treadle wrote comes back as what it was; what is known changes nothing.

    Raises `InputError` with everything for which it is no valid EPCIS, for events whose own fields cannot be read, and
    for receipts of orders that are not there.
    """
    checked = check_document(document)
    if not checked.is_valid or checked.kind == "query":
        raise InputError(
            [Problem(file=file, column=one.place, what=one.what, remedy=one.remedy)
             for one in checked.findings if not one.is_warning]
            or [Problem(file=file, what="it is a query, not events", remedy="Send a document of events")]
        )  # fmt: skip
    told = understand(list(_events(document)), file)
    books = open_books(folder, None)
    known_orders = {one.order_id for one in books.snapshot.orders}
    missing = sorted({one.subject for one in told.entries if one.kind == "receipt"} - known_orders)
    if missing:
        raise InputError(
            Problem(file=file, what=f"goods of order {one} came, and there is no such order", remedy="Release it first")
            for one in missing
        )
    offered = {one.state_id for one in books.ledger.states(Offer)}
    unknown = sorted({one.subject for one in told.entries if one.kind.startswith("offer ")} - offered)
    if unknown:
        raise InputError(
            Problem(file=file, what=f"a factory tells of {one}, which was never offered", remedy="Offer it first")
            for one in unknown
        )
    new = sum(books.ledger.add([one]).is_new for one in told.entries)
    fresh = add_scans(
        books.ledger, scan_table(told.scans, now or datetime.now(UTC)), author="", settings=books.settings
    )
    return Captured(
        new=new + fresh, known=len(told.entries) - new + len(told.scans) - fresh, foreign=told.foreign
    )  # fmt: skip


def _events(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(events_of(document))


def matching(document: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """The document with the events that answer a query by parameters of the standard (EPCIS 2.0, 8.2.7.1); empty ones
    ask for nothing, values are parted by commas. Raises `InputError` for a moment that is none."""
    values = {name: [one.strip() for one in text.split(",") if one.strip()] for name, text in asked.items() if text}
    moments: dict[str, datetime] = {}
    for name in ("GE_eventTime", "LT_eventTime"):
        for text in values.get(name, [])[:1]:
            try:
                moments[name] = datetime.fromisoformat(text)
            except ValueError:
                moments[name] = datetime.min
            if moments[name].tzinfo is None:
                raise InputError.single(name, f"{text!r} is no moment with its zone", "Write 2026-03-02T08:00:00Z")
    kept = [one for one in document["epcisBody"]["eventList"] if _answers(one, values, moments)]
    return {**document, "epcisBody": {"eventList": kept}}


def _answers(event: Mapping[str, Any], values: Mapping[str, list[str]], moments: Mapping[str, datetime]) -> bool:
    at = datetime.fromisoformat(event["eventTime"])
    if "GE_eventTime" in moments and at < moments["GE_eventTime"]:
        return False
    if "LT_eventTime" in moments and at >= moments["LT_eventTime"]:
        return False
    for name, field in (("eventType", "type"), ("EQ_bizStep", "bizStep"), ("EQ_action", "action")):
        if name in values and event.get(field) not in values[name]:
            return False
    if "MATCH_anyEPC" not in values:
        return True
    named = {event.get("parentID"), *(
        one for field in ("epcList", "childEPCs", "inputEPCList", "outputEPCList") for one in event.get(field, ())
    )}  # fmt: skip
    return bool(named & set(values["MATCH_anyEPC"]))
