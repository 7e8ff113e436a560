"""A first plan with one person at each station: the worker assignment problem on everybody's own times."""

from __future__ import annotations

from treadle.sew.crew import Station, Work
from treadle.sew.simple_line import CANNOT_DO, StaffedLine
from treadle.sew.staffing import staff_line

#: Whole numbers per minute: a tenth of a second of work is still told apart. Not tuned: rounding of floats.
PER_MINUTE = 1_000


def staffed_line(work: Work) -> StaffedLine:
    """The bulletin on the line's people in whole thousandths of a minute."""
    times = tuple(
        tuple(max(1, round(minutes * PER_MINUTE)) if can else CANNOT_DO for minutes, can in zip(row, able, strict=True))
        for row, able in zip(work.minutes.tolist(), work.can.tolist(), strict=True)
    )
    return StaffedLine(times=times, before=work.before)


def one_each(work: Work, seed: int) -> list[Station] | None:
    """A station for every person, by counted beams; None where that needs more work than people or finds nothing.

    A person without operations joins the slowest station whose operations they can all do.
    """
    found = staff_line(staffed_line(work), seed=seed, with_proof=False)
    if found is None:
        return None
    pairs = list(zip(found.tasks, found.workers, strict=True))
    stations = [Station(operations=list(tasks), people=[who]) for tasks, who in pairs if tasks]
    for who in sorted(who for tasks, who in pairs if not tasks):
        able = [station for station in stations if work.can[station.operations, who].all()]
        if not able:
            return None
        slowest = max(able, key=lambda station: station.minutes(work))
        slowest.people.append(who)
        slowest.people.sort()
    return stations
