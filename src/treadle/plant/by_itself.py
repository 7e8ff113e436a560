"""What a worker asks for by itself, beside what is due at an hour: messages to send, what came, campaigns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from treadle.plant.collect import spool_folder
from treadle.plant.demo_network import let_buyers_come
from treadle.plant.job_results import drop_what_is_old
from treadle.plant.jobs import ask_job
from treadle.plant.move_shop_orders import waiting_orders
from treadle.plant.presell.caretaker import AUTHOR, PRODUCE, forget_addresses, look_after
from treadle.plant.serving import ServedBrand
from treadle.plant.webhooks import ask_webhooks
from treadle.storage.spool.disk import FolderDisk
from treadle.storage.spool.spool import Spool

COLLECT = "collect"
#: Somebody who wants to hear is told so soon; what came is looked for so often, and moved once an hour at most;
#: what is old is looked for once an hour.
WEBHOOK_SECONDS, ARRIVAL_SECONDS, TIDY_SECONDS = 2.0, 60.0, 3600.0


@dataclass(slots=True, kw_only=True)
class ByItself:
    """Looks now and then, for each brand; `clock` gives seconds that never go back."""

    clock: Callable[[], float] = time.monotonic
    _next: dict[tuple[str, str], float] = field(default_factory=dict)

    def ask(self, brand: ServedBrand) -> None:
        """Ask for what is due of a brand. Raises `LedgerError`."""
        if self._is_time(brand, "webhooks", WEBHOOK_SECONDS):
            ask_webhooks(brand)
        if self._is_time(brand, COLLECT, ARRIVAL_SECONDS) and something_came(brand):
            hour = datetime.now(UTC).strftime("%Y-%m-%dT%H")
            ask_job(brand, COLLECT, {}, author="treadle (by itself)", key=f"{COLLECT}:{hour}")
        if self._is_time(brand, "made market", ARRIVAL_SECONDS):
            let_buyers_come(brand.folder)
        if self._is_time(brand, "campaigns", ARRIVAL_SECONDS) and (day := look_after(brand)):
            ask_job(brand, PRODUCE, {}, author=AUTHOR, key=f"{PRODUCE}:{day}")
        if self._is_time(brand, "tidy", TIDY_SECONDS):
            drop_what_is_old(brand, datetime.now(UTC))
            forget_addresses(brand)

    def _is_time(self, brand: ServedBrand, what: str, seconds: float) -> bool:
        now, name = self.clock(), (brand.brand_id, what)
        if now < self._next.get(name, 0.0):
            return False
        self._next[name] = now + seconds
        return True


def something_came(brand: ServedBrand) -> bool:
    """Whether storefronts or shop systems told of anything that is not in the lake."""
    home = spool_folder(brand.folder)
    is_collected = home.is_dir() and Spool(disk=FolderDisk(folder=home)).waiting_bytes() > 0
    return is_collected or waiting_orders(brand.folder, brand.settings)
