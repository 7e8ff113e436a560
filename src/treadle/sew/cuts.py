"""A first plan: an order of the operations, cut into stations by dynamic programming, people matched to them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from treadle.sew.crew import Station, Work, most_operations


def orders(work: Work) -> list[list[int]]:
    """Some topological orders: by the work that follows, as listed, and keeping to one machine or component."""
    weight = following(work)
    component = [operation.component for operation in work.bulletin.operations]
    rules: list[Callable[[int, int | None], tuple[object, ...]]] = [
        lambda one, _: (-weight[one], one),
        lambda one, _: (one,),
        lambda one, last: (last is None or work.machine[one] != work.machine[last], -weight[one], one),
        lambda one, last: (last is None or component[one] != component[last], one),
    ]
    found: list[list[int]] = []
    for rule in rules:
        order = _by_rule(work, rule)
        if order not in found:
            found.append(order)
    return found


def following(work: Work) -> list[float]:
    """Positional weight of each operation: its minutes and those of all that follow it."""
    reach: list[set[int]] = [set() for _ in work.before]
    for one in reversed(_by_rule(work, lambda one, _: (one,))):
        for later in work.after[one]:
            reach[one] |= {later} | reach[later]
    return [float(work.typical[one] + sum(work.typical[later] for later in reach[one])) for one in range(len(reach))]


def _by_rule(work: Work, rule: Callable[[int, int | None], tuple[object, ...]]) -> list[int]:
    """The topological order that always takes the ready operation with the smallest value of the rule."""
    waiting = [len(before) for before in work.before]
    ready = [one for one, count in enumerate(waiting) if count == 0]
    order: list[int] = []
    while ready:
        last = order[-1] if order else None
        chosen = min(ready, key=lambda one: rule(one, last))
        ready.remove(chosen)
        order.append(chosen)
        for later in work.after[chosen]:
            waiting[later] -= 1
            if waiting[later] == 0:
                ready.append(later)
    return order


def first_plan(work: Work, order: list[int]) -> list[Station]:
    """Cut an order into stations for the shortest cycle that the line's people allow, and match people to them."""
    people = len(work.line.operators)
    low, high = float(work.typical.sum()) / people, float(work.typical.sum())
    best = _cut(work, order, high)
    for _ in range(30):
        middle = (low + high) / 2
        found = _cut(work, order, middle)
        if found is not None and sum(count for _, _, count in found) <= people:
            best, high = found, middle
        else:
            low = middle
    if best is None:
        best = [(0, len(order), 1)]
    counts = [count for _, _, count in best]
    spans = [order[start:end] for start, end, _ in best]
    if sum(counts) > people:
        spans = _merged(work, spans, people)
        counts = [1] * len(spans)
    for _ in range(people - sum(counts)):
        load = [work.typical[span].sum() / count for span, count in zip(spans, counts, strict=True)]
        counts[int(np.argmax(load))] += 1
    return _match(work, spans, counts)


def _merged(work: Work, spans: list[list[int]], people: int) -> list[list[int]]:
    """Neighbouring spans joined until there is one for each person at most, where somebody can do both if possible."""
    spans = [list(span) for span in spans]
    while len(spans) > people:
        joins = [spans[at] + spans[at + 1] for at in range(len(spans) - 1)]
        cost = [(not work.can[join].all(axis=0).any(), float(work.typical[join].sum())) for join in joins]
        at = min(range(len(joins)), key=lambda one: cost[one])
        spans[at : at + 2] = [joins[at]]
    return spans


def _cut(work: Work, order: list[int], cycle: float) -> list[tuple[int, int, int]] | None:
    """Spans (start, end, people) of an order that keep the cycle with the fewest people; None where none do."""
    count, most = len(order), most_operations(work)
    typical = work.typical.tolist()
    fewest: list[float] = [0.0] + [np.inf] * count
    back: list[tuple[int, int]] = [(0, 0)] * (count + 1)
    for end in range(1, count + 1):
        total, machines = 0.0, set()
        able = -1
        for start in range(end - 1, max(end - 1 - most, -1), -1):
            one = order[start]
            total += typical[one]
            machines.add(work.machine[one])
            able &= work.able_bits[one]
            needed = max(1, math.ceil(total / cycle - 1e-9))
            if len(machines) > work.most_machines or able.bit_count() < needed:
                break
            if fewest[start] + needed < fewest[end]:
                fewest[end], back[end] = fewest[start] + needed, (start, needed)
    if math.isinf(fewest[count]):
        return None
    spans, end = [], count
    while end > 0:
        start, needed = back[end]
        spans.append((start, end, needed))
        end = start
    return spans[::-1]


def _match(work: Work, spans: list[list[int]], counts: list[int]) -> list[Station]:
    """People to stations with the least minutes in all, a seat per person."""
    from scipy.optimize import linear_sum_assignment

    seats = [at for at, count in enumerate(counts) for _ in range(count)]
    cost = np.array([work.minutes[spans[at]].sum(axis=0) / counts[at] for at in seats])
    rows, columns = linear_sum_assignment(cost)
    stations = [Station(operations=list(span), people=[]) for span in spans]
    for row, person in zip(rows.tolist(), columns.tolist(), strict=True):
        stations[seats[row]].people.append(person)
    for station in stations:
        station.people.sort()
    return [station for station in stations if station.people]
