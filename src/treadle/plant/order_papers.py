"""Orders as papers say them: what is made, in which sizes and colours, by whom and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.errors import InputError, NotFoundError
from treadle.plant.drafts import draft_of
from treadle.plant.orders import order_of, orders_of
from treadle.plant.serving import ServedBrand
from treadle.settings import Settings
from treadle.terms.order import Order
from treadle.terms.product import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A colour of an order: its units by size, in the order of the sizes."""

    name: str
    option_id: str
    units: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All sizes."""
        return sum(units for _, units in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An order whole. `is_made`: a work order of our own line, else a purchase order; `factory_id` '' where it is
    bought in without one. `cost_cents` is None for who may not know it."""

    order_id: str
    brand: str
    style: str
    is_made: bool
    factory_id: str
    line_id: str
    state: str
    due_day: date
    told_day: date
    promise_status: str
    rows: tuple[PaperRow, ...]
    received_units: int
    cost_cents: int | None
    currency: str

    @property
    def sizes(self) -> tuple[str, ...]:
        """Every size of its rows, in their order."""
        return tuple(dict.fromkeys(size for row in self.rows for size, _ in row.units))

    @property
    def units(self) -> int:
        """All pieces that are wanted."""
        return sum(row.total for row in self.rows)


def papers_of(brand: ServedBrand, *, factory_id: str | None = None) -> tuple[Paper, ...]:
    """The papers of every order, the newest first; of one factory alone, without what they cost, where one is said."""
    catalogue, settings = _catalogue(brand), brand.settings
    found = [
        _paper(settings, one, catalogue, has_cost=factory_id is None) for one in orders_of(brand, factory_id=factory_id)
    ]
    return tuple(found[::-1])


def paper_of(brand: ServedBrand, order_id: str, *, factory_id: str | None = None) -> Paper:
    """The paper of one order. Raises `NotFoundError` where there is none, or it is another factory's."""
    order = order_of(brand, order_id, factory_id=factory_id)
    return _paper(brand.settings, order, _catalogue(brand), has_cost=factory_id is None)


def _catalogue(brand: ServedBrand) -> Catalogue | None:
    """The goods as the newest plan knows them; None where no plan can be read."""
    try:
        return draft_of(brand, "current").plan.catalogue
    except (NotFoundError, InputError):
        return None


def _paper(settings: Settings, order: Order, catalogue: Catalogue | None, *, has_cost: bool) -> Paper:
    by_option: dict[str, list[tuple[str, int]]] = {}
    for line in order.lines:
        known = None if catalogue is None else catalogue.sku.get(line.sku)
        option_id, size = (line.sku, "") if known is None else (known.option_id, known.size)
        by_option.setdefault(option_id, []).append((size, line.wanted_units))
    if catalogue is not None:
        for option_id, units in by_option.items():
            scale = [one.size for one in catalogue.skus_of_option.get(option_id, ())]
            units.sort(key=lambda one: scale.index(one[0]) if one[0] in scale else len(scale))
    style = order.terms.style_id
    if catalogue is not None and style in catalogue.style:
        style = catalogue.style_name(style)
    rows = []
    for option_id, units in by_option.items():
        has_name = catalogue is not None and option_id in catalogue.option
        name = catalogue.option_name(option_id) if catalogue is not None and has_name else option_id
        rows.append(PaperRow(name=name, option_id=option_id, units=tuple(units)))
    return Paper(
        order_id=order.order_id, brand=settings.name,
        style=style,
        is_made=order.terms.is_made, factory_id=order.terms.factory_id, line_id=order.terms.line_id, state=order.state,
        due_day=order.terms.due_day, told_day=order.told_day, promise_status=order.promise_status, rows=tuple(rows),
        received_units=sum(line.received_units for line in order.lines),
        cost_cents=order.terms.cost_cents + order.price_cents if has_cost else None,
        currency=order.currency or settings.currency,
    )  # fmt: skip
