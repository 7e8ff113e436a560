"""The painted brand's products as a catalogue: last season's range and the coming one."""

from __future__ import annotations

from datetime import date, timedelta

from treadle.simulate.floor import FactoryKind
from treadle.simulate.market import CATEGORIES, COLOURS, Market
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style

#: The Monday on which the season's first week begins; the past range was sold in the weeks before.
DAY_ZERO = date(2024, 3, 4)
#: Pattern, fabric and bulletin of every style of the coming range.
MADE_OF = ("pattern", "cloth", "bulletin")


def option_id(prefix: str, option: int) -> str:
    """Name of an option: P for the past range, S for the season's."""
    return f"{prefix}{option:03d}"


def catalogue_of(past: Market, coming: Market, kind: FactoryKind) -> Catalogue:
    """All products; the factory's minimum holds for each style of the coming range."""
    settings = coming.settings
    styles, options, skus = [], [], []
    for prefix, market, first in (("P", past, -settings.past_weeks), ("S", coming, 0)):
        weeks = settings.past_weeks if prefix == "P" else settings.weeks
        end = DAY_ZERO + timedelta(days=7 * (first + weeks) - 1)
        for option in range(settings.options):
            style = f"{prefix}style{option // settings.options_per_style:02d}"
            category = CATEGORIES[int(market.category[option])]
            if option % settings.options_per_style == 0:
                least = kind.minimum_units if prefix == "S" else 0
                pattern, cloth, bulletin = MADE_OF if prefix == "S" else (None, None, None)
                styles.append(
                    Style(style_id=style, category=category, size_scale_id="letters", minimum_units=least,
                          pattern_id=pattern, fabric_id=cloth, bulletin_id=bulletin)
                )  # fmt: skip
            price = int(market.price_cents[option])
            launch = DAY_ZERO + timedelta(days=7 * (first + int(market.launch_week[option])))
            cost = CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=round(price * settings.cost_share))
            options.append(Option(option_id=option_id(prefix, option), style_id=style,
                                  colour=COLOURS[int(market.colour[option])], price_cents=price, cost_breaks=(cost,),
                                  launch_day=launch, season_start=launch, season_end=end))  # fmt: skip
            skus += [
                Sku(sku=f"{option_id(prefix, option)}-{size}", option_id=option_id(prefix, option), size=size)
                for size in settings.sizes
            ]
    scale = SizeScale(size_scale_id="letters", sizes=settings.sizes)
    return Catalogue(size_scales=(scale,), styles=tuple(styles), options=tuple(options), skus=tuple(skus))


def sku_place(catalogue: Catalogue, options: int) -> dict[str, tuple[int, int]]:
    """Option and size number of each SKU of the coming range, in their order."""
    sizes = catalogue.sizes["letters"]
    return {
        f"{option_id('S', option)}-{size}": (option, at) for option in range(options) for at, size in enumerate(sizes)
    }
