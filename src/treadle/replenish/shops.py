"""All shops of a brand filled from its warehouse at once: options apart, then together where a shop's room is short."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from treadle.replenish.filling import Counts, Flags, Floats, Ints, draw_wanted_units, fill_option, move_option

#: Paths of what is wanted at a shop. Twice as many changed 1 per cent of pieces sent in run.py shops; not tuned.
PATHS = 32
#: More pieces than any shop or warehouse holds. By definition.
ENDLESS = np.int64(2**40)
#: The price of a shop's room that is short at all, where displays go in or stay out whole. By definition.
LEAST_PRICE = 1e-6
#: Halvings of the price of a shop's room. To a hundredth of a sale a piece; not tuned.
HALVINGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionShops:
    """An option with Z sizes at S shops.

    `stock` (S, Z) lies there or is on its way; `mean` (S, Z) is wanted in the days that a shipment must last, with
    `deviation` of its level; `warehouse` and `reserve` (Z,); `online` (Z,) is wanted from the warehouse in those days;
    `pack` (Z,) pieces go together. `life` is how many times as much is wanted in the rest of the option's life.
    """

    option_id: str
    skus: tuple[str, ...]
    stock: Ints
    mean: Floats
    deviation: float
    warehouse: Ints
    reserve: Ints
    online: Floats
    pack: Ints
    life: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopsPolicy:
    """How shops are filled; the first three were set on seasons 101 to 104 of run.py shops, the others not tuned.

    A piece is sent where it adds `least_gain` sales at least, and `kept_share` of what the last piece of the warehouse
    would add anywhere in the rest of the option's life: what stays can be sent next time, where more is known. `cover`
    is how many times the days between two shipments one must last. `key_share` of an option's demand makes a size a key
    size. A move between shops must add `move_gain` a piece, and `parcel_gain` with all that goes the same way.
    """

    least_gain: float = 0.03
    kept_share: float = 0.4
    cover: float = 1.5
    key_share: float = 0.15
    move_gain: float = 0.35
    parcel_gain: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What goes to shops, a line per option, shop and size (arrays of one length): `option`, `shop`, `size` are places
    in what was given, `units`, what they add (`extra`) and `why` (a place in `WHYS`). `prices` (S,) is what a piece
    must add more at a shop whose room is short."""

    option: Ints
    shop: Ints
    size: Ints
    units: Ints
    extra: Floats
    why: Ints
    prices: Floats

    @property
    def sent(self) -> int:
        """Pieces of all lines."""
        return int(self.units.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopsGiven:
    """All shops: pieces that fit (a large number where any do), least pieces of each key size, whether they are open
    when goods arrive."""

    room: Ints
    display: Ints
    is_open: Flags


def fill_shops(
    options: Sequence[OptionShops], shops: ShopsGiven, policy: ShopsPolicy, *, seed: int, workers: int = 1,
    told: Callable[[int], None] = lambda done: None,
) -> Filled:  # fmt: skip
    """First allocation and weekly refill. The same options, shops and seed send the same, whatever the workers.

    Where a shop has less room than its options ask for, its room gets a price that each piece must add beyond the
    least gain, found by halving; then options take their room in the order of what they add.
    """
    count = len(shops.room)
    held = np.zeros(count, np.int64)
    for one in options:
        held += one.stock.sum(axis=1)
    room = np.maximum(shops.room - held, 0)
    free = np.full(count, ENDLESS)
    prices = np.zeros(count)

    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        numbered = enumerate(options)
        scarce = list(pool.map(lambda job: scarcity(job[1], shops, policy, seed, job[0]), numbered))

    def run(at_prices: Floats, limit: Ints) -> list[tuple[Ints, Floats, Ints]]:
        with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
            jobs = range(len(options))
            return list(pool.map(
                lambda at: _one(options[at], shops, policy, at_prices + scarce[at], limit, seed, at), jobs
            ))  # fmt: skip

    found = run(prices, free)
    used = _used(found, count)
    told(1)
    short = used > room
    if short.any():
        low, high = np.zeros(count), np.where(short, 1.0, 0.0)
        for turn in range(HALVINGS):
            prices = np.where(short, (low + high) / 2, 0.0)
            used = _used(run(prices, free), count)
            over = used > room
            low, high = np.where(over & short, prices, low), np.where(~over & short, prices, high)
            told(2 + turn)
        # At the lower end a little too much is asked for, so that a display that just fits is not turned away.
        prices = np.where(short, np.maximum(low, LEAST_PRICE), 0.0)
        found = _within(options, shops, policy, prices, scarce, room, seed, found)
    return _lines(found, prices)


def _within(
    options: Sequence[OptionShops], shops: ShopsGiven, policy: ShopsPolicy, prices: Floats, scarce: Sequence[float],
    room: Ints, seed: int, first: list[tuple[Ints, Floats, Ints]],
) -> list[tuple[Ints, Floats, Ints]]:  # fmt: skip
    """Each option in turn within what room is left, those first that add most a piece."""
    worth = [extra.sum() / max(sent.sum(), 1) for sent, extra, _ in first]
    found: list[tuple[Ints, Floats, Ints] | None] = [None] * len(options)
    left = room.copy()
    for number in sorted(range(len(options)), key=lambda at: (-worth[at], at)):
        one = _one(options[number], shops, policy, prices + scarce[number], left, seed, number)
        left = left - one[0].sum(axis=1)
        found[number] = one
    return [one for one in found if one is not None]


def _one(
    case: OptionShops, shops: ShopsGiven, policy: ShopsPolicy, gains: Floats, room: Ints, seed: int, number: int
) -> tuple[Ints, Floats, Ints]:
    """Pieces, what they add and why, where a piece must add `gains` (S,) at each shop."""
    wanted = wanted_of(case, seed, number)
    online = _online(case, seed, number)
    sent, extra, why = fill_option(
        case.stock, wanted, key_sizes(case, policy), case.pack, shops.display, case.warehouse, case.reserve, online,
        room, gains, shops.is_open,
    )  # fmt: skip
    return sent, extra, why


def scarcity(case: OptionShops, shops: ShopsGiven, policy: ShopsPolicy, seed: int, number: int) -> float:
    """What a piece of an option must add at any shop to be sent now: the least gain, and a share of the gain at which
    shops would take just what the warehouse has, were it to last for the rest of the option's life."""
    supply = int(np.maximum(case.warehouse - case.reserve, 0).sum())
    if not supply or policy.kept_share <= 0:
        return policy.least_gain
    whole = OptionShops(
        option_id=case.option_id, skus=case.skus, stock=case.stock, mean=case.mean * case.life,
        deviation=case.deviation, warehouse=np.full(len(case.skus), ENDLESS), reserve=np.zeros_like(case.reserve),
        online=np.zeros(len(case.skus)), pack=case.pack,
    )  # fmt: skip
    free = np.full(len(shops.room), ENDLESS)
    # The paths are the same at every price, so they are drawn once.
    wanted, online, keys = wanted_of(whole, seed, number), _online(whole, seed, number), key_sizes(whole, policy)
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        sent, _, _ = fill_option(
            whole.stock, wanted, keys, whole.pack, shops.display, whole.warehouse, whole.reserve, online, free,
            np.full(len(free), middle), shops.is_open,
        )  # fmt: skip
        low, high = (middle, high) if sent.sum() > supply else (low, middle)
    return max(policy.least_gain, policy.kept_share * high)


def key_sizes(case: OptionShops, policy: ShopsPolicy) -> Flags:
    """The sizes without which an option leaves the display."""
    share = case.mean.sum(axis=0)
    return np.asarray((share >= policy.key_share * share.sum()) & (share > 0), dtype=np.bool_)


def wanted_of(case: OptionShops, seed: int, number: int) -> Counts:
    """Paths (S, K, Z) of what is wanted of an option."""
    return draw_wanted_units(case.mean, levels(case.deviation), (seed * 7_919 + number) % 2**31)


def _online(case: OptionShops, seed: int, number: int) -> Counts:
    if not case.online.any():
        return np.zeros((0, len(case.online)), np.int32)
    drawn = draw_wanted_units(case.online[None, :], levels(case.deviation), (seed * 7_919 + number + 1) % 2**31)
    return np.asarray(drawn[0])


@functools.lru_cache(maxsize=4_096)
def levels(deviation: float) -> Floats:
    """Levels of the paths: a gamma of mean 1, at the middles of equal shares. Whoever asks changes nothing of them."""
    from scipy.stats import gamma

    if deviation <= 0:
        return np.ones(PATHS)
    shape = 1.0 / deviation**2
    found = gamma.ppf((np.arange(PATHS) + 0.5) / PATHS, shape, scale=1.0 / shape)
    return np.asarray(found / found.mean(), dtype=np.float64)


def _used(found: Sequence[tuple[Ints, Floats, Ints]], count: int) -> Ints:
    used = np.zeros(count, np.int64)
    for sent, _, _ in found:
        used += sent.sum(axis=1)
    return used


def _lines(found: Sequence[tuple[Ints, Floats, Ints]], prices: Floats) -> Filled:
    parts: list[tuple[Ints, ...]] = []
    extras: list[Floats] = []
    for number, (sent, extra, why) in enumerate(found):
        shop, size = np.nonzero(sent)
        units = sent[shop, size]
        parts.append((np.full(len(shop), number), shop, size, units, why[shop, size].astype(np.int64)))
        extras.append(extra[shop] * units / np.maximum(sent.sum(axis=1)[shop], 1))
    columns = [np.concatenate(one) if parts else np.zeros(0, np.int64) for one in zip(*parts, strict=True)]
    if not columns:
        columns = [np.zeros(0, np.int64)] * 5
    option, shop, size, units, why = columns
    return Filled(option=option, shop=shop, size=size, units=units, why=why, prices=prices,
                  extra=np.concatenate(extras) if extras else np.zeros(0))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Moves between shops, a line per option, giver, taker and size (arrays of one length)."""

    option: Ints
    giver: Ints
    taker: Ints
    size: Ints
    units: Ints
    extra: Floats
    is_closing: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))


def move_between(
    options: Sequence[OptionShops], shops: ShopsGiven, policy: ShopsPolicy, *, seed: int, workers: int = 1,
    gives_all: Flags | None = None,
) -> Moved:  # fmt: skip
    """Moves between shops that are worth their handling: all that goes from one to another is one parcel, which must
    add `parcel_gain` sales. `gives_all` (S,) are shops that close: theirs go for any gain, and take nothing."""
    closing = np.zeros(len(shops.room), np.bool_) if gives_all is None else gives_all
    takes = shops.is_open & ~closing
    gives = np.ones(len(shops.room), np.bool_)
    least = np.where(closing, 0.0, policy.move_gain)

    def one(job: tuple[int, OptionShops]) -> tuple[int, Ints, Floats]:
        number, case = job
        wanted = wanted_of(case, seed, number)
        wanted[closing] = 0
        rows, adds = move_option(case.stock, wanted, key_sizes(case, policy), least, gives, takes)
        return number, rows, adds

    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        found = list(pool.map(one, enumerate(options)))
    lines: dict[tuple[int, int, int, int], tuple[int, float]] = {}
    parcels: dict[tuple[int, int], float] = {}
    for number, rows, adds in found:
        for (giver, taker, size, units), extra in zip(rows.tolist(), adds.tolist(), strict=True):
            key = number, giver, taker, size
            before, added = lines.get(key, (0, 0.0))
            lines[key] = before + units, added + extra
            parcels[giver, taker] = parcels.get((giver, taker), 0.0) + extra
    kept = [
        (key, told) for key, told in sorted(lines.items())
        if parcels[key[1], key[2]] >= policy.parcel_gain or closing[key[1]]
    ]  # fmt: skip
    table = np.array([(*key, units) for key, (units, _) in kept], dtype=np.int64).reshape(len(kept), 5)
    return Moved(
        option=table[:, 0], giver=table[:, 1], taker=table[:, 2], size=table[:, 3], units=table[:, 4],
        extra=np.array([extra for _, (_, extra) in kept]), is_closing=closing[table[:, 1]],
    )  # fmt: skip
