"""Keep a plan in the folder, and take it again where nothing has changed since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from treadle.day.decisions import Decisions
from treadle.day.standing import Standing
from treadle.plant.plan import Planned, seen_fingerprint
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.kept_work import KeptWork, keep_work, read_kept_work
from treadle.storage.results import write_last_plan
from treadle.terms.fingerprint import fingerprint


def remember_plan(folder: Path, planned: Planned) -> None:
    """Keep a plan's options in the folder, so that the next plan can say what changed, and its work orders, so that
    they can be promised without planning again.
    """
    snapshot = planned.decisions.snapshot
    remember_work(folder, planned.decisions)
    write_last_plan(folder, snapshot.as_of, seen_fingerprint(planned.decisions), planned.tables["options"])


def remember_work(folder: Path, decisions: Decisions) -> None:
    """Keep a plan's work orders, lines and schedule in the folder."""
    work = KeptWork(
        seen=seen_fingerprint(decisions),
        demands=decisions.demands,
        balances=decisions.balances,
        schedule=decisions.schedule,
    )
    keep_work(folder, work)


def standing_work(folder: Path, *, as_of: date | None = None, seed: int | None = None) -> Standing | None:
    """The making of the folder's last plan; None where there is none, or facts, settings or day are others by now.

    Raises as `plan_folder` does.
    """
    kept = read_kept_work(folder)
    if kept is None:
        return None
    settings = read_settings(folder)
    policy = settings.policy.with_seed(seed)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    if fingerprint(snapshot.fingerprint(), policy) != kept.seen:
        return None
    return Standing(
        snapshot=snapshot, policy=policy, demands=kept.demands, balances=kept.balances, schedule=kept.schedule
    )
