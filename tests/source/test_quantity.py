"""The minimum-order trap: which offer pays, what lies in goods, how often money is lost; and the causes taken away."""

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError
from treadle.plant.source.quantity import QuantityAdvice, advise

TRAP = [(1000, 500), (200, 800)]


def advice(offers: list[tuple[int, int]] = TRAP, *, sells: float = 300, off: float = 120, price: float = 20,
           left: float = 2) -> QuantityAdvice:  # fmt: skip
    return advise(offers, sells=sells, give_or_take=off, price=price, left=left)


def test_the_dear_few_win_where_three_hundred_sell() -> None:
    """A thousand at 5 cost 5,000 of which 700 pieces stay; 300 or so at 8 cost half and earn more."""
    found = advice()
    many, few = found.outcomes
    assert found.chosen == 1 and found.reason.code == "source.dear_few"
    assert many.units == 1000 and 690 < many.left_units < 710 and many.cash_cents == 500_000
    assert 300 < few.units < 400 and few.cash_cents < 0.6 * many.cash_cents
    assert few.loss_chance < 0.05 < many.loss_chance and few.profit_cents > many.profit_cents


def test_the_cheap_many_win_where_more_sells_and_nothing_wins_where_nothing_earns() -> None:
    assert advice(sells=900, off=300).reason.code == "source.cheap_many"
    assert advice([(1000, 500)]).reason.code == "source.quantity_alone"
    assert advice([(1000, 1900)], left=0).reason.code == "source.no_quantity"


def test_profit_by_hand() -> None:
    """Almost surely 300 sell: 300 at 8 earn 300 × 12, a thousand at 5 earn 300 × 20 + 700 × 2 - 5,000."""
    many, few = advice(off=0.5).outcomes
    assert few.profit_cents == pytest.approx(360_000, rel=0.01)
    assert many.profit_cents == pytest.approx(240_000, rel=0.01)


def test_the_command() -> None:
    args = [
        "source",
        "quantity",
        "--offer",
        "1000=5",
        "--offer",
        "200=8",
        "--sells",
        "300",
        "--price",
        "20",
        "--left",
        "2",
    ]
    told = CliRunner().invoke(build_app(), args)
    assert told.exit_code == 0 and "Take 3" in told.output and "chance" in told.output, told.output
    with pytest.raises(InputError, match="above nought"):
        advice(sells=-1)
