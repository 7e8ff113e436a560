"""What the application serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from treadle.errors import NotFoundError
from treadle.plant.serving import ServedBrand


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Brands by their ids. Kept in `app.state.served`."""

    brands: Mapping[str, ServedBrand]

    def brand(self, brand_id: str) -> ServedBrand:
        """The brand of that id; the only one where none is named. Raises `NotFoundError` where it is not served."""
        if not brand_id and len(self.brands) == 1:
            return next(iter(self.brands.values()))
        if brand_id not in self.brands:
            raise NotFoundError(
                "There is no such brand here." if brand_id else "Several brands are here: say brand_id."
            )
        return self.brands[brand_id]


def served_of(request: Request) -> Served:
    """What the application of a request serves; a dependency of routes."""
    found = request.app.state.served
    assert isinstance(found, Served)
    return found
