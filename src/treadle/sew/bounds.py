"""Lower bounds of simple line balancing and the stations a task can be at (Scholl and Becker 2006, section 3)."""

from __future__ import annotations

from collections.abc import Iterable

from treadle.sew.simple_line import SimpleLine, bits


def fewest_possible(times: Iterable[int], cycle: int) -> int:
    """No plan of these tasks has fewer stations at this cycle: the best of LB1, LB2 and LB3.

    LB1 is the sum over the cycle; LB2 counts tasks above half a cycle, halves at it; LB3 weighs thirds.
    """
    told = list(times)
    if not told:
        return 0
    first = -(-sum(told) // cycle)
    second, third = 0, 0
    for time in told:
        second += 2 if 2 * time > cycle else (1 if 2 * time == cycle else 0)
        if 3 * time > 2 * cycle:
            third += 6
        elif 3 * time == 2 * cycle:
            third += 4
        elif 3 * time > cycle:
            third += 3
        elif 3 * time == cycle:
            third += 2
    return max(first, -(-second // 2), -(-third // 6))


def ends(line: SimpleLine, cycle: int) -> tuple[list[int], list[int]]:
    """Earliest station of each task from 0, and how many stations must still come after it: heads and tails.

    Both come from the work that must stand before or behind a task, with the task itself: it shares a station with
    its predecessors only where they fit.
    """
    return _heads(line, cycle), _heads(line.turned, cycle)


def _heads(line: SimpleLine, cycle: int) -> list[int]:
    heads = [0] * len(line.times)
    for one in line.order:
        earlier = bits(line.all_before[one])
        total = sum(line.times[other] for other in earlier) + line.times[one]
        first = max(0, -(-total // cycle) - 1)
        for other in line.before[one]:
            first = max(first, heads[other])
        heads[one] = max(first, fewest_possible((line.times[other] for other in (*earlier, one)), cycle) - 1)
    return heads


def shortest_possible(line: SimpleLine, stations: int) -> int:
    """No plan of so many stations has a shorter cycle: longest task, even share, and tasks that must pair up.

    Of the k·stations + 1 longest tasks, k + 1 share a station (Scholl and Becker 2006, LM2).
    """
    longest = sorted(line.times, reverse=True)
    bound = max([*longest[:1], -(-sum(longest) // stations)])
    for k in range(1, (len(longest) - 1) // stations + 1):
        bound = max(bound, sum(longest[k * stations - at] for at in range(k + 1)))
    return bound
