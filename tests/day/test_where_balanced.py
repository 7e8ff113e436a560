"""Where bulletins are balanced: of many factories at a chain of them, so that every factory has some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from treadle.day.order_names import style_of_order
from treadle.day.sourcing import approved_by_style
from treadle.day.where_balanced import CHAINED, CHEAPEST, MET_BY, chained, told_where, where_balanced
from treadle.sew.balance import balance_line
from treadle.terms.board import FREEZE, HOLIDAY, MOVE, BoardChange, HeldOrder, OnBoard
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.place import Factory
from treadle.terms.product import Catalogue, Style
from treadle.terms.sewing import Bulletin, Operation, Operator, SewingLine
from treadle.terms.snapshot import Snapshot
from treadle.terms.supplier import Pair, PairJudged

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


def with_lines(at: int, *lines: SewingLine) -> Factory:
    """Factory `at` with other lines."""
    return replace(FACTORIES[at], sewing_lines=lines)


def test_a_bulletin_is_balanced_where_its_machine_stands() -> None:
    """Three of sixty have it, the dearest ones; the others tell their machines, and it is not among them."""
    told = {at: {"SN": 1} if at < 57 else {"SN": 1, "BH": 1} for at in range(60)}
    factories = tuple(
        with_lines(at, replace(FACTORIES[at].sewing_lines[0], machines=machines)) for at, machines in told.items()
    )
    hole = replace(STEP, operation_id="2", name="buttonhole", machine="BH")
    bulletins = [replace(one, operations=(STEP, hole)) for one in bulletins_of(60)]
    found = chained(bulletins, factories, {}, {})
    assert {tuple(ids(one)) for one in found.values()} == {("F057", "F058", "F059")}


def test_one_line_must_have_all_that_a_bulletin_needs() -> None:
    knit = replace(STEP, operation_id="2", name="knit", skill="knit", machine="KN")
    both = Bulletin(bulletin_id="B", operations=(STEP, knit))

    def line(skills: str, *machines: str) -> SewingLine:
        people = tuple(Operator(operator_id=f"P-{one}", efficiency={one: 1.0}) for one in skills.split())
        return SewingLine(line_id=f"{skills} {machines}", operators=people, machines=dict.fromkeys(machines, 1))

    shops = [
        [line("sew"), line("knit")],
        [line("sew knit")],
        [line("sew knit", "SN"), line("sew knit", "KN")],
        [line("sew", "SN", "KN"), line("sew knit", "SN", "KN")],
        [replace(line("sew knit", "SN"), machines={"SN": 1, "KN": 0})],
        [],
    ]
    factories = tuple(with_lines(at, *lines) for at, lines in enumerate(shops))
    # The oracle: whom the balance itself does not refuse for a skill or a machine.
    able = [
        f"F{at:03d}" for at, lines in enumerate(shops)
        if any(balance_line(both, one).reason.code not in ("sew.no_skill", "sew.no_machine") for one in lines)
    ]  # fmt: skip
    assert ids(chained([both], factories, {}, {})["B"]) == able == ["F001", "F003"]


def test_it_is_told_where_a_single_bulletin_is_balanced_at_some() -> None:
    (told,) = told_where(20, {"everywhere": FACTORIES[:20], "some": FACTORIES[:12], "few": FACTORIES[:7]})
    assert (told.fact("bulletins"), told.fact("factories"), told.fact("most_each")) == (2, 20, 12)


class CountedPairs(tuple[Pair, ...]):
    """Pairs that count how often somebody goes through them."""

    walks = 0

    def __iter__(self) -> Iterator[Pair]:
        CountedPairs.walks += 1
        return super().__iter__()


def a_brand(*changes: BoardChange, pairs: tuple[Pair, ...] = ()) -> Snapshot:
    """Sixty factories and sixty styles, S0 to S59, each of a bulletin of its own."""
    styles = tuple(
        Style(
            style_id=f"S{at}", category="c", size_scale_id="s", pattern_id="p", bulletin_id=f"B{at:03d}", fabric_id="f"
        )
        for at in range(60)
    )
    nothing, day = pa.table({}), date(2026, 3, 2)
    return Snapshot(
        as_of=day, currency="EUR", time_zone="UTC",
        catalogue=Catalogue(size_scales=(), styles=styles, options=(), skus=()), places=(), factories=FACTORIES,
        fabrics={}, patterns={}, bulletins={one.bulletin_id: one for one in bulletins_of(60)}, signals=nothing,
        in_stock=nothing, price_plan=nothing, on_hand=(), receipts=(), pairs=pairs,
        board=tuple(OnBoard(change=one, reason="r", set_on=day) for one in changes),
    )  # fmt: skip


def balanced(snapshot: Snapshot) -> dict[str, list[str]]:
    """Ids of factories by bulletin."""
    return {name: ids(some) for name, some in where_balanced(snapshot, sorted(snapshot.bulletins)).items()}


def test_what_the_board_sets_is_balanced_there_and_nothing_else() -> None:
    plain, held_day = balanced(a_brand()), date(2026, 4, 1)
    far = next(one for one in ids(FACTORIES) if one not in plain["B007"] and one not in plain["B008"])
    line = far.replace("F", "L")
    held = HeldOrder(order_id="WO-S8-2026W12-2", factory_id=far, line_id=line, day=date(2026, 3, 9), minute=0)
    found = balanced(
        a_brand(
            BoardChange(kind=MOVE, order_id="WO-S7-2026W12", factory_id=far, line_id=line),
            BoardChange(kind=FREEZE, to_day=held_day, held=(held,)),
            BoardChange(kind=HOLIDAY, factory_id=far, from_day=held_day),
        )
    )
    more = {name for name, some in found.items() if some != plain[name]}
    assert more == {"B007", "B008"} and all(set(found[name]) == {*plain[name], far} for name in more)
    unknown = balanced(a_brand(BoardChange(kind=MOVE, order_id="rush", factory_id=far, line_id=line)))
    assert all(far in some for some in unknown.values())


@pytest.mark.parametrize(
    ("order_id", "style_id"),
    [
        ("WO-TEE-2026W12", "TEE"), ("WO-TEE-2026W12-2", "TEE"), ("WO-TEE-2026W12-2/1", "TEE"),
        ("WO-TEE-LONG-2026W02", "TEE-LONG"), ("BI-TEE-2026W12", ""), ("WO-TEE", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_style_of_an_order_is_in_its_name(order_id: str, style_id: str) -> None:
    assert style_of_order(order_id) == style_id


def test_pairs_are_gone_through_a_few_times_whatever_the_styles() -> None:
    yes, no = PairJudged(is_approved=True), PairJudged(is_approved=False)
    pairs = CountedPairs(
        pair
        for at in range(40)
        for pair in (
            Pair(factory_id="F050", style_id=f"S{at}", judged=yes if at % 2 else no),
            Pair(factory_id="F051", style_id=f"S{at}", judged=no),
        )
    )
    snapshot = a_brand(pairs=pairs)
    CountedPairs.walks = 0
    found = balanced(snapshot)
    assert CountedPairs.walks < 5
    assert found["B001"] == ["F050"] and not {"F050", "F051"} & set(found["B002"])
    may = approved_by_style(snapshot)
    assert may["S1"] == {"F050"} and may["S2"] == {*ids(FACTORIES)} - {"F050", "F051"} and "S41" not in may
