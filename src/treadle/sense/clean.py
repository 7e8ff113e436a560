"""Signals that no customer meant: found by rules that can each be switched off, counted, and kept where one can read
them.

A row is taken out by the first rule that finds it, in the order of `RULES`. Only single acts are judged (totals of a
day or week hold many people's acts, and nobody can tell them apart afterwards).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense.cancellations import cancelled_units
from treadle.sense.panel import Floats, Ints, Products, codes_of, local_days
from treadle.terms.policy import CleanPolicy
from treadle.terms.product import Catalogue
from treadle.terms.signal import LEFT_OUT, SIGNALS, TRAFFIC_KINDS

Flags = npt.NDArray[np.bool_]

#: By definition.
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """`signals` (SIGNALS) to count, `left_out` (LEFT_OUT) with the rule that found each row, and rows per rule.

    Units are conserved: those of `signals` and `left_out` together are those given. A row cancelled in part stands in
    both, and counts under 'cancelled in part' only.
    """

    signals: pa.Table
    left_out: pa.Table
    counts: Mapping[str, int]


def clean(signals: pa.Table, *, catalogue: Catalogue, time_zone: str, policy: CleanPolicy | None = None) -> Cleaned:
    """Take out of signals (SIGNALS) what no customer meant. Rows keep their order.

    Raises pyarrow.ArrowInvalid for an unknown time zone.
    """
    policy = policy or CleanPolicy()
    acts = _Acts.of(signals, Products.of(catalogue), time_zone)
    rule = np.full(signals.num_rows, -1, dtype=np.int64)
    for place, (_, find) in enumerate(RULES):
        found = find(acts, policy) & acts.is_single & (rule < 0)
        rule[found] = place
        acts.is_single &= ~found
    names = pa.array([name for name, _ in RULES])
    whole = rule >= 0
    back = cancelled_units(
        acts.is_kind("order") & acts.is_single, acts.is_kind("cancel") & acts.is_single, acts.customer, acts.thing,
        acts.at, acts.units, within=int(policy.cancel_days * _DAY),
    )  # fmt: skip
    gone = ~whole & (back > 0) & (back >= acts.units)
    part = ~whole & (back > 0) & ~gone
    kept = _with_units(signals, acts.units - back * part)
    del acts  # as large as the signals themselves, of which there is a second copy soon
    pieces = [
        _left_out(signals.filter(pa.array(whole)), names.take(pa.array(rule[whole]))),
        _left_out(signals.filter(pa.array(gone)), pa.array(["cancelled"] * int(gone.sum()), pa.string())),
        _left_out(
            _with_units(signals.filter(pa.array(part)), back[part]),
            pa.array(["cancelled in part"] * int(part.sum()), pa.string()),
        ),
    ]
    counts = {name: int((rule == place).sum()) for place, (name, _) in enumerate(RULES)}
    counts |= {"cancelled": int(gone.sum()), "cancelled in part": int(part.sum())}
    return Cleaned(
        signals=kept.filter(pa.array(~whole & ~gone)),
        left_out=pa.concat_tables(pieces).sort_by([("happened_at", "ascending"), ("signal_id", "ascending")]),
        counts=counts,
    )


@dataclass(slots=True, kw_only=True)
class _Acts:
    """The signals as codes, all shapes (rows,). `is_single` marks single acts that no rule has taken out yet."""

    signals: pa.Table
    is_single: Flags
    at: Ints
    day: Ints
    is_timed: Flags
    kind: Ints
    customer: Ints
    thing: Ints
    option: Ints
    units: Floats
    price_share: Floats

    @classmethod
    def of(cls, signals: pa.Table, products: Products, time_zone: str) -> _Acts:
        """Codes of each row; -1 where there is nothing."""
        sku = codes_of(signals["sku"], products.skus)
        option = np.where(sku >= 0, products.option_of[sku], codes_of(signals["option_id"], products.options))
        named = pc.coalesce(signals["sku"], signals["option_id"], signals["query"])
        local = pc.local_timestamp(signals["happened_at"].cast(pa.timestamp("us", tz=time_zone)))
        price = signals["price_cents"].cast(pa.float64()).to_numpy()
        listed = np.where(sku >= 0, products.list_price_cents[sku], np.nan) if len(products.skus) else price * np.nan
        return cls(
            signals=signals,
            is_single=signals["period_days"].to_numpy() == 0,
            at=signals["happened_at"].cast(pa.int64()).to_numpy().copy(),
            day=local_days(signals["happened_at"], time_zone),
            is_timed=local.cast(pa.int64()).to_numpy() % _DAY != 0,
            kind=_codes(signals["kind"]),
            customer=_codes(signals["customer_id"]),
            thing=_codes(named),
            option=option,
            units=signals["units"].to_numpy().astype(np.float64),
            price_share=price / listed,
        )

    def is_kind(self, *kinds: str) -> Flags:
        """Rows of any of the kinds."""
        found: Flags = pc.is_in(self.signals["kind"], value_set=pa.array(kinds)).to_numpy(zero_copy_only=False)
        return found


def _double_posts(acts: _Acts, policy: CleanPolicy) -> Flags:
    """The same act by the same customer shortly after. An act that tells only its day is none, nor are the lines of
    one order (ids that differ only in the number at their end)."""
    found = np.zeros(len(acts.at), dtype=bool)
    if policy.double_post_seconds <= 0:
        return found
    rows = np.flatnonzero(acts.is_single & acts.is_timed & (acts.customer >= 0))
    rows = rows[_are_repeated(acts.customer[rows] * (int(acts.thing.max(initial=0)) + 2) + acts.thing[rows])]
    price = np.nan_to_num(acts.signals["price_cents"].cast(pa.float64()).to_numpy(), nan=-1.0)
    keys = (acts.at, price, acts.units, acts.thing, acts.kind, acts.customer)
    rows = rows[np.lexsort(tuple(key[rows] for key in keys))]
    before, after = rows[:-1], rows[1:]
    same = np.ones(len(after), dtype=bool)
    for key in keys[1:]:
        same &= key[before] == key[after]
    same &= acts.at[after] - acts.at[before] <= policy.double_post_seconds * _SECOND
    same &= ~_lines_of_one_order(acts.signals["signal_id"], before, after, same)
    found[after[same]] = True
    return found


def _are_repeated(values: Ints) -> Flags:
    """Which values stand there more than once."""
    order = np.argsort(values, kind="stable")
    same = values[order[1:]] == values[order[:-1]]
    found = np.zeros(len(values), dtype=bool)
    found[order[1:][same]] = found[order[:-1][same]] = True
    return found


def _lines_of_one_order(ids: pa.ChunkedArray, before: Ints, after: Ints, asked: Flags) -> Flags:
    """Whether the ids of two rows are equal but for the number after their last colon; only where `asked`."""
    found = np.zeros(len(before), dtype=bool)
    places = np.flatnonzero(asked)
    one, two = ids.take(pa.array(before[places])).to_pylist(), ids.take(pa.array(after[places])).to_pylist()
    for place, first, second in zip(places, one, two, strict=True):
        stems = [re.fullmatch(r"(.+):\d+", str(name)) for name in (first, second)]
        found[place] = first != second and all(stems) and stems[0][1] == stems[1][1]  # type: ignore[index]
    return found


def _named(words: Callable[[CleanPolicy], Sequence[str]]) -> Callable[[_Acts, CleanPolicy], Flags]:
    def find(acts: _Acts, policy: CleanPolicy) -> Flags:
        found = np.zeros(len(acts.at), dtype=bool)
        for column in ("customer_id", "channel"):
            found |= _has_word(acts.signals[column], words(policy))
        return found

    return find


def _has_word(names: pa.ChunkedArray, words: Sequence[str]) -> Flags:
    """Names that hold one of the words as a word of their own (in scripts without spaces: anywhere)."""
    if not words:
        return np.zeros(len(names), dtype=bool)
    latin = [re.escape(word) for word in words if word.isascii() and not word.startswith("@")]
    other = [re.escape(word) for word in words if not word.isascii() and not word.startswith("@")]
    ends = [re.escape(word) + "$" for word in words if word.startswith("@")]
    patterns = [rf"(?:^|[^a-z])(?:{'|'.join(latin)})(?:$|[^a-z])"] if latin else []
    coded = names.combine_chunks().dictionary_encode()
    hits = pc.match_substring_regex(coded.dictionary, "|".join([*patterns, *other, *ends]), ignore_case=True)
    found = pc.fill_null(hits.take(coded.indices), False)
    flags: Flags = found.to_numpy(zero_copy_only=False)
    return flags


def _tests(acts: _Acts, policy: CleanPolicy) -> Flags:
    """Orders by a tester's name or at (nearly) no price."""
    is_free = np.nan_to_num(acts.price_share, nan=1.0) <= policy.test_price_share
    is_named = _named(lambda one: one.test_words)(acts, policy)
    found: Flags = (is_named | (is_free & (policy.test_price_share > 0))) & acts.is_kind("order", "return", "cancel")
    return found


def _robots(acts: _Acts, policy: CleanPolicy) -> Flags:
    """All acts of a day of customers who look at more than a person can, and order nothing."""
    looks = acts.is_single & (acts.customer >= 0) & acts.is_kind(*TRAFFIC_KINDS)
    days, of_row = np.unique(acts.customer * 1_000_000 + acts.day, return_inverse=True)
    orders = np.bincount(of_row[acts.is_kind("order") & acts.is_single], minlength=len(days))
    is_robot = np.zeros(len(days), dtype=bool)
    if policy.robot_acts_per_day > 0:
        is_robot |= np.bincount(of_row[looks], minlength=len(days)) > policy.robot_acts_per_day
    most = policy.robot_acts_per_hour
    if most > 0:
        rows = np.flatnonzero(looks & acts.is_timed)
        rows = rows[np.lexsort((acts.at[rows], of_row[rows]))]
        first, last = rows[: len(rows) - most], rows[most:]
        close = (of_row[first] == of_row[last]) & (acts.at[last] - acts.at[first] <= 3_600 * _SECOND)
        is_robot[of_row[last[close]]] = True
    found: Flags = looks & (is_robot & (orders == 0))[of_row]
    return found


def _bulk(acts: _Acts, policy: CleanPolicy) -> Flags:
    """Orders of one option by one customer that come to a trader's quantity in a day."""
    found = np.zeros(len(acts.at), dtype=bool)
    if policy.bulk_units <= 0:
        return found
    rows = np.flatnonzero(acts.is_single & acts.is_kind("order") & (acts.option >= 0))
    customer, width = acts.customer[rows], int(acts.option.max(initial=0)) + 2
    someone = np.where(customer >= 0, customer, acts.customer.max(initial=0) + 1 + np.arange(len(rows)))
    pair = np.unique(someone * width + acts.option[rows], return_inverse=True)[1]
    sums = np.unique(pair * 1_000_000 + acts.day[rows], return_inverse=True)[1]
    bought = np.bincount(sums, weights=acts.units[rows])
    found[rows] = bought[sums] >= policy.bulk_units
    return found


def _codes(values: pa.ChunkedArray) -> Ints:
    """A number for each distinct value; -1 for none."""
    indices = values.combine_chunks().dictionary_encode().indices
    codes: Ints = pc.fill_null(indices.cast(pa.int64()), -1).to_numpy()
    return codes


def _left_out(rows: pa.Table, rules: pa.Array) -> pa.Table:
    return rows.append_column("rule", rules).select(LEFT_OUT.names).cast(LEFT_OUT)


def _with_units(rows: pa.Table, units: Floats) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index("units"), SIGNALS.field("units"), pa.array(units))


#: What a row can be taken out for, in the order in which the rules are asked. Cancellations come last.
RULES: tuple[tuple[str, Callable[[_Acts, CleanPolicy], Flags]], ...] = (
    ("double post", _double_posts),
    ("own staff", _named(lambda policy: policy.staff_words)),
    ("test order", _tests),
    ("robot", _robots),
    ("bulk buyer", _bulk),
)
