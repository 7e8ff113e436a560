"""Nouns of exchange by EPCIS: what a check of a document found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EpcisFinding:
    """One thing that a document says against the standard, with its place as a path: `epcisBody.eventList[0].bizStep`.

    `is_warning`: the standard's letter lets it pass, but a partner may stumble over it.
    """

    place: str
    what: str
    remedy: str
    is_warning: bool = False

    def __str__(self) -> str:
        """One line: place, what is wrong, what to do."""
        return f"{self.place or 'the whole'}: {self.what}. {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpcisCheck:
    """What a document is and what was found in it. `kind` is 'document', 'query document', 'event' or 'query'."""

    kind: str
    events: int
    findings: tuple[EpcisFinding, ...]

    @property
    def is_valid(self) -> bool:
        """True where nothing but warnings was found."""
        return all(one.is_warning for one in self.findings)
