"""Why a number is what it is: a typed cause with its facts first, the sentence later (in `words`)."""

from __future__ import annotations

from dataclasses import dataclass

Fact = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A cause by its code and the facts behind it, in the order in which they are said.

    `code` is one of the codes that `treadle.words` can say, e.g. 'buy.newsvendor' or 'late.capacity'.
    """

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def of(cls, code: str, **facts: Fact) -> Reason:
        """A reason from keyword facts: Reason.of('late.capacity', line='L1', days=3)."""
        return cls(code=code, facts=tuple(facts.items()))

    def fact(self, name: str) -> Fact | None:
        """The fact of that name, None where the reason has none."""
        return next((value for key, value in self.facts if key == name), None)

    def to_text(self) -> str:
        """A stable one-line form for tables: the code and its facts as JSON."""
        from treadle.terms.codec import to_cell

        return f"{self.code} {to_cell(dict(self.facts))}"

    @classmethod
    def from_text(cls, text: str) -> Reason:
        """The reason that `to_text` wrote. Raises ValueError on any other text."""
        from treadle.terms.codec import from_cell

        code, _, facts = text.partition(" ")
        return cls(code=code, facts=tuple(from_cell(facts).items()))
