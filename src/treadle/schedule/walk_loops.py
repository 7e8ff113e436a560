"""Tabu search over the critical steps of a shop: the inner loops, as machine code.

What they do is told in `tabu.py`; heads and tails are those of `disjunctive.py`. Imported only where a shop is planned
for its earliest end.
"""

from __future__ import annotations

import numpy as np

from treadle.machine_code import compiled, kept
from treadle.schedule.walk_arrays import Bits, Floor, Ints, Memory, Walk

#: Later than any plan ends. By definition.
_FAR = 1 << 60
#: Columns of a move: estimate of the makespan, step, machine, minutes, position without the step. By definition.
_ESTIMATE, _STEP, _MACHINE, _MINUTES, _AT = range(5)
#: Why a walk stopped: its rounds are over, a better plan, no better one for long or no move. By definition.
OVER, BETTER, STUCK = range(3)


@compiled
def _drawn(state: Bits, many: int) -> int:
    """A number from 0 to before `many`, by splitmix64 (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int(((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * (1.0 / 9007199254740992.0) * many)


@compiled
def _update(floor: Floor, walk: Walk) -> int:
    """Heads and tails anew; the makespan, or -1 where the orders go in a circle."""
    before, after, head, tail, minutes = floor.before, floor.after, walk.head, walk.tail, walk.minutes
    order, place, machine, waits, queue = walk.order, walk.place, walk.machine, walk.waits, walk.sorted
    count, release, family, setups, has_setups = (
        walk.counts,
        floor.release,
        floor.family,
        floor.setups,
        floor.has_setups,
    )
    steps, done = len(before), 0
    for op in range(steps):
        waits[op] = (before[op] >= 0) + (place[op] > 0)
        if waits[op] == 0:
            queue[done] = op
            done += 1
    at = 0
    while at < done:
        op = queue[at]
        at += 1
        on, one = machine[op], before[op]
        start = head[one] + minutes[one] if one >= 0 else release[op]
        if place[op] > 0:
            other = order[on, place[op] - 1]
            free = head[other] + minutes[other]
            if has_setups[on]:
                free += setups[on, family[other], family[op]]
            start = max(start, free)
        head[op] = start
        one = after[op]
        if one >= 0:
            waits[one] -= 1
            if waits[one] == 0:
                queue[done] = one
                done += 1
        if place[op] + 1 < count[on]:
            other = order[on, place[op] + 1]
            waits[other] -= 1
            if waits[other] == 0:
                queue[done] = other
                done += 1
    if done < steps:
        return -1
    longest = 0
    for at in range(steps - 1, -1, -1):
        op = queue[at]
        on, one = machine[op], after[op]
        rest = minutes[one] + tail[one] if one >= 0 else 0
        if place[op] + 1 < count[on]:
            other = order[on, place[op] + 1]
            left = minutes[other] + tail[other]
            if has_setups[on]:
                left += setups[on, family[op], family[other]]
            rest = max(rest, left)
        tail[op] = rest
        longest = max(longest, head[op] + minutes[op] + rest)
    return longest


@compiled
def _longest_path(floor: Floor, walk: Walk, longest: int, state: Bits) -> int:
    """One longest path into `walk.path`, drawn by chance where it forks; how many steps it has."""
    head, minutes, tail, path = walk.head, walk.minutes, walk.tail, walk.path
    op, seen = -1, 0
    for one in range(len(head)):
        is_first = head[one] == (floor.release[one] if floor.before[one] < 0 else 0)
        if is_first and head[one] + minutes[one] + tail[one] == longest:
            seen += 1
            if _drawn(state, seen) == 0:
                op = one
    many = 0
    while op >= 0:
        path[many] = op
        many += 1
        ends, on, following = head[op] + minutes[op], walk.machine[op], -1
        one = floor.after[op]
        if one >= 0 and head[one] == ends and ends + minutes[one] + tail[one] == longest:
            following = one
        if walk.place[op] + 1 < walk.counts[on]:
            two = walk.order[on, walk.place[op] + 1]
            begins = ends
            if floor.has_setups[on]:
                begins += floor.setups[on, floor.family[op], floor.family[two]]
            is_on_path = two != one and head[two] == begins and begins + minutes[two] + tail[two] == longest
            if is_on_path and (following < 0 or _drawn(state, 2) == 0):
                following = two
        op = following
    return many


@compiled
def _estimate(floor: Floor, walk: Walk, op: int, first: int, last: int, to_front: bool) -> int:
    """The longest path through the run of places `first` to `last` on the machine of `op`, once `op` is put from one
    end of it to the other."""
    on = walk.machine[op]
    line, head, minutes, tail = walk.order[on], walk.head, walk.minutes, walk.tail
    before, after, release, family, setups = floor.before, floor.after, floor.release, floor.family, floor.setups
    many, starts, has_setups = last - first + 1, walk.waits, floor.has_setups[on]
    left = line[first - 1] if first > 0 else -1
    free = head[left] + minutes[left] if left >= 0 else 0
    for k in range(many):
        one = line[first + k + (-1 if to_front else 1)] if 0 < k < many - 1 or to_front == (k > 0) else op
        job = before[one]
        start = head[job] + minutes[job] if job >= 0 else release[one]
        if left >= 0:
            if has_setups:
                free += setups[on, family[left], family[one]]
            start = max(start, free)
        starts[k] = start
        free, left = start + minutes[one], one
    worst, ends = 0, 0
    right = line[last + 1] if last + 1 < walk.counts[on] else -1
    if right >= 0:
        ends = minutes[right] + tail[right]
    for k in range(many - 1, -1, -1):
        one = line[first + k + (-1 if to_front else 1)] if 0 < k < many - 1 or to_front == (k > 0) else op
        job = after[one]
        rest = minutes[job] + tail[job] if job >= 0 else 0
        if right >= 0:
            if has_setups:
                ends += setups[on, family[one], family[right]]
            rest = max(rest, ends)
        worst = max(worst, starts[k] + minutes[one] + rest)
        ends, right = minutes[one] + rest, one
    return worst


@compiled
def _put(moves: Ints, many: int, estimate: int, op: int, machine: int, minutes: int, at: int) -> int:
    moves[many, _ESTIMATE], moves[many, _STEP], moves[many, _MACHINE] = estimate, op, machine
    moves[many, _MINUTES], moves[many, _AT] = minutes, at
    return many + 1


@compiled
def _moves_here(floor: Floor, walk: Walk, op: int, low: int, high: int, many: int) -> int:
    """On its own machine: one place to the right and as far as its run goes, then the same to the left."""
    on, now = walk.machine[op], walk.place[op]
    line, head, minutes = walk.order[on], walk.head, walk.minutes
    job_before, job_after = floor.before[op], floor.after[op]
    begins = head[job_before] if job_before >= 0 else -1
    done = head[job_after] + minutes[job_after] if job_after >= 0 else _FAR
    at = now
    while at < high and head[line[at + 1]] < done and line[at + 1] != job_after:
        at += 1
    if at > now:
        many = _put(walk.moves, many, _estimate(floor, walk, op, now, now + 1, False), op, on, minutes[op], now + 1)
    if at > now + 1:
        many = _put(walk.moves, many, _estimate(floor, walk, op, now, at, False), op, on, minutes[op], at)
    at = now
    while at > low and head[line[at - 1]] + minutes[line[at - 1]] > begins and line[at - 1] != job_before:
        at -= 1
    if at < now:
        many = _put(walk.moves, many, _estimate(floor, walk, op, now - 1, now, True), op, on, minutes[op], now - 1)
    if at < now - 1:
        many = _put(walk.moves, many, _estimate(floor, walk, op, at, now, True), op, on, minutes[op], at)
    return many


@compiled
def _move_there(floor: Floor, walk: Walk, op: int, machine: int, length: int, many: int) -> int:
    """To another machine, where the longest path through it is estimated least: behind everything its job's earlier
    steps may need, before all that needs its later ones."""
    head, minutes, tail = walk.head, walk.minutes, walk.tail
    job_before, job_after = floor.before[op], floor.after[op]
    ready, begins, rest, done = floor.release[op], -1, 0, _FAR
    if job_before >= 0:
        begins = head[job_before]
        ready = begins + minutes[job_before]
    if job_after >= 0:
        rest = minutes[job_after] + tail[job_after]
        done = head[job_after] + minutes[job_after]
    line, count, low = walk.order[machine], walk.counts[machine], 0
    family, setups, has_setups = floor.family, floor.setups, floor.has_setups[machine]
    while low < count and (head[line[low]] + minutes[line[low]] <= begins or line[low] == job_before):
        low += 1
    if low > 0 and head[line[low - 1]] >= done:
        return many  # steps of no length at one minute: what comes first cannot be told from heads
    best, place = _FAR, low
    for at in range(low, count + 1):
        start, left = ready, rest
        if at > 0:
            other = line[at - 1]
            free = head[other] + minutes[other]
            if has_setups:
                free += setups[machine, family[other], family[op]]
            start = max(start, free)
        if at < count:
            following = line[at]
            after = minutes[following] + tail[following]
            if has_setups:
                after += setups[machine, family[op], family[following]]
            left = max(left, after)
        if start + left < best:
            best, place = start + left, at
        if at < count and (head[line[at]] >= done or line[at] == job_after):
            break
    return _put(walk.moves, many, best + length, op, machine, length, place)


@compiled
def _moves(floor: Floor, walk: Walk, longest: int, state: Bits) -> int:
    """Moves of the steps of a longest path that surely make no circle, into `walk.moves`; how many."""
    path, steps, many, at = walk.path, _longest_path(floor, walk, longest, state), 0, 0
    while at < steps:
        end, on = at + 1, walk.machine[path[at]]
        while end < steps and walk.machine[path[end]] == on and walk.place[path[end]] == walk.place[path[end - 1]] + 1:
            end += 1
        low = walk.place[path[at]]
        for k in range(at, end):
            op = path[k]
            if end - at > 1:
                many = _moves_here(floor, walk, op, low, low + end - at - 1, many)
            for way in range(floor.choice[op], floor.choice[op + 1]):
                if floor.on[way] != on:
                    many = _move_there(floor, walk, op, floor.on[way], floor.lasts[way], many)
        at = end
    return many


@compiled
def _slot(memory: Memory, key: int) -> int:
    """Where the memory keeps the order of two steps."""
    return int((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48)) & (len(memory.keys) - 1)


@compiled
def _until(memory: Memory, walk: Walk, op: int, machine: int, at: int) -> int:
    """The round until which a move is forbidden, 0 where it is not."""
    if machine != walk.machine[op]:
        return int(memory.machines[op, machine])
    latest, now, steps = 0, walk.place[op], len(walk.place)
    for k in range(min(at, now), max(at, now) + 1):
        if k != now:
            other = walk.order[machine, k]
            key = other * steps + op if at > now else op * steps + other
            slot = _slot(memory, key)
            if memory.keys[slot] == key:
                latest = max(latest, memory.until[slot])
    return latest


@compiled
def _forbid(memory: Memory, walk: Walk, op: int, machine: int, at: int, until: int) -> None:
    """The way back is closed for a while: the machine left, or the orders turned round."""
    old, now, steps = walk.machine[op], walk.place[op], len(walk.place)
    if machine != old:
        memory.machines[op, old] = until
        return
    for k in range(min(at, now), max(at, now) + 1):
        if k != now:
            other = walk.order[old, k]
            key = op * steps + other if at > now else other * steps + op
            slot = _slot(memory, key)
            memory.keys[slot], memory.until[slot] = key, until


@compiled
def _apply(walk: Walk, op: int, machine: int, minutes: int, at: int) -> None:
    """Move a step; `_update` must follow."""
    old = walk.machine[op]
    line = walk.order[old]
    walk.counts[old] -= 1
    for k in range(walk.place[op], walk.counts[old]):
        line[k] = line[k + 1]
        walk.place[line[k]] = k
    line = walk.order[machine]
    for k in range(walk.counts[machine], at, -1):
        line[k] = line[k - 1]
        walk.place[line[k]] = k
    line[at] = op
    walk.counts[machine] += 1
    walk.place[op], walk.machine[op], walk.minutes[op] = at, machine, minutes


@compiled
def _chosen(walk: Walk, memory: Memory, many: int, now: int, best: int, state: Bits) -> int:
    """The move with the least estimate that is not forbidden or would be the best of all, ties by chance; the one that
    is forbidden least long where all are; -1 where there is none."""
    chosen, least, ties = -1, _FAR, 0
    fallback, soonest = -1, _FAR
    for k in range(many):
        estimate = walk.moves[k, _ESTIMATE]
        if estimate > least:
            continue
        until = _until(memory, walk, walk.moves[k, _STEP], walk.moves[k, _MACHINE], walk.moves[k, _AT])
        if until > now and estimate >= best:
            if until < soonest:
                fallback, soonest = k, until
            continue
        if estimate < least:
            chosen, least, ties = k, estimate, 1
        else:
            ties += 1
            if _drawn(state, ties) == 0:
                chosen = k
    return chosen if chosen >= 0 else fallback


@kept
def makespan(floor: Floor, walk: Walk) -> int:
    """Heads, tails and the makespan of a plan; -1 where the orders go in a circle."""
    return _update(floor, walk)


@kept
def walked(floor: Floor, walk: Walk, memory: Memory, told: Ints, state: Bits) -> int:
    """Rounds of tabu search; why they ended. `told` holds the round, the one of the last better plan, the makespan, the
    best one, the tenure, the last round and the patience."""
    while told[0] < told[5]:
        if told[0] - told[1] > told[6]:
            return STUCK
        told[0] += 1
        many = _moves(floor, walk, told[2], state)
        k = _chosen(walk, memory, many, told[0], told[3], state)
        if k < 0:
            return STUCK
        op, machine = walk.moves[k, _STEP], walk.moves[k, _MACHINE]
        minutes, at = walk.moves[k, _MINUTES], walk.moves[k, _AT]
        until = told[0] + told[4] + _drawn(state, told[4] // 2 + 4)
        _forbid(memory, walk, op, machine, at, until)
        _apply(walk, op, machine, minutes, at)
        told[2] = _update(floor, walk)
        if told[2] < told[3]:
            told[3], told[1] = told[2], told[0]
            return BETTER
    return OVER


@kept
def shaken(floor: Floor, walk: Walk, many: int, state: Bits) -> int:
    """So many moves by chance; the makespan then."""
    longest = _update(floor, walk)
    for _ in range(many):
        found = _moves(floor, walk, longest, state)
        if found == 0:
            break
        k = _drawn(state, found)
        _apply(walk, walk.moves[k, _STEP], walk.moves[k, _MACHINE], walk.moves[k, _MINUTES], walk.moves[k, _AT])
        longest = _update(floor, walk)
    return longest
