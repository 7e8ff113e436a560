"""Where bulletins are balanced: of many factories at a chain of them, so that every factory has some."""

from __future__ import annotations

from dataclasses import replace

from treadle.day.where_balanced import CHAINED, CHEAPEST, MET_BY, chained, told_where
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.place import Factory
from treadle.terms.sewing import Bulletin, Operation, Operator, SewingLine

STEP = Operation(operation_id="1", name="sew", machine="SN", smv_minutes=1.0, skill="sew")


def factory_of(at: int) -> Factory:
    """Factory `at`: its minutes cost the more the higher its number."""
    people = (Operator(operator_id=f"P{at}", efficiency={"sew": 1.0}),)
    return Factory(
        factory_id=f"F{at:03d}", name="", calendar=ShiftCalendar(shifts={}), cutting_tables=(),
        sewing_lines=(SewingLine(line_id=f"L{at:03d}", operators=people),), minute_cost_cents=10.0 + at,
    )  # fmt: skip


FACTORIES = tuple(factory_of(at) for at in range(60))


def bulletins_of(count: int) -> list[Bulletin]:
    """So many bulletins of one operation."""
    return [Bulletin(bulletin_id=f"B{at:03d}", operations=(STEP,)) for at in range(count)]


def ids(factories: tuple[Factory, ...]) -> list[str]:
    """Names of factories in their order."""
    return [one.factory_id for one in factories]


def test_of_many_factories_each_bulletin_has_some_and_every_factory_has_some_bulletins() -> None:
    for count in (4, 40, 400):
        found = {name: ids(some) for name, some in chained(bulletins_of(count), FACTORIES, {}, {}).items()}
        each = CHEAPEST + max(CHAINED, -(-MET_BY * len(FACTORIES) // count))
        assert {len(one) for one in found.values()} == {each}
        assert all(set(ids(FACTORIES[:CHEAPEST])) <= set(one) and one == sorted(one) for one in found.values())
        assert {one for some in found.values() for one in some} == set(ids(FACTORIES))
        (told,) = told_where(len(FACTORIES), chained(bulletins_of(count), FACTORIES, {}, {}))
        assert told.fact("factories") == len(FACTORIES) and told.fact("most_each") == each


def test_where_all_have_all_nothing_is_told() -> None:
    assert told_where(3, dict.fromkeys("ab", FACTORIES[:3])) == ()


def test_where_one_must_be_it_is_and_where_none_may_be_it_is_not() -> None:
    plain = chained(bulletins_of(60), FACTORIES, {}, {})
    far = next(one for one in ids(FACTORIES) if one not in ids(plain["B000"]))
    near = ids(plain["B000"])[0]
    found = chained(bulletins_of(60), FACTORIES, {"B000": {far}}, {"B000": {near}})
    assert far in ids(found["B000"]) and near not in ids(found["B000"])
    assert {name: one for name, one in found.items() if name != "B000"} == {
        name: one for name, one in plain.items() if name != "B000"
    }


def test_nobody_without_the_skill_is_asked() -> None:
    unable = replace(FACTORIES[0], sewing_lines=())
    found = chained(bulletins_of(60), (unable, *FACTORIES[1:]), {}, {})
    assert all(unable.factory_id not in ids(one) for one in found.values())
