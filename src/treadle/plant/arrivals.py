"""Everything that came by itself since the last look, brought into the lake: what a plan does before it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from treadle.plant.move_collected import MovedIn, move_collected
from treadle.plant.move_shop_orders import move_shop_orders
from treadle.settings import Settings
from treadle.storage.lake import JournalEntry
from treadle.terms.budget import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What storefronts sent, and the import of what shop systems told of orders (None: nothing new)."""

    messages: MovedIn
    orders: JournalEntry | None


def take_in(
    folder: Path, settings: Settings, *, progress: Progress | None = None, left: Callable[[], float] | None = None
) -> Arrived:
    """Bring messages of storefronts and orders of shop systems into the lake. Raises as `move_collected`."""
    messages = move_collected(folder, settings, progress=progress, left=left)
    return Arrived(messages=messages, orders=move_shop_orders(folder, settings, progress=progress))
