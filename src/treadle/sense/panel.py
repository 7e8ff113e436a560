"""The dense shape behind a history: pairs of SKU and shop down, days or weeks across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.product import Catalogue

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Days are counted from 1970-01-01, a Thursday; Monday is weekday 0. By definition.
_EPOCH_WEEKDAY = 3
#: By definition.
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def week_of(days: Ints, week_weekday: int) -> Ints:
    """First day (number) of the week of each day number; weeks begin on `week_weekday` (0 = Monday)."""
    shifted: Ints = days + (_EPOCH_WEEKDAY - week_weekday)
    return days - shifted % 7


def local_days(happened_at: pa.ChunkedArray, time_zone: str) -> Ints:
    """Day numbers of UTC time stamps on the calendar of `time_zone` (an IANA name).

    Raises pyarrow.ArrowInvalid for a time zone that does not exist.
    """
    local = pc.local_timestamp(happened_at.cast(pa.timestamp("us", tz=time_zone)))
    days: Ints = local.cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)
    return days


def local_day(moment: datetime, time_zone: str) -> int:
    """Day number of a moment on the calendar of `time_zone`."""
    return int(local_days(pa.chunked_array([pa.array([moment], pa.timestamp("us", "UTC"))]), time_zone)[0])


def codes_of(values: pa.ChunkedArray, known: pa.Array) -> Ints:
    """Place of each value in `known`; -1 where it is null or not there. Shape: as `values`."""
    places = pc.fill_null(pc.index_in(values, value_set=known), -1)
    codes: Ints = places.to_numpy().astype(np.int64)
    return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Products:
    """A catalogue as columns, one entry per SKU in the catalogue's order; codes point into the id arrays."""

    skus: pa.Array
    options: pa.Array
    option_of: Ints
    style_of: Ints
    category_of: Ints
    size_rank: Ints
    list_price_cents: Floats
    launch_day: Ints

    @classmethod
    def of(cls, catalogue: Catalogue) -> Products:
        """Columns of a checked catalogue. `launch_day` is -1 where none is given."""
        option_place = {option.option_id: place for place, option in enumerate(catalogue.options)}
        style_place = {style.style_id: place for place, style in enumerate(catalogue.styles)}
        categories = sorted({style.category for style in catalogue.styles})
        category_place = {name: place for place, name in enumerate(categories)}
        rank = {
            scale.size_scale_id: {size: place for place, size in enumerate(scale.sizes)}
            for scale in catalogue.size_scales
        }
        options = [catalogue.option[sku.option_id] for sku in catalogue.skus]
        styles = [catalogue.style[option.style_id] for option in options]
        return cls(
            skus=pa.array([sku.sku for sku in catalogue.skus], pa.string()),
            options=pa.array([option.option_id for option in catalogue.options], pa.string()),
            option_of=_ints([option_place[option.option_id] for option in options]),
            style_of=_ints([style_place[style.style_id] for style in styles]),
            category_of=_ints([category_place[style.category] for style in styles]),
            size_rank=_ints(
                [rank.get(style.size_scale_id, {}).get(sku.size, 0) for sku, style in zip(catalogue.skus, styles)]
            ),
            list_price_cents=np.array([option.price_cents for option in options], dtype=np.float64),
            launch_day=_ints([-1 if o.launch_day is None else day_number(o.launch_day) for o in options]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """The weeks of a history: `first` is the day number of the first week's first day."""

    first: int
    count: int

    @property
    def starts(self) -> Ints:
        """Day numbers of the weeks' first days, shape (count,)."""
        return self.first + 7 * np.arange(self.count, dtype=np.int64)

    def place(self, days: Ints) -> Ints:
        """Week index of each day; below 0 or at least `count` where outside."""
        return (days - self.first) // 7


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
