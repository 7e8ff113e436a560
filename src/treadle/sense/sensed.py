"""The room's one sentence: signals in, history out, the empty shelf accounted for, and what is worth a buyer's look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from treadle.sense.censor import unconstrain
from treadle.sense.clean import Cleaned, clean
from treadle.sense.history import Counted, Query, build_history
from treadle.sense.intent import intent
from treadle.sense.interest import stitch_interest
from treadle.sense.options import option_history
from treadle.sense.outlets import outlets
from treadle.sense.rising import rising
from treadle.sense.search_terms import range_of, reader_of
from treadle.sense.unmet import unmet_searches
from treadle.terms.policy import CensorPolicy, CleanPolicy, TrendPolicy, UnmetPolicy
from treadle.terms.product import Catalogue
from treadle.terms.signal import INTEREST


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
    signals: pa.Table,
    *,
    catalogue: Catalogue,
    as_of: date,
    in_stock: pa.Table | None = None,
    price_plan: pa.Table | None = None,
    interest: pa.Table | None = None,
    policy: SensePolicy | None = None,
) -> Sensed:
    """Turn signals (SIGNALS) known before `as_of` into histories by SKU, shop and week and by option and week.

    `query` runs ANSI SQL on Arrow tables (an engine's `query`). Only whole weeks before `as_of` are counted.
    Raises pyarrow.ArrowInvalid for an unknown time zone.
    """
    policy = policy or SensePolicy()
    cleaned = clean(signals, catalogue=catalogue, time_zone=policy.time_zone, policy=policy.clean)
    counted = build_history(
        query,
        cleaned.signals,
        catalogue=catalogue,
        as_of=as_of,
        in_stock=in_stock,
        price_plan=price_plan,
        week_weekday=policy.week_weekday,
        time_zone=policy.time_zone,
    )
    history = unconstrain(counted.history, catalogue=catalogue, policy=policy.censor)
    by_option = option_history(history, counted.traffic, catalogue=catalogue)
    found = (cleaned, counted, by_option, catalogue, as_of, in_stock, interest, policy)
    return Sensed(
        history=history,
        option_history=by_option,
        traffic=counted.traffic,
        searches=counted.searches,
        outlets=outlets(
            cleaned.signals, catalogue=catalogue, as_of=as_of, time_zone=policy.time_zone, policy=policy.unmet
        ),
        counts={**counted.counts, "read": signals.num_rows, **cleaned.counts},
        findings=_findings(*found) if policy.finds else {},
    )


def _findings(
    cleaned: Cleaned, counted: Counted, by_option: pa.Table, catalogue: Catalogue, as_of: date,
    in_stock: pa.Table | None, interest: pa.Table | None, policy: SensePolicy,
) -> dict[str, pa.Table]:  # fmt: skip
    """What is worth a buyer's look, by name."""
    reader = reader_of(catalogue)
    sold_range = range_of(catalogue, reader)
    rises, record = rising(
        counted.traffic, by_option, counted.searches,
        catalogue=catalogue, reader=reader, sold_range=sold_range, policy=policy.trend,
    )  # fmt: skip
    return {
        "left_out": cleaned.left_out,
        "intent": intent(
            cleaned.signals, catalogue=catalogue, as_of=as_of, time_zone=policy.time_zone, in_stock=in_stock
        ),
        "rising": rises,
        "rising_record": record,
        "outside_interest": stitch_interest(
            INTEREST.empty_table() if interest is None else interest,
            week_weekday=policy.week_weekday,
            least_shared_days=policy.trend.shared_interest_days,
        ),
        "unmet_searches": unmet_searches(counted.searches, reader=reader, sold_range=sold_range, policy=policy.unmet),
    }
