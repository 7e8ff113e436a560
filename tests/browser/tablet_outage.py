"""A tablet that loses its network and its power: a real browser before a network that is cut, killed at any moment.

Each life begins with a start of the browser on the same profile, with a network or without. Bundles are scanned as a
scanner types, and a scan counts as promised once the page says that it is kept. Then the network comes back or goes,
also in the middle of an answer, and the browser's processes are killed after a random moment. At last all is sent,
and what the ledger holds must be what was promised: each scan once.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
#: So long is waited for what a page is to say, in milliseconds; a busy machine is slow.
PATIENCE_MS = 30_000


@dataclass
class Cable:
    """A way to a server that can be cut: bytes pass while it is whole; what is under way when it is cut is lost."""

    port: int
    is_whole: bool = True
    own_port: int = 0
    pairs: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.own_port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.port)) if self.is_whole else None
            except OSError:
                far = None
            if far is None:
                near.close()
                continue
            self.pairs += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while (told := one.recv(65536)) and self.is_whole:
                other.sendall(told)
        except OSError:
            pass
        for end in (one, other):
            end.close()

    def cut(self) -> None:
        """Cut it: whatever is connected is torn off."""
        self.is_whole = False
        for one in self.pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def mend(self) -> None:
        """Let bytes pass again."""
        self.is_whole = True

    def close(self) -> None:
        """Nobody comes through any more."""
        self.cut()
        self.door.close()


@dataclass
class Outage:
    """What was lived: lives and kills, scans that were promised, and what the server then held of them."""

    lives: int = 0
    killed: int = 0
    begun_without_network: int = 0
    promised: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def live(
    chromium: Any, port: int, session: str, profile: Path, bundle_ids: Sequence[str], *, lives: int, seed: int,
    held: Callable[[], list[dict[str, Any]]], progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Outage:  # fmt: skip
    """Let a tablet of `chromium` (playwright's) live so often against the server at a port; `session` lets it in,
    `held` reads what the ledger holds."""
    chance, cable, told = random.Random(seed), Cable(port), Outage()
    names = iter(bundle_ids * (1 + 3 * lives // max(len(bundle_ids), 1)))
    try:
        for at in range(lives):
            progress("lives", at, lives)
            _live_once(chromium, cable, session, profile, names, told, chance, is_first=at == 0)
        cable.mend()
        tablet = _start(chromium, cable, session, profile)
        tablet.pages[0].evaluate(
            "async () => { while (await Outbox.count()) await new Promise((again) => setTimeout(again, 100)); }"
        )
        tablet.close()
    finally:
        cable.close()
    counts = Counter(one["scan_id"] for one in held())
    told.lost = [one for one in told.promised if not counts[one]]
    told.doubled = [one for one, count in counts.items() if count > 1]
    told.wrong = [
        one["scan_id"] for one in held() if told.promised.get(one["scan_id"], one["bundle_id"]) != one["bundle_id"]
    ]  # fmt: skip
    return told


def _live_once(
    chromium: Any, cable: Cable, session: str, profile: Path, names: Any, told: Outage, chance: random.Random, *,
    is_first: bool,
) -> None:  # fmt: skip
    """Start, scan, and die."""
    told.lives += 1
    has_network = is_first or chance.random() < 0.5
    told.begun_without_network += not has_network
    cable.mend() if has_network else cable.cut()
    tablet = _start(chromium, cable, session, profile)
    page = tablet.pages[0]
    if is_first:  # the page and the operations are kept before the network may fail
        page.evaluate(
            "async () => { while (!(await caches.match('/tablet/')) || !(await Outbox.kept('today'))?.tickets.length) "
            "await new Promise((again) => setTimeout(again, 100)); }"
        )
        page.locator("#at-once").check()
    for _ in range(chance.randint(1, 3)):
        if chance.random() < 0.5:
            cable.cut() if chance.random() < 0.6 else cable.mend()
        before = page.evaluate("window.promised?.length ?? 0")
        page.locator("#code").fill(next(names))
        page.keyboard.press("Enter")
        page.wait_for_function("before => (window.promised?.length ?? 0) > before", arg=before, timeout=PATIENCE_MS)
    told.promised |= dict(page.evaluate("window.promised"))
    ending = chance.random()
    if ending < 0.2:
        page.reload()
        page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'", timeout=PATIENCE_MS)
    if ending < 0.7:  # the network comes back, and dies together with the tablet at some moment of sending
        cable.mend()
        time.sleep(chance.random() * 0.25)
        if chance.random() < 0.5:
            cable.cut()
    told.killed += 1
    _kill(profile)
    with suppress(Exception):  # the browser is gone, which is the point
        tablet.close()


def _start(chromium: Any, cable: Cable, session: str, profile: Path) -> Any:
    """The browser on its profile, at the tablet's page; it notes what the page promises."""
    url = f"http://localhost:{cable.own_port}"
    tablet = chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 820, "height": 1180}
    )  # fmt: skip
    tablet.add_cookies([{"name": "treadle_session", "value": session, "url": url}])
    # A promise is what the page tells after its store has said that the disk has it.
    tablet.add_init_script(
        "window.promised = []; addEventListener('DOMContentLoaded', () => { const add = Outbox.add; "
        "Outbox.add = (scan, brand) => add(scan, brand).then((place) => "
        "{ window.promised.push([scan.scan_id, scan.bundle_id]); return place; }); });"
    )
    page = tablet.pages[0] if tablet.pages else tablet.new_page()
    page.goto(f"{url}/tablet/", timeout=PATIENCE_MS)
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'", timeout=PATIENCE_MS)
    return tablet


def _kill(profile: Path) -> None:
    """Kill every process of the browser that runs on this profile, as a dead battery does."""
    for place in Path("/proc").iterdir():
        try:
            words = (place / "cmdline").read_text().split("\0") if place.name.isdigit() else []
            if f"--user-data-dir={profile}" in words:
                os.kill(int(place.name), signal.SIGKILL)
        except OSError:
            continue
    (profile / "SingletonLock").unlink(missing_ok=True)
