"""First answers to the writes of a brand's callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treadle.plant.books import database_of
from treadle.plant.serving import ServedBrand
from treadle.storage.ledger.answers import Answer, Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswers:
    """The answer of one write, by its name."""

    answers: Answers
    name: str

    def begin(self, request: str) -> Answer | None:
        """None where this caller is to work the answer out, else the first answer (status 0: being worked out)."""
        return self.answers.begin(self.name, request)

    def finish(self, status: int, headers: Mapping[str, str], body: str) -> None:
        """Keep the answer."""
        self.answers.finish(self.name, status, headers, body)

    def forget(self) -> None:
        """Keep none."""
        self.answers.forget(self.name)


def answers_of(brand: ServedBrand, name: str) -> KeptAnswers:
    """Where the answer of a write is kept. Raises `LedgerError` where the ledger cannot be opened."""
    ledger = database_of(brand.folder, brand.settings)
    return KeptAnswers(answers=Answers(ledger=ledger), name=name)
