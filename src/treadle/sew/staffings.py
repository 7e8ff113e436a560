"""Lines that are alike are searched once: people and operations are told apart by what they are, not by their names."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from treadle.sew.crew import Station, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffings:
    """What searches found, by all that a search looks at; `searched` counts those that were made."""

    found: dict[Hashable, list[Station]] = field(default_factory=dict)

    @property
    def searched(self) -> int:
        """How many searches were made."""
        return len(self.found)

    def stations(self, work: Work, seed: int, moves: float, search: Callable[[], list[Station]]) -> list[Station]:
        """The stations of `work`, by index of operations and people: those of one that differs in names alone, else of
        `search`."""
        asked = (question(work), seed, moves)
        if asked not in self.found:
            self.found[asked] = search()
        return self.found[asked]


def question(work: Work) -> Hashable:
    """All that a search for a balance looks at: minutes of everybody at everything, the order of operations, their
    machines and parts of the garment. Names of bulletins, lines, operations and people are none of it."""
    operations = tuple((one.smv_minutes, one.machine, one.component) for one in work.bulletin.operations)
    machines = tuple(sorted(work.machines.items()))
    return operations, work.before, work.minutes.shape, work.minutes.tobytes(), machines, work.most_machines
