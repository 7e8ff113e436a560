"""At which factories each bulletin is balanced: at all of a few, of many at those that would sew it cheapest and some
further ones, so that bulletins and factories hang together like a chain.

A chain in which each product can be made at a few plants and each plant makes a few products bears nearly as much
uncertain demand as plants that can all make everything (Jordan and Graves, Management Science 41, 1995). With it the
balances of a plan grow with its bulletins, not with bulletins times lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from math import inf

from treadle.day.order_names import style_of_order
from treadle.day.sourcing import approved_by_style
from treadle.terms.board import MOVE
from treadle.terms.place import Factory
from treadle.terms.reason import Reason
from treadle.terms.sewing import Bulletin
from treadle.terms.snapshot import Snapshot

#: Factories up to which every bulletin is balanced at all of them. Beyond, how many of the cheapest each has, and at
#: least how many of the chain. Set so that no brand with a dozen factories changes; not tuned.
ALL_FACTORIES, CHEAPEST, CHAINED = 12, 6, 6
#: Bulletins that each factory is met by in the chain, at least. Not tuned.
MET_BY = 2


def where_balanced(snapshot: Snapshot, bulletin_ids: Sequence[str]) -> dict[str, tuple[Factory, ...]]:
    """The factories of each bulletin, in their order. Those that are approved for one of its styles, and those where an
    order of it stands, are always among them; those refused for all its styles never."""
    if len(snapshot.factories) <= ALL_FACTORIES:
        return dict.fromkeys(bulletin_ids, snapshot.factories)
    kept, barred = _kept(snapshot, bulletin_ids)
    return chained([snapshot.bulletins[name] for name in bulletin_ids], snapshot.factories, kept, barred)


def chained(
    bulletins: Sequence[Bulletin], factories: Sequence[Factory], kept: Mapping[str, Collection[str]],
    barred: Mapping[str, Collection[str]],
) -> dict[str, tuple[Factory, ...]]:  # fmt: skip
    """Some factories for each bulletin, of those with a line that can sew it: the cheapest, and so many of a round that
    every factory is met by `MET_BY` bulletins; those `kept` by id beside them, and none of those `barred`."""
    skills = [_skills(one) for one in factories]
    # Many lines have the same skills and machines: each sort of line is asked once.
    sorts = [{(line.skills, line.machine_kinds) for line in one.sewing_lines} for one in factories]
    each = max(CHAINED, -(-MET_BY * len(factories) // max(len(bulletins), 1)))
    found = {}
    for at, bulletin in enumerate(bulletins):
        name = bulletin.bulletin_id
        cents = [
            _cents(bulletin, one, known) if _can_sew(bulletin, lines) else inf
            for one, known, lines in zip(factories, skills, sorts, strict=True)
        ]
        can = [f for f, one in enumerate(factories) if cents[f] < inf and one.factory_id not in barred.get(name, ())]
        chosen = set(sorted(can, key=lambda f: (cents[f], f))[:CHEAPEST])
        chosen |= set([f for f in _round(can, at * len(factories) // len(bulletins)) if f not in chosen][:each])
        chosen |= {f for f, one in enumerate(factories) if one.factory_id in kept.get(name, ())}
        found[name] = tuple(factories[f] for f in sorted(chosen))
    return found


def _round(places: Sequence[int], first: int) -> list[int]:
    """Places in ascending order, those from `first` on before the others."""
    return [one for one in places if one >= first] + [one for one in places if one < first]


def told_where(factories: int, where: Mapping[str, Sequence[Factory]]) -> tuple[Reason, ...]:
    """That bulletins were balanced at some of so many factories only, where any were."""
    some = [len(one) for one in where.values() if len(one) < factories]
    if not some:
        return ()
    return (Reason.of("sew.some_factories", bulletins=len(some), factories=factories, most_each=max(some)),)


def _kept(snapshot: Snapshot, bulletin_ids: Sequence[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Factories by bulletin that must be among its own, and that must not."""
    kept: dict[str, set[str]] = {name: set() for name in bulletin_ids}
    allowed: dict[str, list[frozenset[str]]] = defaultdict(list)
    may = approved_by_style(snapshot)
    good = {
        (one.style_id, one.factory_id) for one in snapshot.pairs if one.judged is not None and one.judged.is_approved
    }
    styles = {one.style_id: one.bulletin_id or "" for one in snapshot.catalogue.styles}
    for style_id, name in styles.items():
        allowed[name].append(may.get(style_id, frozenset()))
    for style_id, factory_id in good:
        kept.setdefault(styles.get(style_id, ""), set()).add(factory_id)
    for order in snapshot.released:
        kept.setdefault(styles.get(order.style_id, ""), set()).add(order.factory_id)
    for order_id, factory_id in _set_by_hand(snapshot):
        style_id = style_of_order(order_id)
        # An order of another name may be of any bulletin.
        for name in [styles[style_id]] if style_id in styles else list(kept):
            kept.setdefault(name, set()).add(factory_id)
    every = {one.factory_id for one in snapshot.factories}
    barred = {}
    for name in bulletin_ids:
        some = allowed[name]
        barred[name] = every.difference(*some) if some and all(some) else set[str]()
    return kept, barred


def _set_by_hand(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Orders that the board holds or moved, each with the factory where it is to be sewn."""
    changes = [one.change for one in snapshot.board]
    moved = {(one.order_id, one.factory_id) for one in changes if one.kind == MOVE}
    return moved | {(held.order_id, held.factory_id) for one in changes for held in one.held}


def _can_sew(bulletin: Bulletin, lines: Collection[tuple[frozenset[str], frozenset[str] | None]]) -> bool:
    """True where one line has every skill and every machine that a bulletin needs, as `sew.balance` asks of it."""
    skills = {one.skill for one in bulletin.operations}
    machines = {one.machine for one in bulletin.operations}
    return any(skills <= has and (kinds is None or machines <= kinds) for has, kinds in lines)


def _skills(factory: Factory) -> dict[str, float]:
    """Mean efficiency of a factory's people in each skill that one of them has."""
    found: dict[str, list[float]] = defaultdict(list)
    for line in factory.sewing_lines:
        for person in line.operators:
            for skill, share in person.efficiency.items():
                found[skill].append(share)
    return {skill: sum(shares) / len(shares) for skill, shares in found.items()}


def _cents(bulletin: Bulletin, factory: Factory, skills: Mapping[str, float]) -> float:
    """What people's minutes of a piece would cost at a factory that has all the skills."""
    minutes = sum(one.smv_minutes / skills[one.skill] for one in bulletin.operations)
    return minutes * factory.minute_cost_cents
