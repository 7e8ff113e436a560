"""A real server on the loopback, with a worker, for tests of what talks to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from treadle.api.doers import DOERS
from treadle.api.limits import Limits
from treadle.api.served import Served
from treadle.plant.people import make_key
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.working import Worker
from treadle.web.site import create_site


@dataclass(frozen=True)
class At:
    """Where a brand is served."""

    url: str
    brand: ServedBrand
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, role: str = "owner") -> str:
        """The key of a role, made when it is first asked for."""
        if role not in self.keys:
            self.keys[role] = str(make_key(self.brand, name=f"{role} of the test", role=role, author="the test"))
        return self.keys[role]


@contextmanager
def served(folder: Path, limits: Limits | None = None) -> Iterator[At]:
    """Serve a folder at a free port until the block ends; `limits`: other ones than a server's own."""
    brands = dict(open_brands([folder]))
    config = uvicorn.Config(create_site(Served(brands=brands), limits), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    over = threading.Event()
    worker = Worker(brands=brands, doers=DOERS, worker_id="w", say=lambda *_: None)

    def work() -> None:
        while not over.is_set():
            if not worker.once():
                over.wait(0.05)

    threads = [threading.Thread(target=server.run, daemon=True), threading.Thread(target=work, daemon=True)]
    for one in threads:
        one.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield At(url=f"http://127.0.0.1:{port}", brand=next(iter(brands.values())))
    finally:
        over.set()
        server.should_exit = True
        for one in threads:
            one.join(60)
        assert not [one.name for one in threads if one.is_alive()], "the server or its worker does not end"
