"""Scans between a file, the ledger and the table that is folded."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from treadle.terms.entry import Entry
from treadle.terms.floor import SCAN_SCHEMA, BundlesTied, ScansTaken, TiedBundle

#: Scans of one entry of the ledger, at most.
SCANS_OF_ENTRY = 5000
#: So many bytes of scans are read at once.
_BYTES_AT_ONCE = 16_000_000


def scan_table(rows: Sequence[Mapping[str, Any]], known_at: datetime) -> pa.Table:
    """Typed rows of a file as a table of scans; `known_at` holds where a row does not say."""
    told = []
    for row in rows:
        scan = {one: row.get(one) for one in SCAN_SCHEMA.names}
        for name in ("happened_at", "known_at"):
            moment = scan[name] or known_at
            scan[name] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        for name in SCAN_SCHEMA.names:
            if pa.types.is_string(SCAN_SCHEMA.field(name).type):
                scan[name] = str(scan[name] or "")
        # The code of a ticket holds the component behind a bar; the bundle is what is counted.
        scan["bundle_id"] = str(scan["bundle_id"]).partition("|")[0]
        told.append(scan)
    return pa.Table.from_pylist(told, schema=SCAN_SCHEMA)


def to_bodies(scans: pa.Table) -> list[ScansTaken]:
    """Scans as bodies of entries, in the order of their ids."""
    ordered = scans.take(pc.sort_indices(scans, [("scan_id", "ascending"), ("known_at", "ascending")]))
    found = []
    for first in range(0, ordered.num_rows, SCANS_OF_ENTRY):
        part = ordered.slice(first, SCANS_OF_ENTRY)
        sink = io.BytesIO()
        pv.write_csv(part, sink, pv.WriteOptions(quoting_style="needed"))
        found.append(ScansTaken(count=part.num_rows, rows=sink.getvalue().decode("utf-8")))
    return found


def from_entries(entries: Iterable[Entry]) -> tuple[pa.Table, tuple[TiedBundle, ...]]:
    """The scans and the bundles of a ledger's entries; of bundles that were told twice the later word holds."""
    tables: list[pa.Table] = []
    texts: dict[str, list[bytes]] = {}
    waiting = 0
    bundles: dict[str, TiedBundle] = {}
    for entry in entries:
        if isinstance(entry.body, ScansTaken):
            # Many small entries are read as one text for each heading, as tablets send few scans at a time; large ones
            # part by part, so that a million scans are never text and table at once.
            head, _, rows = entry.body.rows.partition("\n")
            told = rows.encode("utf-8")
            texts.setdefault(head, []).append(told)
            waiting += len(told)
            if waiting > _BYTES_AT_ONCE:
                tables += map(_read, texts.items())
                texts, waiting = {}, 0
        elif isinstance(entry.body, BundlesTied):
            bundles |= {one.bundle_id: one for one in entry.body.bundles}
    tables += map(_read, texts.items())
    scans = pa.concat_tables(tables).cast(SCAN_SCHEMA) if tables else SCAN_SCHEMA.empty_table()
    return scans, tuple(bundles.values())


def _read(told: tuple[str, list[bytes]]) -> pa.Table:
    head, rows = told
    convert = pv.ConvertOptions(
        column_types=SCAN_SCHEMA, strings_can_be_null=False, timestamp_parsers=[pv.ISO8601, "%Y-%m-%d %H:%M:%S.%fZ"]
    )
    return pv.read_csv(pa.BufferReader(b"".join((head.encode("utf-8"), b"\n", *rows))), convert_options=convert)


def not_there(scans: pa.Table, there: pa.Table) -> pa.Table:
    """Scans whose id and content are not there yet, each once: as it became known first."""
    scans = first_known_first(scans)
    seen = set(contents(there))
    keep = []
    for place, content in enumerate(contents(scans)):
        if content not in seen:
            keep.append(place)
            seen.add(content)
    return scans.take(pa.array(keep, pa.int64()))


def first_known_first(scans: pa.Table) -> pa.Table:
    """The scans in the order in which they became known, so that of one told twice the first is kept."""
    return scans.take(pc.sort_indices(scans, [("known_at", "ascending")]))


def contents(scans: pa.Table) -> list[str]:
    """Each scan as one text by which it is known again, whenever it became known."""
    columns = [pc.fill_null(pc.cast(scans[one], pa.string()), "") for one in SCAN_SCHEMA.names if one != "known_at"]
    joined: list[str] = pc.binary_join_element_wise(*columns, "\x1f").to_pylist()
    return joined
