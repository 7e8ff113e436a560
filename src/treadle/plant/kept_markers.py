"""The nester with the folder's memory of markers."""

from __future__ import annotations

import dataclasses
import functools
from importlib import resources
from pathlib import Path

from treadle.cut.nest import marker_key, nest
from treadle.day.cutting_room import Draw
from treadle.storage.kept_markers import keep_marker, read_kept_marker
from treadle.terms.budget import Budget
from treadle.terms.cutting import Marker, MarkerRequest
from treadle.terms.fingerprint import fingerprint
from treadle.terms.policy import Policy


def kept_nester(folder: Path, policy: Policy) -> Draw:
    """The nester of the settings with the folder's memory: what it drew before is taken again.

    sparrow would draw something else each time, so its layouts are kept to be repeated. Our own would draw the same
    again, so its layouts are kept to save the time, under its edition and its counted work.
    """
    own = policy.nest.nester == "own"
    seconds = float(policy.nest.sparrow_seconds)
    budget = Budget(work=policy.nest.nest_moves) if own else Budget(work=policy.nest.nest_moves, left=lambda: seconds)
    drawn_by = fingerprint(nester_edition(), policy.nest.nest_moves) if own else ""

    def draw(request: MarkerRequest) -> Marker:
        key = marker_key(request) + drawn_by
        stored = read_kept_marker(folder, key)
        marker = nest(request, budget, stored)
        if stored is None:
            keep_marker(folder, key, marker.placements)
        return dataclasses.replace(marker, made_by=policy.nest.nester if marker.made_by == "stored" else marker.made_by)

    return draw


@functools.cache
def nester_edition() -> str:
    """Fingerprint of our own nester's code: another edition may draw other markers."""
    code = resources.files("treadle.cut.nesters")
    texts = sorted((one.name, one.read_text(encoding="utf-8")) for one in code.iterdir() if one.name.endswith(".py"))
    return fingerprint(*texts)
