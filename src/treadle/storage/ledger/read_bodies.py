"""Bodies of the ledger's rows as nouns: a text that was read before is not read again.

Entries never change, and an order or a state that changes is another text. The text itself is the key, so that nothing
that is remembered can be stale; nouns are frozen, so whoever reads may hold them.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from treadle.terms.codec import Noun, from_values

#: Characters of text that are remembered with their nouns; the ones asked for longest ago go first. Set to hold 500
#: orders with their entries, bundles and scans several times over (6 million characters); bounds memory.
MOST_CHARACTERS = 32_000_000
#: Longer texts are read each time: a plan's options or a batch of scans is asked for seldom, and would push out much.
LONGEST = 2_000_000


@dataclass(slots=True)
class _Remembered:
    """Nouns by class and text."""

    nouns: OrderedDict[tuple[type, str], Any] = field(default_factory=OrderedDict)
    characters: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: tuple[type, str]) -> Any:
        """The noun of a key; None where it is not remembered."""
        with self.lock:
            found = self.nouns.get(key)
            if found is not None:
                self.nouns.move_to_end(key)
            return found

    def keep(self, key: tuple[type, str], noun: Any) -> None:
        """Remember a noun, and forget the oldest ones that are too many."""
        with self.lock:
            if key not in self.nouns:
                self.characters += len(key[1])
            self.nouns[key] = noun
            while self.characters > MOST_CHARACTERS:
                (_, text), _ = self.nouns.popitem(last=False)
                self.characters -= len(text)


_REMEMBERED = _Remembered()


def read_body(kind: type[Noun], body: str, *, file: str, remedy: str) -> Noun:
    """The noun that a row's text holds. Raises `InputError`, naming `file` and `remedy`, where it is none."""
    key = (kind, body)
    found: Noun | None = _REMEMBERED.get(key)
    if found is None:
        found = from_values(kind, json.loads(body), file=file, remedy=remedy)
        if len(body) <= LONGEST:
            _REMEMBERED.keep(key, found)
    return found
