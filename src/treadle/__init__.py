"""treadle: from e-commerce signals to a cut, balanced and scheduled plan.

    import treadle

    brand = treadle.open_brand("mybrand")        # a brand's folder; example_brand makes one
    plan = brand.plan()                          # sense, anticipate, decide, cut, sew, schedule
    plan.to_pandas("buy")                        # any table of the plan
    print(plan.explain("TEE01-navy-M"))          # the way back of one number
    plan.edit("TEE01-navy-M", units=80, note="the shop wants fewer").release()

Each stage also stands alone on plain frames: `forecast`, `order_stock`, `draw_marker`, `plan_lays`, `balance_line`,
`plan_factory`, `promise`; `Client` works on a brand that is served elsewhere. Where to read next: `treadle.terms` (the
nouns), then one room (say `treadle.decide`), then `treadle.day` (the one sentence that joins the rooms), then
`treadle.plant` (the use cases, where the day meets files).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treadle.client.client import Client
    from treadle.errors import InputError, TreadleError
    from treadle.library.brand import Brand, BrandPlan, demo_brand, example_brand, open_brand
    from treadle.library.stages import (
        balance_line,
        draw_marker,
        forecast,
        order_stock,
        plan_factory,
        plan_lays,
        promise,
    )

__version__ = "0.1.0"

#: Where each public name lives; nothing is imported before it is asked for.
_HOMES = {
    "Client": "treadle.client.client",
    "InputError": "treadle.errors",
    "TreadleError": "treadle.errors",
    "Brand": "treadle.library.brand",
    "BrandPlan": "treadle.library.brand",
    "demo_brand": "treadle.library.brand",
    "example_brand": "treadle.library.brand",
    "open_brand": "treadle.library.brand",
    "balance_line": "treadle.library.stages",
    "draw_marker": "treadle.library.stages",
    "forecast": "treadle.library.stages",
    "order_stock": "treadle.library.stages",
    "plan_factory": "treadle.library.stages",
    "plan_lays": "treadle.library.stages",
    "promise": "treadle.library.stages",
}

__all__ = [
    "Brand",
    "BrandPlan",
    "Client",
    "InputError",
    "TreadleError",
    "__version__",
    "balance_line",
    "demo_brand",
    "draw_marker",
    "example_brand",
    "forecast",
    "open_brand",
    "order_stock",
    "plan_factory",
    "plan_lays",
    "promise",
]


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for. Raises AttributeError for any other."""
    if name not in _HOMES:
        raise AttributeError(f"module 'treadle' has no attribute {name!r}; it offers {', '.join(__all__)}")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
