"""The language in which a command speaks: that of the brand it is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def language_of(*places: Path | None) -> str:
    """The language of the brand in whose folder the first of the places is that is in one, else of the brand in whose
    folder the command is run; English where there is none.
    """
    from treadle.settings import brand_language

    for place in (*places, Path()):
        found = brand_language(place) if place is not None else None
        if found is not None:
            return found
    return "en"


def language_of_words(words: Iterable[str]) -> str:
    """The same for the words of a command line, of which some are places: what an error is told in."""
    return language_of(*(Path(one) for one in words if one and not one.startswith("-") and len(one) < 1000))
