"""The demo's shelf: stock bought by a rule of thumb meets the shoppers, minute by minute, and runs out.

The planner of the past orders each option every few weeks from its recent sales with one size curve for all
sizes, so key sizes break. A shopper who finds an empty shelf may take a neighbouring size, then another colour.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from treadle.simulate.demo_interest import Floats, Ints, log_logistic
from treadle.simulate.demo_range import HISTORY_DAYS, SIZES, DemoOption
from treadle.simulate.demo_shoppers import MINUTES, Shoppers

_PLANNED_SHARES = np.array([0.10, 0.20, 0.25, 0.22, 0.14, 0.09])
_TAKES_NEIGHBOUR, _TAKES_COLOUR = 0.24, 0.10
_COVER_DAYS, _LEAD_DAYS, _LOT = 56, 30, 60


@dataclass(slots=True)
class Sold:
    """What the shelf gave: sales in order of time, days of absence, stock left, orders still on their way."""

    minute: list[int] = field(default_factory=list)
    option: list[int] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    shopper: list[int] = field(default_factory=list)
    present: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    stock: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    on_order: list[tuple[int, int, int, int, int]] = field(default_factory=list)


class _Shelf:
    """Stock by option and size, with the minutes it was there."""

    def __init__(self, options: tuple[DemoOption, ...]) -> None:
        self.options = options
        self.stock = np.zeros((len(options), len(SIZES)), dtype=np.int64)
        self.present = np.zeros((len(options), len(SIZES), HISTORY_DAYS))
        self.since = np.zeros_like(self.stock)
        self.coming: list[tuple[int, int, int, int, int]] = []
        self.recent: list[deque[int]] = [deque() for _ in options]
        self.orders = 0
        self.style = [option.style.style_id for option in options]

    def add(self, option: int, size: int, units: int, minute: int) -> None:
        """Units come onto the shelf."""
        if units > 0 and self.stock[option, size] == 0:
            self.since[option, size] = minute
        self.stock[option, size] += units

    def take(self, option: int, size: int, minute: int) -> None:
        """A unit leaves the shelf."""
        self.stock[option, size] -= 1
        self.recent[option].append(minute)
        if self.stock[option, size] == 0:
            self.close(option, size, minute)

    def close(self, option: int, size: int, minute: int) -> None:
        """Note the span in which the size was there, up to `minute`."""
        start = int(self.since[option, size])
        while start < minute:
            day = start // MINUTES
            end = min(minute, (day + 1) * MINUTES)
            self.present[option, size, day] += (end - start) / MINUTES
            start = end

    def place(self, option: int, units: int, due: int) -> None:
        """Order units of an option by the rule's size curve."""
        self.orders += 1
        split = np.floor(units * _PLANNED_SHARES / _PLANNED_SHARES.sum() + 0.5).astype(int)
        for size, count in enumerate(split):
            if count:
                self.coming.append((due, self.orders, option, size, int(count)))

    def receive(self, day: int) -> None:
        """Everything due by the morning of `day` comes onto the shelf."""
        for due, _, option, size, units in self.coming:
            if due <= day:
                self.add(option, size, units, day * MINUTES)
        self.coming = [entry for entry in self.coming if entry[0] > day]

    def choose(self, option: int, size: int, way: Floats) -> tuple[int, int] | None:
        """What a shopper takes: the size wanted, else by chance a neighbour, else another colour, else None."""
        if self.stock[option, size] > 0:
            return option, size
        if way[0] < _TAKES_NEIGHBOUR:
            steps = (1, -1) if way[1] < 0.6 else (-1, 1)
            for step in steps:
                if 0 <= size + step < len(SIZES) and self.stock[option, size + step] > 0:
                    return option, size + step
        if way[2] < _TAKES_COLOUR:
            for other, style in enumerate(self.style):
                if other != option and style == self.style[option] and self.stock[other, size] > 0:
                    return other, size
        return None


def sell(rng: np.random.Generator, options: tuple[DemoOption, ...], shoppers: Shoppers, expected: Floats) -> Sold:
    """Let the tries to buy of the history meet the shelf. `expected` is what the planner hopes for, by option
    and day; shape (options, days)."""
    shelf = _Shelf(options)
    nerve = np.clip(log_logistic(rng, 1.0, 4.5, len(options)), 0.45, 1.9)
    tries = np.flatnonzero((shoppers.tries_at >= 0) & (shoppers.tries_at < HISTORY_DAYS * MINUTES))
    tries = tries[np.argsort(shoppers.tries_at[tries], kind="stable")]
    ways = rng.uniform(0, 1, (len(tries), 3))
    delays = log_logistic(rng, float(_LEAD_DAYS), 8.0, 40 * len(options))
    sold, next_day, placed = Sold(), 0, 0
    for place, shopper in enumerate(tries):
        minute = int(shoppers.tries_at[shopper])
        while next_day <= minute // MINUTES:
            placed = _morning(shelf, next_day, nerve, expected, delays, placed)
            next_day += 1
        chosen = shelf.choose(int(shoppers.option[shopper]), int(shoppers.size[shopper]), ways[place])
        if chosen is not None:
            shelf.take(*chosen, minute)
            sold.minute.append(minute)
            sold.option.append(chosen[0])
            sold.size.append(chosen[1])
            sold.shopper.append(int(shopper))
    for option, size in zip(*np.nonzero(shelf.stock > 0), strict=True):
        shelf.close(int(option), int(size), HISTORY_DAYS * MINUTES)
    sold.present, sold.stock, sold.on_order = shelf.present, shelf.stock, shelf.coming
    return sold


def _morning(shelf: _Shelf, day: int, nerve: Floats, expected: Floats, delays: Floats, placed: int) -> int:
    """Receive, launch and (on Mondays) re-order; returns how many orders have been placed."""
    for index, option in enumerate(shelf.options):
        if day == max(option.launch, 0):
            ahead = expected[index, day : day + _COVER_DAYS].sum()
            shelf.place(index, int(max(_LOT, ahead * nerve[index])), day)
    shelf.receive(day)
    if day % 7 == 0:
        for index, option in enumerate(shelf.options):
            if option.launch + 14 <= day <= option.last - 45:
                placed = _reorder(shelf, index, day, delays, placed)
    return placed


def _reorder(shelf: _Shelf, index: int, day: int, delays: Floats, placed: int) -> int:
    """Order six weeks of recent sales when position falls under five weeks of them."""
    recent = shelf.recent[index]
    while recent and recent[0] < (day - 28) * MINUTES:
        recent.popleft()
    weekly = len(recent) / 4.0
    position = int(shelf.stock[index].sum()) + sum(units for _, _, o, _, units in shelf.coming if o == index)
    if position < weekly * 5.0 and weekly >= 1.0:
        due = day + int(np.clip(delays[placed % len(delays)], 18, 60))
        shelf.place(index, int(max(_LOT, weekly * 7.0)), due)
        placed += 1
    return placed
