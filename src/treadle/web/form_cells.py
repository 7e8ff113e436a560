"""What people type into forms, as numbers and days; all that cannot be read is told at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from treadle.errors import InputError, Problem

#: Larger than any sum of a brand, and small enough that cents stay whole.
MOST_MONEY = 1e10
_MOST_DIGITS = 9


class FormCells:
    """The fields of a form by name, with what is wrong with them."""

    def __init__(self, form: str, fields: Mapping[str, str]) -> None:
        self.form = form
        self.fields = {name: value.strip() for name, value in fields.items()}
        self.problems: list[Problem] = []

    def day(self, name: str) -> date | None:
        """A day as a browser sends it; None where it is empty."""
        text = self.fields.get(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._say(name, f"'{text[:30]}' is no day", "Write it as 2026-03-31")
            return None

    def whole(self, name: str) -> int | None:
        """A whole number that is not negative."""
        text = self.fields.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
            self._say(name, f"'{text[:30]}' is no number of pieces", "Write a whole number")
            return None
        return int(text) if text else None

    def cents(self, name: str, *, least: float = 0.0) -> int | None:
        """Money of `least` or more as cents, with a point or a comma."""
        text = self.fields.get(name, "")
        value = _number(text)
        if text and (value is None or not least <= value < MOST_MONEY):
            self._say(name, f"'{text[:30]}' is no price", "Write a number such as 4.20")
            return None
        return None if value is None else round(100 * value)

    def share(self, name: str) -> float | None:
        """A percentage from 0 to 100 as a share."""
        text = self.fields.get(name, "").removesuffix("%")
        value = _number(text)
        if text and (value is None or not 0 <= value <= 100):
            self._say(name, f"{text[:30]} is no share", "Say 0 to 100")
            return None
        return None if value is None else value / 100

    def refuse(self) -> None:
        """Raise `InputError` with all that is wrong."""
        if self.problems:
            raise InputError(self.problems)

    def _say(self, name: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(file=self.form, column=name, what=what, remedy=remedy))


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".")) if text else None
    except ValueError:
        return None
    return value if value is None or math.isfinite(value) else None
