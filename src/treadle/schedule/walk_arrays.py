"""A shop and a plan of it as arrays, for the compiled walk of tabu search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.disjunctive import Graph

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]

#: Slots of the memory of forbidden orders, a power of two: two orders in one slot are rare among some hundred.
#: Not tuned.
_SLOTS = 1 << 12


class Floor(NamedTuple):
    """What is fixed: by step its neighbours in the job, its earliest start and family, and its choices (from
    `choice[step]` to before `choice[step + 1]` in `on` and `lasts`); the last step of each job; by machine its set-ups
    (machines, families, families), none at all where no machine has any. The number of steps stands for no step, and
    has a row of its own where a row is looked up by step."""

    before: Ints
    after: Ints
    release: Ints
    family: Ints
    choice: Ints
    on: Ints
    lasts: Ints
    last: Ints
    setups: Ints


class Walk(NamedTuple):
    """A plan and what is known of it: by step its neighbours on the machine, the machine, minutes, head and tail;
    `front` the first step of each machine; `sorted` all steps, each behind what it waits for, and `rank` their places
    there; `best_sorted` and `best_machine` of the best plan; `path` a longest path, `moves` (most, 5) its moves:
    estimate of the makespan, step, machine, minutes, step behind which it goes; `run`, `starts` and `marks` for short
    use."""

    ahead: Ints
    behind: Ints
    machine: Ints
    minutes: Ints
    head: Ints
    tail: Ints
    rank: Ints
    front: Ints
    sorted: Ints
    best_sorted: Ints
    best_machine: Ints
    path: Ints
    moves: Ints
    run: Ints
    starts: Ints
    marks: Flags


class Memory(NamedTuple):
    """Rounds until which a machine (steps, machines), or an order of two steps (by hash: key, round), is forbidden."""

    machines: Ints
    keys: Ints
    until: Ints


def floor_of(graph: Graph) -> Floor:
    """The graph's fixed parts as arrays."""
    none = len(graph.before)
    starts = np.cumsum([0, *(len(ways) for ways in graph.choices)])
    ways = np.array([way for ways in graph.choices for way in ways], dtype=np.int64).reshape(-1, 2)
    families = 1 + max(graph.family, default=0)
    has_setups = [rows is not None for rows in graph.setups]
    setups = np.zeros((len(graph.setups), families, families) if any(has_setups) else (0, 0, 0), dtype=np.int64)
    for machine in np.flatnonzero(has_setups):
        setups[machine] = np.array(graph.setups[machine])[:families, :families]
    before, after = (np.array([*line, none]) for line in (graph.before, graph.after))
    before[before < 0] = after[after < 0] = none
    return Floor(
        before=before, after=after, release=np.array([*graph.release, 0]), family=np.array([*graph.family, 0]),
        choice=starts, on=np.ascontiguousarray(ways[:, 0]), lasts=np.ascontiguousarray(ways[:, 1]),
        last=np.flatnonzero(after[:none] == none), setups=setups,
    )  # fmt: skip


def walk_of(graph: Graph) -> Walk:
    """Room for a plan of the graph."""
    steps, machines = len(graph.before), len(graph.setups)
    most = steps * (6 + max((len(ways) for ways in graph.choices), default=0))
    by_step = list(np.zeros((13, steps + 1), dtype=np.int64))
    ahead, behind, machine, minutes, head, tail, rank = by_step[:7]
    ranked, best_sorted, best_machine, path, run, starts = (line[:-1] for line in by_step[7:])
    return Walk(
        ahead=ahead, behind=behind, machine=machine, minutes=minutes, head=head, tail=tail, rank=rank,
        front=np.zeros(machines, dtype=np.int64), sorted=ranked, best_sorted=best_sorted, best_machine=best_machine,
        path=path, moves=np.zeros((most, 5), dtype=np.int64), run=run, starts=starts,
        marks=np.zeros(steps + 1, dtype=np.bool_),
    )  # fmt: skip


def memory_of(graph: Graph) -> Memory:
    """A memory in which nothing is forbidden."""
    machines = np.zeros((len(graph.before), len(graph.setups)), dtype=np.int64)
    return Memory(machines, np.full(_SLOTS, -1, dtype=np.int64), np.zeros(_SLOTS, dtype=np.int64))
