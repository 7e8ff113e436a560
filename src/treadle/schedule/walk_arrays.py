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
_SLOTS = 1 << 16


class Floor(NamedTuple):
    """What is fixed: by step its neighbours in the job (-1 none), its earliest start and family, and its choices (from
    `choice[step]` to before `choice[step + 1]` in `on` and `lasts`); by machine its set-ups (families, families)."""

    before: Ints
    after: Ints
    release: Ints
    family: Ints
    choice: Ints
    on: Ints
    lasts: Ints
    setups: Ints
    has_setups: Flags


class Walk(NamedTuple):
    """A plan and what is known of it: steps in order on each machine (machines, steps), `counts` of them, and by step
    its place in that order, machine, minutes, head and tail; `sorted` by time, `path` a longest path, `moves`
    (most, 5) its moves: estimate of the makespan, step, machine, minutes, position without the step."""

    order: Ints
    counts: Ints
    place: Ints
    machine: Ints
    minutes: Ints
    head: Ints
    tail: Ints
    sorted: Ints
    waits: Ints
    path: Ints
    moves: Ints


class Memory(NamedTuple):
    """Rounds until which a machine (steps, machines), or an order of two steps (by hash: key, round), is forbidden."""

    machines: Ints
    keys: Ints
    until: Ints


def floor_of(graph: Graph) -> Floor:
    """The graph's fixed parts as arrays."""
    starts = np.cumsum([0, *(len(ways) for ways in graph.choices)])
    ways = np.array([way for ways in graph.choices for way in ways], dtype=np.int64).reshape(-1, 2)
    families = 1 + max(graph.family, default=0)
    has_setups = np.array([rows is not None for rows in graph.setups], dtype=np.bool_)
    setups = np.zeros((len(graph.setups), families, families) if has_setups.any() else (0, 0, 0), dtype=np.int64)
    for machine in np.flatnonzero(has_setups):
        setups[machine] = np.array(graph.setups[machine])[:families, :families]
    return Floor(
        before=np.array(graph.before), after=np.array(graph.after), release=np.array(graph.release),
        family=np.array(graph.family), choice=starts, on=np.ascontiguousarray(ways[:, 0]),
        lasts=np.ascontiguousarray(ways[:, 1]), setups=setups, has_setups=has_setups,
    )  # fmt: skip


def walk_of(graph: Graph) -> Walk:
    """Room for a plan of the graph."""
    steps, machines = len(graph.before), len(graph.setups)
    most = steps * (4 + max((len(ways) for ways in graph.choices), default=0))
    place, machine, minutes, head, tail, ordered, waits, path = np.zeros((8, steps), dtype=np.int64)
    return Walk(
        order=np.zeros((machines, steps), dtype=np.int64), counts=np.zeros(machines, dtype=np.int64), place=place,
        machine=machine, minutes=minutes, head=head, tail=tail, sorted=ordered, waits=waits, path=path,
        moves=np.zeros((most, 5), dtype=np.int64),
    )  # fmt: skip


def memory_of(graph: Graph) -> Memory:
    """A memory in which nothing is forbidden."""
    machines = np.zeros((len(graph.before), len(graph.setups)), dtype=np.int64)
    return Memory(machines, np.full(_SLOTS, -1, dtype=np.int64), np.zeros(_SLOTS, dtype=np.int64))
