"""Workers as processes of their own: a plan of a minute takes no request's time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import structlog

from treadle.api.doers import DOERS
from treadle.api.log import write_logs
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.working import Worker
from treadle.terms.job import Job

_LOG = structlog.get_logger("treadle.worker")
#: A worker that died is begun again after so long, later each time, up to the second.
AGAIN_SECONDS = (0.5, 30.0)
#: A worker has so long to hand its job back when the service stops.
STOP_SECONDS = 15.0


def work(folders: Sequence[Path], *, parent: int = 0) -> None:
    """Work until told to stop (SIGINT, SIGTERM), or until the process `parent` is gone.

    Raises `InputError` with everything that stops a brand from being worked for.
    """
    write_logs()
    worker = Worker(
        brands=open_brands(folders), doers=DOERS, worker_id=f"{socket.gethostname()}:{os.getpid()}", say=_say
    )

    def stop(_: int, __: FrameType | None) -> None:
        worker.stop.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    if parent:
        threading.Thread(target=_follow, args=(worker, parent), daemon=True).start()
    worker.run()


def _follow(worker: Worker, parent: int) -> None:
    """End with the process that began this one, even where that one was killed."""
    while os.getppid() == parent:
        time.sleep(0.5)
    worker.stop.set()
    time.sleep(STOP_SECONDS)
    os._exit(1)  # a job that does not look whether it shall stop is done again by whoever takes it over


def _say(what: str, brand: ServedBrand, job: Job) -> None:
    _LOG.info(what, brand=brand.brand_id, job_id=job.job_id, kind=job.kind, attempt=job.attempt,
              request_id=job.request_id)  # fmt: skip


class Workers:
    """Worker processes of a service, begun again where one dies."""

    def __init__(self, folders: Sequence[Path], count: int) -> None:
        self._command = [sys.executable, "-m", "treadle", "work", *map(str, folders), "--parent", str(os.getpid())]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count
        self._waits = [AGAIN_SECONDS[0]] * count
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin them all."""
        self._thread.start()

    def pids(self) -> list[int]:
        """The processes that run."""
        return [one.pid for one in self._processes if one is not None and one.poll() is None]

    def end(self) -> None:
        """Tell them to stop, wait until they have, and end those that do not."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        running = [one for one in self._processes if one is not None]
        for one in running:
            one.terminate()
        end = time.monotonic() + STOP_SECONDS
        for one in running:
            try:
                one.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()

    def _watch(self) -> None:
        begun = [0.0] * len(self._processes)
        while not self._stop.is_set():
            for at, process in enumerate(self._processes):
                if process is not None and process.poll() is None:
                    if time.monotonic() - begun[at] > AGAIN_SECONDS[1]:
                        self._waits[at] = AGAIN_SECONDS[0]
                    continue
                if process is not None:
                    _LOG.warning("a worker died", code=process.returncode, again_in=self._waits[at])
                    if self._stop.wait(self._waits[at]):
                        return
                    self._waits[at] = min(2 * self._waits[at], AGAIN_SECONDS[1])
                self._processes[at] = subprocess.Popen(self._command)
                begun[at] = time.monotonic()
            self._stop.wait(0.2)
