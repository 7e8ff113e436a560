"""What is made: style (design) > option (design in a colour) > SKU (option in a size)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from treadle.terms.fingerprint import DECIDES
from treadle.terms.quantity import Violation

Units = TypeVar("Units", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeScale:
    """The ordered sizes a style is made in."""

    size_scale_id: str
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBreak:
    """Cost of an order of at least `from_units` pieces: a set-up once and an amount per piece, in cents."""

    from_units: int
    setup_cents: int
    cost_per_piece_cents: int

    def cost_cents(self, units: Units) -> Units:
        """What `units` pieces cost together, in cents."""
        return self.setup_cents + self.cost_per_piece_cents * units

    @staticmethod
    def at(breaks: Sequence[CostBreak], units: float) -> CostBreak:
        """The break of a quantity: the highest that it reaches; the lowest one for fewer than any asks for."""
        held = [one for one in breaks if one.from_units <= units]
        return max(held, key=_from_units) if held else min(breaks, key=_from_units)


def _from_units(one: CostBreak) -> int:
    return one.from_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A design. Without a pattern or bulletin it is bought in: planned up to the buy line, never cut."""

    style_id: str
    category: str
    size_scale_id: str
    pattern_id: str | None = None
    bulletin_id: str | None = None
    fabric_id: str | None = None
    minimum_units: int = 0

    @property
    def is_made(self) -> bool:
        """True when treadle can cut and sew it."""
        return self.pattern_id is not None and self.bulletin_id is not None and self.fabric_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A design in a colour: what a planner buys.

    `cost_breaks` ascend by `from_units`. `assumptions` are notes such as 'cost 45 % of list price' that every
    line touching the option must repeat. `salvage_share` is what a left-over piece still brings as a share of its
    price; None: as the brand's policy says. `picture` is a file within the brand's folder, '' where there is none; no
    decision is made from it.
    """

    option_id: str
    style_id: str
    colour: str
    price_cents: int
    cost_breaks: tuple[CostBreak, ...]
    launch_day: date | None = None
    season_start: date | None = None
    season_end: date | None = None
    minimum_units: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    salvage_share: float | None = None
    picture: str = field(default="", metadata={DECIDES: False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sku:
    """An option in a size: what a shop sells and a plan makes. `gtin` stands on labels; '' where it has none."""

    sku: str
    option_id: str
    size: str
    gtin: str = field(default="", metadata={DECIDES: False})


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All products of a brand, in the order of their ids."""

    size_scales: tuple[SizeScale, ...]
    styles: tuple[Style, ...]
    options: tuple[Option, ...]
    skus: tuple[Sku, ...]

    @cached_property
    def style(self) -> Mapping[str, Style]:
        """Styles by id."""
        return {style.style_id: style for style in self.styles}

    @cached_property
    def option(self) -> Mapping[str, Option]:
        """Options by id."""
        return {option.option_id: option for option in self.options}

    @cached_property
    def sku(self) -> Mapping[str, Sku]:
        """SKUs by name."""
        return {sku.sku: sku for sku in self.skus}

    @cached_property
    def sizes(self) -> Mapping[str, tuple[str, ...]]:
        """Ordered sizes by size scale."""
        return {scale.size_scale_id: scale.sizes for scale in self.size_scales}

    @cached_property
    def skus_of_option(self) -> Mapping[str, tuple[Sku, ...]]:
        """SKUs of each option in the order of its size scale."""
        grouped: dict[str, list[Sku]] = {option.option_id: [] for option in self.options}
        for sku in self.skus:
            grouped[sku.option_id].append(sku)
        rank = {
            scale.size_scale_id: {size: place for place, size in enumerate(scale.sizes)} for scale in self.size_scales
        }
        return {
            option_id: tuple(sorted(skus, key=lambda sku: (self._rank(rank, sku), sku.sku)))
            for option_id, skus in grouped.items()
        }

    def _rank(self, rank: Mapping[str, Mapping[str, int]], sku: Sku) -> int:
        scale = self.style[self.option[sku.option_id].style_id].size_scale_id
        return rank[scale].get(sku.size, len(rank[scale]))

    def style_name(self, style_id: str) -> str:
        """What people call a style: the name that its options have in common, else its category, then its id."""
        names = {option.attributes.get("name", "") for option in self.options_of_style[style_id]}
        kind = names.pop() if len(names) == 1 else ""
        return " ".join(filter(None, (kind or self.style[style_id].category, style_id)))

    def option_name(self, option_id: str) -> str:
        """What people call an option: its colour and its style's name; its id where two of a style share a colour."""
        option = self.option[option_id]
        siblings = self.options_of_style[option.style_id]
        if not option.colour or sum(one.colour == option.colour for one in siblings) > 1:
            return f"{self.style_name(option.style_id)} {option_id}"
        return f"{option.colour} {self.style_name(option.style_id)}"

    @cached_property
    def options_of_style(self) -> Mapping[str, tuple[Option, ...]]:
        """Options of each style, in the order of their ids."""
        grouped: dict[str, list[Option]] = {style.style_id: [] for style in self.styles}
        for option in self.options:
            grouped.setdefault(option.style_id, []).append(option)
        return {style_id: tuple(options) for style_id, options in grouped.items()}

    def check(self) -> tuple[Violation, ...]:
        """All violations: repeated ids, references that lead nowhere, sizes off the scale, bad prices."""
        found: list[Violation] = []
        for name, ids in (
            ("size scale", [scale.size_scale_id for scale in self.size_scales]),
            ("style", [style.style_id for style in self.styles]),
            ("option", [option.option_id for option in self.options]),
            ("SKU", [sku.sku for sku in self.skus]),
        ):
            repeated = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else []
            found += [Violation(rule=f"{name} ids are unique", where=one, found="repeated") for one in repeated]
        for style in self.styles:
            if style.size_scale_id not in self.sizes:
                found.append(Violation(rule="size scale exists", where=style.style_id, found=style.size_scale_id))
        for option in self.options:
            if option.style_id not in self.style:
                found.append(Violation(rule="style exists", where=option.option_id, found=option.style_id))
            if option.price_cents <= 0:
                price = str(option.price_cents)
                found.append(Violation(rule="price is above zero", where=option.option_id, found=price))
            if not option.cost_breaks:
                found.append(Violation(rule="an option has a cost", where=option.option_id, found="none"))
        for sku in self.skus:
            known = self.option.get(sku.option_id)
            if known is None:
                found.append(Violation(rule="option exists", where=sku.sku, found=sku.option_id))
            elif known.style_id in self.style:
                sizes = self.sizes.get(self.style[known.style_id].size_scale_id, ())
                if sku.size not in sizes:
                    found.append(Violation(rule="size is on the style's scale", where=sku.sku, found=sku.size))
        return tuple(found)
