"""History as arrays: one line per series (SKU, or SKU and site), one column per period."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.periods import Periods

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: The side series that is no traffic.
PRICE = "price"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """S series over T seen and H coming periods.

    `units` (S, T): zero before a series' start. `exposure` (S, T): in-stock share, 0 where the shelf was empty or
    the series had not begun. `start` (S,): first period of each series; T or later for those not launched yet
    (T + H: not within the horizon). `is_new` (S,): no row in the history. `age_offset` (S,): periods a series had
    lived before the grid began. `is_dated` (S,): its launch day is given.
    `on_sale` (S, H): part of each coming period before its season ends.
    `lift` (S, T + H): how many times the usual the price of each period lifts, and the age in it, where that was
    learned; units are then those at usual prices and a usual age. `lift_doubt` (S, H): standard deviation of the
    logarithm of what coming prices lift, common to all that are offered.
    `past` name → (S, T) with NaN where absent; `known` name → (S, T + H);
    `numeric` name → (S,); `groups` name → codes (S,) of a text attribute, -1 where missing.
    """

    periods: Periods
    skus: list[str]
    sites: list[str] | None
    units: Floats
    exposure: Floats
    start: Ints
    is_new: npt.NDArray[np.bool_]
    age_offset: Floats
    is_whole: bool
    is_dated: npt.NDArray[np.bool_]
    on_sale: Floats
    past: dict[str, Floats] = field(default_factory=dict)
    known: dict[str, Floats] = field(default_factory=dict)
    numeric: dict[str, Floats] = field(default_factory=dict)
    groups: dict[str, Ints] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    lift: Floats | None = None
    lift_doubt: Floats | None = None

    @property
    def count(self) -> int:
        """Number of series."""
        return len(self.skus)

    @property
    def stood(self) -> npt.NDArray[np.bool_]:
        """Series (S,) that were there when the grid began, nobody knows how long. Their age counts the grid's periods
        alone: a code of the date."""
        return np.asarray((self.start <= 0) & ~self.is_dated)

    @property
    def has_traffic(self) -> bool:
        """Whether anything besides prices is told of every period: looks, searches, carts."""
        return any(name != PRICE for name in self.past)

    def lift_at(self, series: Ints, period: Ints) -> Floats:
        """How many times the usual prices and age of some series' periods lift, (N,)."""
        if self.lift is None:
            return np.ones(len(series), dtype=np.float32)
        return np.asarray(self.lift[series, period])

    def take(self, lines: Ints) -> Panel:
        """The panel of some series only, in the order given."""
        return replace(
            self,
            skus=[self.skus[line] for line in lines],
            sites=None if self.sites is None else [self.sites[line] for line in lines],
            units=self.units[lines],
            exposure=self.exposure[lines],
            start=self.start[lines],
            is_new=self.is_new[lines],
            age_offset=self.age_offset[lines],
            is_dated=self.is_dated[lines],
            on_sale=self.on_sale[lines],
            past={name: values[lines] for name, values in self.past.items()},
            known={name: values[lines] for name, values in self.known.items()},
            numeric={name: values[lines] for name, values in self.numeric.items()},
            groups={name: codes[lines] for name, codes in self.groups.items()},
            lift=None if self.lift is None else self.lift[lines],
            lift_doubt=None if self.lift_doubt is None else self.lift_doubt[lines],
        )

    def and_new(self, pairs: list[tuple[str, str]]) -> Panel:
        """The panel with pairs of SKU and site that it does not know: new, without attributes but those two."""
        more = len(pairs)
        below, seen = ((0, more), (0, 0)), self.periods.seen
        groups = {name: np.pad(codes, (0, more), constant_values=-1) for name, codes in self.groups.items()}
        for place, name in enumerate(("by_sku", "by_site")):
            if name in groups:
                number = {text: code for code, text in enumerate(self.labels[name])}
                groups[name][self.count :] = [number.get(pair[place], -1) for pair in pairs]
        return replace(
            self,
            skus=[*self.skus, *(pair[0] for pair in pairs)],
            sites=None if self.sites is None else [*self.sites, *(pair[1] for pair in pairs)],
            units=np.pad(self.units, below),
            exposure=np.pad(self.exposure, below),
            start=np.pad(self.start, (0, more), constant_values=seen),
            is_new=np.pad(self.is_new, (0, more), constant_values=True),
            age_offset=np.pad(self.age_offset, (0, more)),
            is_dated=np.pad(self.is_dated, (0, more)),
            on_sale=np.pad(self.on_sale, below, constant_values=1.0),
            past={name: np.pad(values, below, constant_values=np.nan) for name, values in self.past.items()},
            known={name: np.pad(values, below, constant_values=np.nan) for name, values in self.known.items()},
            numeric={name: np.pad(values, (0, more), constant_values=np.nan) for name, values in self.numeric.items()},
            groups=groups,
        )
