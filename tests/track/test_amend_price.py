"""What a change costs, by hand: a piece costs 8.00, of which sewing 2.00; a lay 13.00, a change of style 40.00."""

from __future__ import annotations

import pytest

from treadle.track.amend_price import Begun, Prices, amend_price

PRICES = Prices(piece_cents=800.0, sewing_cents=200.0, lay_cents=1_300.0, change_cents=4_000.0)
NOTHING, CUT, SEWN = (
    Begun(is_cut=False, is_sewn=False),
    Begun(is_cut=True, is_sewn=False),
    Begun(is_cut=True, is_sewn=True),
)


def price(begun: Begun, **told: int | bool) -> dict[str, int]:
    values = {"less_units": 0, "more_units": 0, "is_other_line": False, "is_other_factory": False, "open_units": 30}
    found = amend_price(begun, PRICES, **{**values, **told})  # type: ignore[arg-type]
    return {one.code: int(str(one.fact("price_cents"))) for one in found}


@pytest.mark.parametrize("told", [{"less_units": 9}, {"more_units": 9}, {"is_other_line": True},
                                  {"is_other_line": True, "is_other_factory": True}])  # fmt: skip
def test_before_work_begins_everything_is_free(told: dict[str, int | bool]) -> None:
    assert price(NOTHING, **told) == {}


def test_less_after_cutting_saves_the_sewing_alone_and_after_sewing_nothing() -> None:
    assert price(CUT, less_units=10) == {"amend.less_after_cutting": 10 * 600}
    assert price(SEWN, less_units=10) == {"amend.less_after_sewing": 10 * 800}


def test_more_after_cutting_is_another_lay() -> None:
    assert price(CUT, more_units=10) == {"amend.more_after_cutting": 1_300}


def test_another_line_costs_a_change_once_sewing_has_begun_another_factory_what_was_cut() -> None:
    assert price(CUT, is_other_line=True) == {}
    assert price(SEWN, is_other_line=True) == {"amend.other_line": 4_000}
    assert price(CUT, is_other_line=True, is_other_factory=True) == {"amend.cut_anew": 30 * 600}
    assert price(SEWN, is_other_line=True, is_other_factory=True) == {"amend.cut_anew": 30 * 800}
