"""What a brand's folder knows of factories on a day, without what customers did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean

from treadle.errors import InputError
from treadle.storage.brand import load_making, unique
from treadle.storage.brand_orders import read_promised
from treadle.storage.brand_written import read_on_day
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import open_duckdb
from treadle.terms.place import Factory
from treadle.terms.sourcing import FactoryProfile, KeptOrder
from treadle.terms.supplier import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcingFacts:
    """Factories with lines, profiles, quotes and judgements, orders as they ended; styles, with the standard minutes of
    a piece where a bulletin says them, and its mean price in cents."""

    factories: tuple[Factory, ...]
    profiles: tuple[FactoryProfile, ...]
    pairs: tuple[Pair, ...]
    kept: tuple[KeptOrder, ...]
    styles: frozenset[str]
    minutes: Mapping[str, float]
    price_cents: Mapping[str, float]


def load_sourcing(folder: Path, as_of: date, *, currency: str, time_zone: str) -> SourcingFacts:
    """What a folder knows of factories when `as_of` is over. Raises as `load_brand`."""
    making = load_making(folder, time_zone=time_zone)
    connection = open_duckdb(time_zone)
    try:
        rows = FolderRows.of(folder, connection)
        profiles = rows.once(read_on_day, as_of).profiles
        stopping = [problem for problem in unique(rows.problems) if problem.stops_plan]
        if stopping:
            raise InputError(stopping)
    finally:
        connection.close()
    promised = read_promised(folder, as_of, currency=currency, time_zone=time_zone, bulletins=making.bulletins,
                             factories=making.factories)  # fmt: skip
    prices: dict[str, list[int]] = defaultdict(list)
    for option in making.catalogue.options:
        prices[option.style_id].append(option.price_cents)
    sewn = {one.style_id: making.bulletins.get(one.bulletin_id or "") for one in making.catalogue.styles}
    return SourcingFacts(
        factories=making.factories, profiles=profiles, pairs=promised.pairs, kept=promised.kept,
        styles=frozenset(sewn),
        minutes={style: bulletin.smv_minutes for style, bulletin in sewn.items() if bulletin is not None},
        price_cents={style: mean(told) for style, told in prices.items()},
    )  # fmt: skip
