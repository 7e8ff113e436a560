"""Which order a payer means by what was written into a transfer."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Names so long are found within other letters too, as banks cut blanks and signs away. Not tuned: shorter ones would
#: be found by chance.
FOUND_WITHIN = 8
_WORD = re.compile(r"[^0-9A-Za-z\u00c0-\uffff]+")


def meant_orders(text: str, order_ids: Iterable[str]) -> tuple[str, ...]:
    """The orders that a text names, as words of their own or, where their names are long, within other letters. One:
    that is meant; none or several: nobody knows.

    >>> meant_orders("Order TEE-2041-7, thank you", ["TEE-2041-7", "b1"])
    ('TEE-2041-7',)
    """
    words = {one for one in _WORD.split(text.casefold()) if one}
    whole = "".join(_WORD.split(text.casefold()))
    found = []
    for name in order_ids:
        parts = [one for one in _WORD.split(name.casefold()) if one]
        joined = "".join(parts)
        is_word = joined in words
        is_sequence = len(parts) > 1 and (f" {' '.join(parts)} " in f" {' '.join(_WORD.split(text.casefold()))} ")
        if is_word or is_sequence or (len(joined) >= FOUND_WITHIN and joined in whole):
            found.append(name)
    longest = [one for one in found if not any(one != other and one.casefold() in other.casefold() for other in found)]
    return tuple(longest)
