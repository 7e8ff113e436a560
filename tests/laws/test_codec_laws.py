"""Every noun survives being written and read; what cannot be read is refused in a sentence that names the file."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import treadle.terms
from treadle.errors import InputError
from treadle.terms.codec import EDITION, from_text, from_values, to_text, to_values
from treadle.terms.entry import BODIES, Entry
from treadle.terms.fingerprint import table_digest
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import CutCloth
from treadle.terms.rush import RushAnswer
from treadle.terms.signal import SIGNALS
from treadle.terms.signal_parts import SignalParts, Signals

#: Not kept by anybody: a budget holds a clock, an outlook is arrays that a forecast table is read into (as is what an
#: account is reckoned from, and packs before they are told by shop), a row of the ledger is told with its body.
NOT_WRITTEN = {"Budget", "Outlook", "Selling", "CashCase", "PackPlan", "EntryTold"}


def _nouns() -> list[type]:
    found = []
    for module in pkgutil.iter_modules(treadle.terms.__path__):
        made = importlib.import_module(f"treadle.terms.{module.name}")
        for kind in vars(made).values():
            if inspect.isclass(kind) and dataclasses.is_dataclass(kind) and kind.__module__ == made.__name__:
                found.append(kind)
    return [kind for kind in found if kind.__name__ not in NOT_WRITTEN and not kind.__name__.startswith("_")]


#: Nouns that hold most others, whose examples take seconds to draw: their parts are drawn more often by themselves.
LARGE = {"Plan", "Snapshot"}


@st.composite
def _tables(draw: st.DrawFn) -> pa.Table:
    cells = draw(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=4))
    return pa.table({"units": pa.array(cells, pa.int64()), "name": pa.array([str(one) for one in cells], pa.string())})


def _entries(kind: str) -> st.SearchStrategy[Entry]:
    moments = st.datetimes(timezones=st.just(UTC))
    return st.builds(
        Entry, kind=st.just(kind), body=st.from_type(BODIES[kind]), happened_at=moments, known_at=moments,
        written_at=st.one_of(st.none(), moments),
    )  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _strategies() -> None:
    st.register_type_strategy(float, st.floats(allow_nan=False))
    st.register_type_strategy(pa.Table, _tables())
    st.register_type_strategy(SignalParts, _tables())
    st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
    st.register_type_strategy(Entry, st.sampled_from(sorted(BODIES)).flatmap(_entries))


@pytest.mark.parametrize("kind", _nouns(), ids=lambda kind: kind.__name__)
def test_every_noun_survives_the_round_trip(kind: type) -> None:
    @settings(
        max_examples=2 if kind.__name__ in LARGE else 8,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_type(kind))
    def law(noun: object) -> None:
        tables: dict[str, pa.Table] = {}
        text = to_text(noun, tables=tables)
        again = from_text(kind, text, file="noun.json", remedy="Write it again", tables=tables)
        assert again == noun
        assert to_text(again, tables={}) == text
        assert json.loads(text)["edition"] == EDITION

    law()


@dataclasses.dataclass(frozen=True)
class Told:
    """A record of signals, held or in parts."""

    signals: Signals


class InTwo(SignalParts):
    """Four rows of signals in two parts."""

    def __init__(self, whole: pa.Table) -> None:
        self.whole, self.num_rows, self.first_at, self.digest = whole, whole.num_rows, None, table_digest(whole)

    def parts(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        yield self.whole.slice(0, 2).select(list(columns))
        yield self.whole.slice(2).select(list(columns))


def test_signals_in_parts_are_written_as_the_table_that_they_make() -> None:
    blank = {name: pa.nulls(4, SIGNALS.field(name).type) for name in SIGNALS.names}
    whole = pa.table(blank | {"signal_id": pa.array(list("abcd"))}, schema=SIGNALS)
    tables: dict[str, pa.Table] = {}
    text = to_text(Told(signals=InTwo(whole)), tables=tables)
    assert text == to_text(Told(signals=whole), tables={})
    again = from_text(Told, text, file="f", remedy="r", tables=tables)
    assert isinstance(again.signals, pa.Table) and again.signals.equals(whole)


FACTS = Reason(code="a.b", facts=(("n", 1), ("x", 1.0), ("far", float("inf")), ("yes", True), ("said", "inf")))


def test_facts_keep_their_kinds() -> None:
    again = from_values(Reason, to_values(FACTS), file="f", remedy="r")
    assert again == FACTS
    assert [type(value) for _, value in again.facts] == [int, float, float, bool, str]


def test_a_file_of_an_older_edition_is_read_with_defaults() -> None:
    older = {
        "work_order_id": "W1", "style_id": "TEE", "units": {"TEE-M": 5}, "due_day": "2026-03-02",
        "promise_day": "2026-03-04", "origin_day": "2026-02-02",
    }  # fmt: skip
    order = from_text(ReleasedOrder, json.dumps(older), file="f", remedy="r")
    assert order.promise_day == date(2026, 3, 4) and order.cloth == () and not order.is_made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is not a JSON object"),
        (json.dumps({"edition": EDITION + 1}), f"of edition {EDITION + 1}"),
        (json.dumps({"noun": "Roll"}), "it holds a Roll, not a CutCloth"),
        (json.dumps({"roll_id": 3, "from_mm": "x"}), "roll_id: is 3, not text"),
        (json.dumps({"roll_id": "r", "from_mm": 1, "to_mm": 2.5}), "to_mm: is 2.5, not a whole number"),
        (json.dumps({"roll_id": "r", "from_mm": True, "to_mm": 2}), "from_mm: is true, not a whole number"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_file(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        from_text(CutCloth, text, file="kept.json", remedy="Plan again")
    assert said in str(refused.value)
    assert all(one.file == "kept.json" and one.remedy for one in refused.value.problems)


def test_all_that_does_not_fit_is_told_with_its_place() -> None:
    told = {"work_order_id": "W", "style_id": 3, "units": [], "due_day": "soon", "cloth": [{"roll_id": "r"}, 4]}
    with pytest.raises(InputError) as refused:
        from_values(ReleasedOrder, told, file="f", remedy="r")
    places = [one.what.partition(":")[0] for one in refused.value.problems]
    assert {"style_id", "units", "due_day", "promise_day", "cloth[0].from_mm", "cloth[1]"} <= set(places)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    seen: pa.Table
    found: Mapping[str, pa.Table]
    answer: RushAnswer | None = None


def test_tables_stay_apart_and_another_table_is_refused() -> None:
    held = _Held(seen=pa.table({"a": [1]}), found={"b": pa.table({"a": [2]})})
    tables: dict[str, pa.Table] = {}
    text = to_text(held, tables=tables)
    assert set(tables) == {"seen", "b"}
    assert from_text(_Held, text, file="f", remedy="r", tables=tables) == held
    with pytest.raises(InputError, match="its table b is not the one"):
        from_text(_Held, text, file="f", remedy="r", tables=tables | {"b": pa.table({"a": [3]})})
    with pytest.raises(InputError, match="its table seen is missing"):
        from_text(_Held, text, file="f", remedy="r", tables={"b": tables["b"]})
    with pytest.raises(TypeError, match="seen"):
        to_text(held)
