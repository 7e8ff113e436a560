"""Tabu search over the critical steps of a shop: the inner loops, as machine code.

What they do is told in `tabu.py`. Steps are numbered through all jobs; the number behind the last one stands for none,
with a head, a tail and a length of 0. Imported only where a shop is planned for its earliest end.
"""

from __future__ import annotations

import numpy as np

from treadle.machine_code import lean, lean_kept
from treadle.schedule.walk_arrays import Bits, Floor, Ints, Memory, Walk

#: Later than any plan ends. By definition.
_FAR = 1 << 60
#: Columns of a move: estimate of the makespan, step, machine, minutes, step behind which it goes. By definition.
_ESTIMATE, _STEP, _MACHINE, _MINUTES, _LEFT = range(5)


@lean
def _drawn(state: Bits, many: int) -> int:
    """A number from 0 to before `many`, by splitmix64 (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int(((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * (1.0 / 9007199254740992.0) * many)


@lean
def _setup(floor: Floor, machine: int, one: int, other: int) -> int:
    """Set-up minutes between two steps on a machine."""
    none = len(floor.before) - 1
    if len(floor.setups) == 0 or one == none or other == none:
        return 0
    return int(floor.setups[machine, floor.family[one], floor.family[other]])


@lean
def _heads(floor: Floor, walk: Walk, first: int) -> int:
    """Heads anew of all steps from a rank on; the makespan."""
    head, minutes, before, ahead, release = walk.head, walk.minutes, floor.before, walk.ahead, floor.release
    for k in range(first, len(walk.sorted)):
        op = walk.sorted[k]
        one, other = before[op], ahead[op]
        free = head[other] + minutes[other] + _setup(floor, walk.machine[op], other, op)
        head[op] = max(head[one] + minutes[one], free, release[op])
    longest = 0
    for op in floor.last:
        longest = max(longest, head[op] + minutes[op])
    return longest


@lean
def _tails(floor: Floor, walk: Walk, last: int) -> None:
    """Tails anew of all steps up to a rank."""
    tail, minutes, after, behind = walk.tail, walk.minutes, floor.after, walk.behind
    for k in range(last, -1, -1):
        op = walk.sorted[k]
        one, other = after[op], behind[op]
        left = minutes[other] + tail[other] + _setup(floor, walk.machine[op], op, other)
        tail[op] = max(minutes[one] + tail[one], left)


@lean
def _longest_path(floor: Floor, walk: Walk, longest: int, state: Bits) -> int:
    """One longest path into `walk.path`, drawn by chance where it forks; how many steps it has."""
    head, minutes, tail, path, none = walk.head, walk.minutes, walk.tail, walk.path, len(walk.sorted)
    op, seen = none, 0
    for one in range(none):
        if head[one] == floor.release[one] and head[one] + minutes[one] + tail[one] == longest:
            seen += 1
            if _drawn(state, seen) == 0:
                op = one
    many = 0
    while op < none:
        path[many] = op
        many += 1
        ends, following = head[op] + minutes[op], none
        one, two = floor.after[op], walk.behind[op]
        if one < none and head[one] == ends and ends + minutes[one] + tail[one] == longest:
            following = one
        if two < none and two != one:
            begins = ends + _setup(floor, walk.machine[op], op, two)
            is_on_path = head[two] == begins and begins + minutes[two] + tail[two] == longest
            if is_on_path and (following == none or _drawn(state, 2) == 0):
                following = two
        op = following
    return many


@lean
def _run(floor: Floor, walk: Walk, left: int, many: int, right: int) -> int:
    """The longest path through the `many` steps of `walk.run` in that order between two steps of their machine, by the
    heads and tails of all others."""
    head, minutes, tail, run, starts = walk.head, walk.minutes, walk.tail, walk.run, walk.starts
    on, free = walk.machine[run[0]], head[left] + minutes[left]
    for k in range(many):
        op = run[k]
        job = floor.before[op]
        start = max(head[job] + minutes[job], floor.release[op], free + _setup(floor, on, left, op))
        starts[k], free, left = start, start + minutes[op], op
    worst, ends = 0, minutes[right] + tail[right]
    for k in range(many - 1, -1, -1):
        op = run[k]
        job = floor.after[op]
        rest = max(minutes[job] + tail[job], ends + _setup(floor, on, op, right))
        worst = max(worst, starts[k] + minutes[op] + rest)
        ends, right = minutes[op] + rest, op
    return int(worst)


@lean
def _put(moves: Ints, many: int, estimate: int, op: int, machine: int, minutes: int, left: int) -> int:
    moves[many, _ESTIMATE], moves[many, _STEP], moves[many, _MACHINE] = estimate, op, machine
    moves[many, _MINUTES], moves[many, _LEFT] = minutes, left
    return many + 1


@lean
def _rightward(floor: Floor, walk: Walk, first: int, at: int, end: int, many: int) -> int:
    """The step at `at` of the path one place to the right and as far as its run (from `first` to before `end`) goes;
    the first one of the run to every place between."""
    path, head, minutes, op = walk.path, walk.head, walk.minutes, walk.path[at]
    job, far = floor.after[op], at
    done = head[job] + minutes[job] if job < len(walk.sorted) else _FAR
    while far + 1 < end and head[path[far + 1]] < done and path[far + 1] != job:
        far += 1
    for to in range(at + 1, far + 1):
        if to == at + 1 or to == far or at == first:
            for k in range(at + 1, to + 1):
                walk.run[k - at - 1] = path[k]
            walk.run[to - at] = op
            estimate = _run(floor, walk, walk.ahead[op], to - at + 1, walk.behind[path[to]])
            many = _put(walk.moves, many, estimate, op, walk.machine[op], minutes[op], path[to])
    return many


@lean
def _leftward(floor: Floor, walk: Walk, first: int, at: int, end: int, many: int) -> int:
    """The same to the left; one place to the left is its neighbour's place to the right."""
    path, head, minutes, op = walk.path, walk.head, walk.minutes, walk.path[at]
    job, far = floor.before[op], at
    begins = head[job] if job < len(walk.sorted) else -1
    while far > first and head[path[far - 1]] + minutes[path[far - 1]] > begins and path[far - 1] != job:
        far -= 1
    for to in range(far, at - 1):
        if to == far or at == end - 1:
            for k in range(to, at):
                walk.run[k - to + 1] = path[k]
            walk.run[0] = op
            left = walk.ahead[path[to]]
            estimate = _run(floor, walk, left, at - to + 1, walk.behind[op])
            many = _put(walk.moves, many, estimate, op, walk.machine[op], minutes[op], left)
    return many


@lean
def _across(floor: Floor, walk: Walk, op: int, machine: int, length: int, many: int) -> int:
    """To another machine, where the longest path through it is estimated least: behind everything its job's earlier
    steps may need, before all that needs its later ones."""
    head, minutes, tail, none = walk.head, walk.minutes, walk.tail, len(walk.sorted)
    job_before, job_after = floor.before[op], floor.after[op]
    begins = head[job_before] if job_before < none else -1
    done = head[job_after] + minutes[job_after] if job_after < none else _FAR
    ready = max(head[job_before] + minutes[job_before], floor.release[op])
    rest = minutes[job_after] + tail[job_after]
    left, right = none, walk.front[machine]
    while right < none and (head[right] + minutes[right] <= begins or right == job_before):
        left, right = right, walk.behind[right]
    best, place = _FAR, left
    while True:
        start = max(ready, head[left] + minutes[left] + _setup(floor, machine, left, op))
        whole = start + max(rest, minutes[right] + tail[right] + _setup(floor, machine, op, right))
        if whole < best:
            best, place = whole, left
        if right == none:
            break
        if head[right] >= done or right == job_after:
            break
        left, right = right, walk.behind[right]
    return _put(walk.moves, many, best + length, op, machine, length, place)


@lean
def offered(floor: Floor, walk: Walk, longest: int, state: Bits) -> int:
    """Moves of the steps of a longest path into `walk.moves`; how many."""
    path, steps, many, at = walk.path, _longest_path(floor, walk, longest, state), 0, 0
    while at < steps:
        end, on = at + 1, walk.machine[path[at]]
        while end < steps and walk.behind[path[end - 1]] == path[end]:
            end += 1
        for k in range(at, end):
            op = path[k]
            many = _rightward(floor, walk, at, k, end, many)
            many = _leftward(floor, walk, at, k, end, many)
            for way in range(floor.choice[op], floor.choice[op + 1]):
                if floor.on[way] != on:
                    many = _across(floor, walk, op, floor.on[way], floor.lasts[way], many)
        at = end
    return many


@lean
def _slot(memory: Memory, key: int) -> int:
    """Where the memory keeps the order of two steps."""
    return int((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & (len(memory.keys) - 1)


@lean
def _until(memory: Memory, walk: Walk, op: int, machine: int, left: int) -> int:
    """The round until which a move is forbidden, 0 where it is not."""
    steps, latest = len(walk.sorted), 0
    if machine != walk.machine[op]:
        return int(memory.machines[op, machine])
    to_right = left < steps and walk.rank[left] > walk.rank[op]
    other = op
    while other != left:
        other = walk.behind[other] if to_right else walk.ahead[other]
        if to_right or other != left:
            key = other * steps + op if to_right else op * steps + other
            slot = _slot(memory, key)
            if memory.keys[slot] == key:
                latest = max(latest, memory.until[slot])
    return latest


@lean
def _forbid(memory: Memory, walk: Walk, op: int, machine: int, left: int, until: int) -> None:
    """The way back is closed for a while: the machine left, or the orders turned round."""
    steps, old = len(walk.sorted), walk.machine[op]
    if machine != old:
        memory.machines[op, old] = until
        return
    to_right = left < steps and walk.rank[left] > walk.rank[op]
    other = op
    while other != left:
        other = walk.behind[other] if to_right else walk.ahead[other]
        if to_right or other != left:
            key = op * steps + other if to_right else other * steps + op
            slot = _slot(memory, key)
            memory.keys[slot], memory.until[slot] = key, until


@lean
def _gathered(walk: Walk, first: int, last: int, to_front: bool) -> None:
    """The marked steps of the ranks `first` to `last` put before, or else behind, those between them that are not."""
    ranked, rank, marks, held = walk.sorted, walk.rank, walk.marks, walk.run
    many, to = 0, first
    for k in range(first, last + 1):
        op = ranked[k]
        if marks[op] == to_front:
            ranked[to], rank[op] = op, to
            to += 1
        else:
            held[many] = op
            many += 1
        marks[op] = False
    for k in range(many):
        ranked[to + k], rank[held[k]] = held[k], to + k


@lean
def _is_ranked(floor: Floor, walk: Walk, op: int, left: int, right: int) -> bool:
    """Rank a step, and what must come with it, behind `left` and before `right`, one of which it may be on the wrong
    side of; False where the orders would go in a circle, and nothing is changed."""
    rank, ranked, marks, none = walk.rank, walk.sorted, walk.marks, len(walk.sorted)
    at = rank[op]
    if left < none and rank[left] > at:
        marks[op] = True
        for k in range(at + 1, rank[left] + 1):
            one = ranked[k]
            marks[one] = marks[floor.before[one]] or (walk.ahead[one] != op and marks[walk.ahead[one]])
        if not marks[left]:
            _gathered(walk, at, rank[left], False)
            return True
        for k in range(at, rank[left] + 1):
            marks[ranked[k]] = False
        return False
    if right < none and rank[right] < at:
        marks[op] = True
        for k in range(at - 1, rank[right] - 1, -1):
            one = ranked[k]
            marks[one] = marks[floor.after[one]] or (walk.behind[one] != op and marks[walk.behind[one]])
        if not marks[right]:
            _gathered(walk, rank[right], at, True)
            return True
        for k in range(rank[right], at + 1):
            marks[ranked[k]] = False
        return False
    return True


@lean
def moved(floor: Floor, walk: Walk, op: int, machine: int, minutes: int, left: int) -> int:
    """The makespan once a step stands behind `left` on a machine (in front of it where that is none), with heads and
    tails; -1 where the orders would go in a circle, and nothing is changed."""
    ahead, behind, rank, none = walk.ahead, walk.behind, walk.rank, len(walk.sorted)
    right = behind[left] if left < none else walk.front[machine]
    low = high = rank[op]
    if left < none:
        high = max(high, rank[left])
    if right < none:
        low = min(low, rank[right])
    if not _is_ranked(floor, walk, op, left, right):
        return -1
    one, other = ahead[op], behind[op]
    if one < none:
        behind[one] = other
    else:
        walk.front[walk.machine[op]] = other
    if other < none:
        ahead[other] = one
    ahead[op], behind[op] = left, right
    if left < none:
        behind[left] = op
    else:
        walk.front[machine] = op
    if right < none:
        ahead[right] = op
    walk.machine[op], walk.minutes[op] = machine, minutes
    _tails(floor, walk, high)
    return _heads(floor, walk, low)


@lean
def _chosen(walk: Walk, memory: Memory, many: int, now: int, best: int, state: Bits) -> int:
    """The move with the least estimate that is not forbidden or would be the best of all, ties by chance; the one that
    is forbidden least long where all are; -1 where there is none."""
    chosen, least, ties = -1, _FAR, 0
    fallback, soonest = -1, _FAR
    for k in range(many):
        estimate = walk.moves[k, _ESTIMATE]
        if estimate > least:
            continue
        until = _until(memory, walk, walk.moves[k, _STEP], walk.moves[k, _MACHINE], walk.moves[k, _LEFT])
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


@lean_kept
def laid(floor: Floor, walk: Walk) -> int:
    """The plan whose steps come in the order `walk.sorted` on the machines `walk.machine`; its makespan."""
    none = len(walk.sorted)
    for on in range(len(walk.front)):
        walk.front[on] = none
    for k in range(none - 1, -1, -1):
        op = walk.sorted[k]
        on, other = walk.machine[op], walk.front[walk.machine[op]]
        walk.rank[op], walk.behind[op], walk.ahead[op], walk.front[on] = k, other, none, op
        if other < none:
            walk.ahead[other] = op
        for way in range(floor.choice[op], floor.choice[op + 1]):
            if floor.on[way] == on:
                walk.minutes[op] = floor.lasts[way]
    _tails(floor, walk, none - 1)
    return _heads(floor, walk, 0)


@lean_kept
def walked(floor: Floor, walk: Walk, memory: Memory, told: Ints, state: Bits) -> bool:
    """Rounds of tabu search; True where it goes on. `told` holds the round, the one of the last better plan, the
    makespan, the best one, the tenure, the last round, the patience and the makespan that is good enough. The best
    plan is kept in `walk.best_sorted` and `walk.best_machine`."""
    while told[0] < told[5] and told[3] > told[7]:
        if told[0] - told[1] > told[6]:
            return False
        told[0] += 1
        many = offered(floor, walk, told[2], state)
        k = _chosen(walk, memory, many, told[0], told[3], state)
        if k < 0:
            return False
        op, machine = walk.moves[k, _STEP], walk.moves[k, _MACHINE]
        minutes, left = walk.moves[k, _MINUTES], walk.moves[k, _LEFT]
        until = told[0] + told[4] + _drawn(state, told[4] // 2 + 4)
        _forbid(memory, walk, op, machine, left, until)
        longest = moved(floor, walk, op, machine, minutes, left)
        if longest < 0:
            continue
        told[2] = longest
        if longest < told[3]:
            told[3], told[1] = longest, told[0]
            for op in range(len(walk.sorted)):
                walk.best_sorted[op], walk.best_machine[op] = walk.sorted[op], walk.machine[op]
    return True
