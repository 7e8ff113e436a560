"""The room's one sentence: signals in, history out, the empty shelf accounted for, and what is worth a buyer's look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

from treadle.sense.censor import unconstrain
from treadle.sense.clean import clean
from treadle.sense.history import Counted, HistoryCount, Query
from treadle.sense.intent import IntentCount
from treadle.sense.interest import stitch_interest
from treadle.sense.options import option_history
from treadle.sense.outlets import outlets, outlets_together
from treadle.sense.rising import rising
from treadle.sense.search_terms import range_of, reader_of
from treadle.sense.unmet import unmet_searches
from treadle.terms.policy import CensorPolicy, CleanPolicy, TrendPolicy, UnmetPolicy
from treadle.terms.product import Catalogue
from treadle.terms.signal import INTEREST
from treadle.terms.signal_parts import Signals, first_moment, parts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SensePolicy:
    """How signals are read. Weeks begin on `week_weekday` (0 = Monday) of the calendar of `time_zone`; `finds` False
    leaves the findings out, where only the histories are wanted."""

    week_weekday: int = 0
    time_zone: str = "UTC"
    clean: CleanPolicy = field(default_factory=CleanPolicy)
    censor: CensorPolicy = field(default_factory=CensorPolicy)
    trend: TrendPolicy = field(default_factory=TrendPolicy)
    unmet: UnmetPolicy = field(default_factory=UnmetPolicy)
    finds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensed:
    """What the signals say: `history` (HISTORY), `option_history` (OPTION_HISTORY), `traffic` (TRAFFIC, also before
    a launch), `searches` (query, week_start, searches, unled_searches), `outlets` (OUTLETS), and `counts` of signal
    rows that add up: read = counted + unknown product + unfinished week + those of each rule of cleaning ('cancelled in
    part' rows still count).
    `findings` are tables to read beside the plan: `left_out` (LEFT_OUT), signals that no customer meant; `intent`
    (INTENT), what acts are worth; `rising` and `rising_record` (RISING, RISING_RECORD); `unmet_searches`;
    `outside_interest` (OUTSIDE_INTEREST), from `interest` (INTEREST)."""

    history: pa.Table
    option_history: pa.Table
    traffic: pa.Table
    searches: pa.Table
    outlets: pa.Table
    counts: Mapping[str, int]
    findings: Mapping[str, pa.Table] = field(default_factory=dict)


def sense(
    query: Query,
    signals: Signals,
    *,
    catalogue: Catalogue,
    as_of: date,
    in_stock: pa.Table | None = None,
    price_plan: pa.Table | None = None,
    interest: pa.Table | None = None,
    policy: SensePolicy | None = None,
) -> Sensed:
    """Turn signals (SIGNALS) known before `as_of` into histories by SKU, shop and week and by option and week.

    Every rule of cleaning is about one row or one customer, so that signals in parts, which part no customer, are
    counted part by part, and none but a part is held.
    `query` runs ANSI SQL on Arrow tables (an engine's `query`). Only whole weeks before `as_of` are counted.
    Raises pyarrow.ArrowInvalid for an unknown time zone.
    """
    policy = policy or SensePolicy()
    read = _Read(query, first_moment(signals), catalogue, as_of, policy)
    for part in parts_of(signals):
        read.add(part)
    counted = read.history.done(in_stock=in_stock, price_plan=price_plan)
    history = unconstrain(counted.history, catalogue=catalogue, policy=policy.censor)
    by_option = option_history(history, counted.traffic, catalogue=catalogue)
    counts = {**counted.counts, "read": signals.num_rows, **read.cleaned}
    return Sensed(
        history=history,
        option_history=by_option,
        traffic=counted.traffic,
        searches=counted.searches,
        outlets=outlets_together(read.outlets),
        counts=counts,
        findings=_findings(read, counted, by_option, catalogue, in_stock, interest, policy) if policy.finds else {},
    )


class _Read:
    """What signals amount to, part by part: cleaned, then counted."""

    def __init__(
        self, query: Query, first: datetime | None, catalogue: Catalogue, as_of: date, policy: SensePolicy
    ) -> None:
        self._catalogue, self._as_of, self._policy = catalogue, as_of, policy
        self.history = HistoryCount(
            query, first, catalogue=catalogue, as_of=as_of, week_weekday=policy.week_weekday, time_zone=policy.time_zone
        )
        self.intent = IntentCount(first, catalogue=catalogue, as_of=as_of, time_zone=policy.time_zone)
        self.outlets: list[pa.Table] = []
        self.left_out: list[pa.Table] = []
        self.cleaned: dict[str, int] = {}

    def add(self, signals: pa.Table) -> None:
        """Clean and count some signals (SIGNALS)."""
        policy = self._policy
        cleaned = clean(signals, catalogue=self._catalogue, time_zone=policy.time_zone, policy=policy.clean)
        self.cleaned = {name: self.cleaned.get(name, 0) + count for name, count in cleaned.counts.items()}
        self.left_out.append(cleaned.left_out)
        self.history.add(cleaned.signals)
        self.outlets.append(
            outlets(
                cleaned.signals, catalogue=self._catalogue, as_of=self._as_of, time_zone=policy.time_zone,
                policy=policy.unmet,
            )
        )  # fmt: skip
        if policy.finds:
            self.intent.add(cleaned.signals)


def _findings(
    read: _Read, counted: Counted, by_option: pa.Table, catalogue: Catalogue, in_stock: pa.Table | None,
    interest: pa.Table | None, policy: SensePolicy,
) -> dict[str, pa.Table]:  # fmt: skip
    """What is worth a buyer's look, by name."""
    reader = reader_of(catalogue)
    sold_range = range_of(catalogue, reader)
    rises, record = rising(
        counted.traffic, by_option, counted.searches,
        catalogue=catalogue, reader=reader, sold_range=sold_range, policy=policy.trend,
    )  # fmt: skip
    return {
        "left_out": pa.concat_tables(read.left_out).sort_by([("happened_at", "ascending"), ("signal_id", "ascending")]),
        "intent": read.intent.done(in_stock),
        "rising": rises,
        "rising_record": record,
        "outside_interest": stitch_interest(
            INTEREST.empty_table() if interest is None else interest,
            week_weekday=policy.week_weekday,
            least_shared_days=policy.trend.shared_interest_days,
        ),
        "unmet_searches": unmet_searches(counted.searches, reader=reader, sold_range=sold_range, policy=policy.unmet),
    }
