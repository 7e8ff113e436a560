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

from treadle.day.sourcing import approved
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
    """Some factories for each bulletin: the cheapest, and so many of a round of all that every factory is met by
    `MET_BY` bulletins; those `kept` by id beside them, and none of those `barred`."""
    skills = [_skills(one) for one in factories]
    each = max(CHAINED, -(-MET_BY * len(factories) // max(len(bulletins), 1)))
    found = {}
    for at, bulletin in enumerate(bulletins):
        name = bulletin.bulletin_id
        cents = [_cents(bulletin, one, known) for one, known in zip(factories, skills, strict=True)]
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
    """That bulletins were balanced at some of so many factories only, where they were."""
    most = max((len(one) for one in where.values()), default=factories)
    if most >= factories:
        return ()
    return (Reason.of("sew.some_factories", bulletins=len(where), factories=factories, most_each=most),)


def _kept(snapshot: Snapshot, bulletin_ids: Sequence[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Factories by bulletin that must be among its own, and that must not."""
    kept: dict[str, set[str]] = {name: set() for name in bulletin_ids}
    allowed: dict[str, list[frozenset[str]]] = defaultdict(list)
    told = {one.style_id for one in snapshot.pairs}
    good = {
        (one.style_id, one.factory_id) for one in snapshot.pairs if one.judged is not None and one.judged.is_approved
    }
    styles = {one.style_id: one.bulletin_id or "" for one in snapshot.catalogue.styles}
    for style_id, name in styles.items():
        allowed[name].append(approved(snapshot, style_id) if style_id in told else frozenset())
    for style_id, factory_id in good:
        kept.setdefault(styles.get(style_id, ""), set()).add(factory_id)
    for order in snapshot.released:
        kept.setdefault(styles.get(order.style_id, ""), set()).add(order.factory_id)
    set_there = {one.change.factory_id for one in snapshot.board}
    set_there |= {held.factory_id for one in snapshot.board for held in one.change.held}
    every = {one.factory_id for one in snapshot.factories}
    barred = {}
    for name in bulletin_ids:
        kept[name] |= set_there
        some = allowed[name]
        barred[name] = every.difference(*some) if some and all(some) else set[str]()
    return kept, barred


def _skills(factory: Factory) -> dict[str, float]:
    """Mean efficiency of a factory's people in each skill that one of them has."""
    found: dict[str, list[float]] = defaultdict(list)
    for line in factory.sewing_lines:
        for person in line.operators:
            for skill, share in person.efficiency.items():
                found[skill].append(share)
    return {skill: sum(shares) / len(shares) for skill, shares in found.items()}


def _cents(bulletin: Bulletin, factory: Factory, skills: Mapping[str, float]) -> float:
    """What people's minutes of a piece would cost at a factory; infinite where nobody has one of the skills."""
    minutes = sum(one.smv_minutes / skills[one.skill] if one.skill in skills else inf for one in bulletin.operations)
    return minutes * factory.minute_cost_cents
