"""The demo's signals as a shop would export them: acts on the web and in the app, daily totals of a marketplace,
and the dirt that comes with both (posts that arrive twice, robots, own staff, test orders, a bulk buyer)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.simulate.demo_interest import Interest, Ints, log_logistic
from treadle.simulate.demo_range import FIRST_DAY, HISTORY_DAYS, SIZES, DemoOption
from treadle.simulate.demo_shop import Sold
from treadle.simulate.demo_shoppers import MARKETPLACE, MINUTES, Shoppers
from treadle.simulate.demo_words import queries, unmet_searches

_END = HISTORY_DAYS * MINUTES
_CHANNELS = ("web", "app", "marketplace")
_SENT_BACK = {"t-shirts": 0.14, "shirts": 0.20, "trousers": 0.24, "dresses": 0.30}
KINDS = ("view", "search", "cart", "wish", "order", "return", "cancel")


@dataclass(slots=True)
class Acts:
    """Signals as parallel lists; a place or customer of -1 means none, `cause` is '' for honest rows."""

    second: list[int] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    option: list[int] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    query: list[str | None] = field(default_factory=list)
    customer: list[str | None] = field(default_factory=list)
    channel: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    cents: list[int] = field(default_factory=list)
    period_days: list[int] = field(default_factory=list)
    cause: list[str] = field(default_factory=list)

    def extend(self, kind: str, second: Ints, option: Ints, **more: object) -> None:
        """Append rows of one kind; further columns by name, as a list per row or one value for all."""
        count = len(second)
        self.second += np.asarray(second, dtype=np.int64).tolist()
        self.option += np.asarray(option, dtype=np.int64).tolist()
        usual: dict[str, object] = {
            "size": -1, "query": None, "customer": None, "channel": "web", "units": 1, "cents": -1,
            "period_days": 0, "cause": "",
        }  # fmt: skip
        for name, value in (usual | {"kind": kind} | more).items():
            values = value.tolist() if isinstance(value, np.ndarray) else value
            getattr(self, name).extend(values if isinstance(values, list) else [values] * count)


def draw_acts(
    rng: np.random.Generator,
    options: tuple[DemoOption, ...],
    interest: Interest,
    shoppers: Shoppers,
    sold: Sold,
) -> Acts:
    """All signals of the history; only what happened before its end."""
    acts = Acts()
    _browsing(rng, acts, options, shoppers)
    _marketplace_totals(acts, shoppers)
    _orders(rng, acts, options, interest, shoppers, sold)
    days, words = unmet_searches(rng)
    second = (np.array(days) * MINUTES + rng.integers(6 * 60, MINUTES, len(days))) * 60
    acts.extend(
        "search", second, np.full(len(days), -1), query=words, customer=_names(rng.integers(0, 60_000, len(days)))
    )
    _dirt(rng, acts, options, interest)
    return acts


def _names(numbers: Ints) -> list[str]:
    return [f"c{number:05d}" for number in numbers.tolist()]


def _own(shoppers: Shoppers) -> npt.NDArray[np.bool_]:
    """Shoppers of the brand's own channels, whose acts are seen one by one."""
    own: npt.NDArray[np.bool_] = shoppers.channel != MARKETPLACE
    return own


def _browsing(rng: np.random.Generator, acts: Acts, options: tuple[DemoOption, ...], shoppers: Shoppers) -> None:
    """Searches, views, wishes and carts on the web and in the app."""
    again = np.minimum(rng.pareto(1.7, len(shoppers.option)).astype(np.int64), 5)
    who, turn = np.repeat(np.arange(len(again)), again + 1), _turns(again + 1)
    later = np.where(turn == 0, 0.0, np.minimum(log_logistic(rng, 0.4, 1.4, len(who)), 20.0) * turn)
    at = shoppers.looked_at[who] + (later * MINUTES).astype(np.int64)
    stop = np.where(shoppers.tries_at[who] >= 0, shoppers.tries_at[who], _END)
    kept = _own(shoppers)[who] & (at < _END) & ((turn == 0) | (at < stop))
    _put(rng, acts, "view", shoppers, who[kept], at[kept])
    for kind, when in (("search", shoppers.searches_at), ("wish", shoppers.wishes_at), ("cart", shoppers.carts_at)):
        who = np.flatnonzero(_own(shoppers) & (when >= 0) & (when < _END))
        more: dict[str, object] = {}
        if kind == "search":
            more["query"] = queries(rng, options, shoppers.option[who])
            more["option"] = np.where(rng.uniform(0, 1, len(who)) < 0.45, shoppers.option[who], -1)
        if kind == "cart":
            more["size"] = shoppers.size[who]
        _put(rng, acts, kind, shoppers, who, when[who], **more)


def _put(
    rng: np.random.Generator,
    acts: Acts,
    kind: str,
    shoppers: Shoppers,
    who: Ints,
    minute: Ints,
    **more: object,
) -> None:
    option = more.pop("option", shoppers.option[who])
    acts.extend(
        kind,
        minute * 60 + rng.integers(0, 60, len(who)),
        np.asarray(option),
        customer=_names(shoppers.customer[who]),
        channel=[_CHANNELS[channel] for channel in shoppers.channel[who].tolist()],
        **more,
    )


def _turns(counts: Ints) -> Ints:
    """0, 1, 2, … within each run of the given lengths."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1])) - np.repeat(ends - counts, counts)


def _marketplace_totals(acts: Acts, shoppers: Shoppers) -> None:
    """The marketplace tells views, carts and wishes only as totals by option and day."""
    theirs = shoppers.channel == MARKETPLACE
    for kind, when in (("view", shoppers.looked_at), ("wish", shoppers.wishes_at), ("cart", shoppers.carts_at)):
        seen = theirs & (when >= 0) & (when < _END)
        key = shoppers.option[seen] * HISTORY_DAYS + when[seen] // MINUTES
        keys, totals = np.unique(key, return_counts=True)
        midnight = (keys % HISTORY_DAYS) * MINUTES * 60
        acts.extend(kind, midnight, keys // HISTORY_DAYS, units=totals, period_days=1, channel="marketplace")


def _orders(
    rng: np.random.Generator,
    acts: Acts,
    options: tuple[DemoOption, ...],
    interest: Interest,
    shoppers: Shoppers,
    sold: Sold,
) -> None:
    """Orders at the day's price, a few cancelled within a day, some sent back some days later."""
    minute, option, size = (np.array(part) for part in (sold.minute, sold.option, sold.size))
    who = np.array(sold.shopper)
    cents = price_cents(options, interest, option, minute // MINUTES)
    customers = [
        None if channel == MARKETPLACE else f"c{number:05d}"
        for channel, number in zip(shoppers.channel[who].tolist(), shoppers.customer[who].tolist(), strict=True)
    ]
    channels = [_CHANNELS[channel] for channel in shoppers.channel[who].tolist()]
    second = minute * 60 + rng.integers(0, 60, len(minute))
    acts.extend("order", second, option, size=size, customer=customers, channel=channels, cents=cents)
    cancelled = rng.uniform(0, 1, len(minute)) < 0.02
    likely = np.array([_SENT_BACK[one.style.category] for one in options])[option]
    back = ~cancelled & (rng.uniform(0, 1, len(minute)) < likely)
    after = np.where(
        cancelled,
        0.03 + 0.9 * rng.uniform(0, 1, len(minute)),
        4.0 + np.minimum(log_logistic(rng, 8.0, 3.0, len(minute)), 60.0),
    )
    then = second + (after * MINUTES * 60).astype(np.int64)
    for kind, which in (("cancel", cancelled), ("return", back)):
        rows = np.flatnonzero(which & (then < _END * 60))
        acts.extend(
            kind, then[rows], option[rows], size=size[rows], cents=cents[rows],
            customer=[customers[row] for row in rows], channel=[channels[row] for row in rows],
        )  # fmt: skip


def price_cents(options: tuple[DemoOption, ...], interest: Interest, option: Ints, day: Ints) -> Ints:
    """Price in cents of each option on each day (two arrays of one shape), as the price plan says it."""
    listed = np.array([one.style.price_cents for one in options])
    return np.floor(listed[option] * interest.price_share[option, day] + 0.5).astype(np.int64)


def _dirt(rng: np.random.Generator, acts: Acts, options: tuple[DemoOption, ...], interest: Interest) -> None:
    """Rows that no customer meant: posts sent twice, robots, own staff, test orders, one bulk buyer."""
    rows = [row for row, kind in enumerate(acts.kind) if kind in ("order", "cart") and acts.period_days[row] == 0]
    for row in rng.choice(rows, 150, replace=False).tolist():
        for name in Acts.__slots__:
            getattr(acts, name).append(getattr(acts, name)[row])
        acts.cause[-1] = "double post"
    live = np.array([place for place, one in enumerate(options) if one.launch < 0])
    for robot, first in (("c90001", 40), ("c90002", 130), ("c90003", 215)):
        start = np.repeat((first + np.arange(4)) * 86_400 + 3 * 3_600, 450)
        second = start + np.tile(np.arange(450) * 4, 4)
        acts.extend("view", second, rng.choice(live, len(second)), customer=robot, cause="robot")
    day = np.sort(rng.integers(5, HISTORY_DAYS, 240))
    staff = [f"staff-{number}" for number in rng.integers(1, 5, 240).tolist()]
    acts.extend("view", day * 86_400 + 36_000, rng.choice(live, 240), customer=staff, cause="own staff")
    for customer, count, units, cause in (("test", 12, 1, "test order"), ("c90010", 2, 45, "bulk buyer")):
        day, option = rng.integers(10, HISTORY_DAYS, count), rng.choice(live, count)
        cents = price_cents(options, interest, option, day)
        if cause == "test order":
            cents = np.zeros(count, dtype=np.int64)
        size = rng.integers(1, 5, count)
        acts.extend(
            "order", day * 86_400 + 40_000, option, size=size, units=units, cents=cents, customer=customer, cause=cause
        )


def to_tables(acts: Acts, options: tuple[DemoOption, ...]) -> tuple[pa.Table, pa.Table]:
    """The signals file as text columns in order of time, and which of its rows are dirt and why."""
    order = np.argsort(np.array(acts.second), kind="stable")
    start = np.datetime64(datetime.combine(FIRST_DAY, time()), "s")
    option_ids = [one.option_id for one in options]
    option, size = np.array(acts.option)[order], np.array(acts.size)[order]
    names = [option_ids[o] if o >= 0 else None for o in option.tolist()]
    cents = np.array(acts.cents)[order].tolist()
    ids = [f"s{number:06d}" for number in range(len(order))]
    has_size = size >= 0

    def column(values: list[object]) -> list[object]:
        return [values[row] for row in order.tolist()]

    table = pa.table(
        {
            "signal_id": ids,
            "happened_at": np.datetime_as_string(start + np.array(acts.second)[order].astype("timedelta64[s]")),
            "kind": column(list(acts.kind)),
            "sku": [f"{name}-{SIZES[s]}" if has else None for name, s, has in zip(names, size, has_size, strict=True)],
            "option_id": [None if has else name for name, has in zip(names, has_size, strict=True)],
            "query": pa.array(column(list(acts.query)), pa.string()),
            "customer_id": pa.array(column(list(acts.customer)), pa.string()),
            "channel": column(list(acts.channel)),
            "units": column(list(acts.units)),
            "price": pa.array([f"{c / 100:.2f}" if c >= 0 else None for c in cents], pa.string()),
            "period_days": column(list(acts.period_days)),
        }
    )
    cause = column(list(acts.cause))
    dirty = [row for row, why in enumerate(cause) if why]
    dirt = pa.table({"signal_id": [ids[row] for row in dirty], "cause": [cause[row] for row in dirty]})
    return table, dirt
