"""Keys by which a storefront names the brand that it sends to: keys of the brand that may collect and nothing else.

A page shows its key to everybody who looks, so such a key opens no other door.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from treadle.plant.people import caller_of, end_key, keys_of, make_key, renew_key
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.tokens import read_token
from treadle.storage.ledger.protocol import Held
from treadle.terms.people import Key

__all__ = ["Held", "Key", "KeyBook", "make_write_key", "renew_write_key", "withdraw_write_key", "write_keys"]
COLLECT = "collect"
#: A key that was good is not asked for again for so long: what was ended is refused that much later.
FRESH_SECONDS = 5.0
REMEMBERED = 1_000


def make_write_key(folder: Path, name: str, author: str = "") -> tuple[str, str]:
    """A new key: its id, and its text, which is told only now. Raises `InputError` for an empty name."""
    token = make_key(_brand(folder), name=name, role="planner", scopes=(COLLECT,), author=author)
    return token.noun_id, str(token)


def write_keys(folder: Path) -> Sequence[Held[Key]]:
    """Every key of a brand that may do nothing but collect, those that were ended too."""
    return [held for held in keys_of(_brand(folder)) if held.state.scopes == (COLLECT,)]


def withdraw_write_key(folder: Path, key_id: str, author: str = "") -> None:
    """Let a key be good no longer. Raises `NotFoundError` where there is none of that id."""
    end_key(_brand(folder), key_id, reason="withdrawn", author=author)


def renew_write_key(folder: Path, key_id: str, hours: float, author: str = "") -> tuple[str, str]:
    """Another key in place of one, which is good for some more hours: its id, and its text, told only now. Raises
    `NotFoundError` where there is none of that id, `InputError` for one that has ended."""
    token = renew_key(_brand(folder), key_id, keep=timedelta(hours=hours), author=author)
    return token.noun_id, str(token)


def _brand(folder: Path) -> ServedBrand:
    return next(iter(open_brands([folder]).values()))


class KeyBook:
    """Which brand a key may send to; what was good a moment ago is known without asking the ledger."""

    def __init__(self, brands: Mapping[str, ServedBrand], clock: Callable[[], float] = time.monotonic) -> None:
        self._brands = brands
        self._clock = clock
        self._good: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def remembered(self, write_key: str) -> str | None:
        """The brand of a key that was good a moment ago."""
        brand_id, until = self._good.get(write_key, ("", 0.0))
        return brand_id if brand_id and self._clock() < until else None

    def brand_of(self, write_key: str) -> str | None:
        """The id of the brand that a key sends to; None for a key that is not known, was ended, or may not collect."""
        token = read_token(write_key)
        brand = None if token is None else self._brands.get(token.brand_id)
        caller = None if brand is None or token is None else caller_of(brand, token)
        if caller is None or not caller.may(COLLECT):
            self._good.pop(write_key, None)
            return None
        self._good[write_key] = (caller.brand.brand_id, self._clock() + FRESH_SECONDS)
        if len(self._good) > REMEMBERED:
            self._good.popitem(last=False)
        return caller.brand.brand_id
