"""Reasons of shipments to shops: take away what is said to be the cause, and other units are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from test_refill import _case, _wanted

from treadle.replenish.refill import OptionAtShops, RefillPolicy, refill
from treadle.replenish.transfer import transfers
from treadle.terms.shipment import Shipment

#: Codes, and units sent in all.
Told = tuple[set[str], int]


def sent(found: Sequence[Shipment]) -> Told:
    return {one.reason.code for one in found}, sum(one.units for one in found)


def moved(case: OptionAtShops) -> Told:
    return sent(transfers(case, least_extra_units=1.0))


def no_display(case: OptionAtShops) -> OptionAtShops:
    return replace(case, display_units=np.zeros_like(case.display_units), is_key=np.zeros_like(case.is_key))


SELLS = _case([[0], [3]], [_wanted([3]), _wanted([3])], [4])
IDLE = replace(SELLS, wanted=np.zeros_like(SELLS.wanted))
#: Nothing is shown of a shop below two of each size; only one a week of the first is wanted.
DISPLAY = _case([[0, 0]], [_wanted([1], [0.2])], [9, 9], display=[2, 2])
#: Both key sizes sell out within the week, and without either nothing is shown: a further one of each sells 0.49 more.
#: Shown alone, the first would sell 0.2 more and the second 0.25.
KEYS = _case([[1, 1]], [_wanted([1.2], [1.25])], [9, 9], key=[True, True])
NEARLY = RefillPolicy(least_gain=0.24)
SHOPS = _case([[6], [0]], [_wanted([1]), _wanted([4])], [0])
EVEN = replace(SHOPS, wanted=np.zeros_like(SHOPS.wanted))

#: By reason: what it is said of, and the same without the cause.
SHIPMENT_CAUSES: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
    "refill.sells": (lambda: sent(refill(SELLS)), lambda: sent(refill(IDLE))),
    "refill.display": (lambda: sent(refill(DISPLAY)), lambda: sent(refill(no_display(DISPLAY)))),
    "refill.key_sizes": (lambda: sent(refill(KEYS, NEARLY)), lambda: sent(refill(no_display(KEYS), NEARLY))),
    "transfer.sells": (lambda: moved(SHOPS), lambda: moved(EVEN)),
}


@pytest.mark.parametrize("code", SHIPMENT_CAUSES)
def test_without_its_cause_others_are_sent(code: str) -> None:
    (said, units), (_, others) = (told() for told in SHIPMENT_CAUSES[code])
    assert code in said
    assert others != units, f"{code}: {units} either way"
