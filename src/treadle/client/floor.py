"""The floor of a served brand: scans sent in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from treadle.client.connection import Connection
from treadle.client.told import read
from treadle.terms.answers import Refused, ScansTold

#: Scans of a request.
SCANS_AT_ONCE = 1000


class FloorCalls:
    """What a client does with the floor."""

    _at: Connection

    def send_scans(self, rows: Sequence[Mapping[str, Any]]) -> ScansTold:
        """Send scans with the fields of `POST /v1/scans`, batch by batch; moments say their zone. Sent again they
        change nothing."""
        new: list[str] = []
        known: list[str] = []
        refused: list[Refused] = []
        for first in range(0, len(rows), SCANS_AT_ONCE):
            scans = [_as_json(one) for one in rows[first : first + SCANS_AT_ONCE]]
            answer = self._at.send("POST", "/v1/scans", body={"scans": scans})
            told = read(ScansTold, answer.json(), "/v1/scans")
            new += told.new
            known += told.known
            refused += told.refused
        return ScansTold(new=tuple(new), known=tuple(known), refused=tuple(refused))


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
