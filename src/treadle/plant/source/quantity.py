"""Which minimum order to take."""

from __future__ import annotations

from collections.abc import Sequence

from treadle.errors import InputError
from treadle.source.quantity import QuantityAdvice as QuantityAdvice
from treadle.source.quantity import QuantityOffer, Selling, advise_quantity


def advise(
    offers: Sequence[tuple[int, int]], *, sells: float, give_or_take: float, price: float, left: float = 0.0,
    money: float = 0.0,
) -> QuantityAdvice:  # fmt: skip
    """Offers are (least pieces, cents of a piece); `sells` and `give_or_take` pieces, `price` and `left` money of a
    piece. Raises `InputError` for numbers that cannot be."""
    if not (0 < sells <= 1e7 and 0 < give_or_take <= 3 * sells and price > 0 and 0 <= left <= price):
        what = "what sells, how far that is off and the price are above nought, and what is left brings no more"
        raise InputError.single("--sells", what, "Correct the numbers")
    selling = Selling(mean_units=sells, deviation_units=give_or_take, price_cents=round(100 * price),
                      left_cents=round(100 * left), money_share=money)  # fmt: skip
    try:
        return advise_quantity([QuantityOffer(least_units=units, piece_cents=cents) for units, cents in offers],
                               selling)  # fmt: skip
    except ValueError:
        what = "an offer names pieces and a price above nought"
        raise InputError.single("--offer", what, "Say pieces=price, such as 200=8") from None
