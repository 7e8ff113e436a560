"""Objects of JSON files, read key by key under the rules that hold for the cells of every table.

A number is finite, pieces are whole, yes or no is `true` or `false`, and a key that nobody reads is refused with the
nearest one that is known. Everything wrong with a file is gathered, not the first.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from treadle.errors import InputError, Problem
from treadle.terms.table_spec import Column

#: Numbers beyond this are no measure of anything in the trade; they only overflow.
MOST = 1e12
#: Days outside these years are slips of the pen.
FIRST_YEAR, LAST_YEAR = 2000, 2100
#: Letters of a name, and levels of a file, at most.
LONGEST_NAME, DEEPEST = 200, 60
#: Keys that describe a file and are no data: every form may have them.
DESCRIBING = ("name", "title", "description", "comment", "comments", "note", "notes", "source", "reference", "author")


#: Words that people write for a key.
_SAID_FOR = (
    (("holiday", "day_off", "days_off"), "closed_days"), (("deadline", "delivery"), "due_day"),
    (("pieces", "amount", "number", "count"), "quantity"), (("operators", "workers", "manpower"), "people"),
)  # fmt: skip


class _Twice(ValueError):
    """A key stands twice in one object."""


def parse_json(text: str, file: str, remedy: str) -> Any:
    """The value of a JSON text. Raises `InputError` for what is no JSON, a key that stands twice, too many levels."""
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_no_key_twice)
    except _Twice as error:
        raise InputError.single(file, str(error), "Keep one of the two") from None
    except RecursionError:
        raise InputError.single(file, "it is nested too deep", remedy) from None
    except ValueError as error:
        raise InputError.single(file, f"it is not JSON ({str(error)[:200]})", remedy) from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(f"key {shown(twice)} stands twice in one object")
    return found


def shown(value: object) -> str:
    """A value as a message quotes it: short, on one line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(name: str, known: Sequence[str]) -> str:
    """'Did you mean KEY? ' with the known name nearest to one that is not known; empty where none is near."""
    low = name.lower()
    meant = next((one for words, one in _SAID_FOR if one in known and any(word in low for word in words)), None)
    near = difflib.get_close_matches(low, known, n=1, cutoff=0.55)
    begun = [one for one in known if len(low) > 2 and (one.startswith(low) or low.startswith(one) or _within(low, one))]
    found = [*(near or begun), *([meant] if meant else [])]
    return f"Did you mean {found[0]}? " if found else ""


def _within(short: str, long: str) -> bool:
    """True where the letters of an abbreviation stand in a name in their order."""
    letters = iter(long)
    return short[:1] == long[:1] and all(letter in letters for letter in short)


class JsonForm:
    """One object of a file. Each reading notes its key as known; `end` refuses the keys that were never read.

    `where` says which object it is ('order 3'); `problems` is shared by all forms of a file and grows.
    """

    def __init__(
        self, told: object, file: str, where: str, problems: list[Problem], remedy: str,
        doubts: list[Problem] | None = None,
    ) -> None:  # fmt: skip
        """A form over `told`; a problem where that is no object. What is not likely is gathered in `doubts`."""
        self.doubts: list[Problem] = [] if doubts is None else doubts
        self.file, self.where, self.problems, self.remedy = file, where, problems, remedy
        self.is_object = isinstance(told, Mapping)
        self.told: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
        self.known: list[str] = []
        if not self.is_object:
            self.wrong("", f"is {shown(told)}, not an object")

    def wrong(self, key: str, what: str, remedy: str = "", *, stops: bool = True) -> None:
        """Note a problem of a key (or of the object itself)."""
        place = " ".join(one for one in (self.where, key) if one) or "the file"
        self.problems.append(
            Problem(file=self.file, what=f"{place} {what}", remedy=remedy or self.remedy, stops_plan=stops)
        )

    def has(self, key: str) -> bool:
        """True where a key is there and not null."""
        self._know(key)
        return self.told.get(key) is not None

    def raw(self, key: str) -> Any:
        """The value of a key as it stands; None where it is absent."""
        self._know(key)
        return self.told.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A name or text; whole numbers count as names. Needed where there is no default."""
        value = self._given(key, default is None)
        if value is None:
            return default or ""
        return self.name_of(value, key)

    def name_of(self, value: Any, key: str) -> str:
        """A value as a name: a text or a whole number, without control characters, not empty, not endless."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < MOST else None
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, f"is {shown(value)}, not text")
        elif any(ord(letter) < 32 or 127 <= ord(letter) < 160 or 0xD800 <= ord(letter) < 0xE000 for letter in value):
            self.wrong(key, f"is {shown(value)}, which holds control characters", "Write it in plain letters")
        elif len(value) > LONGEST_NAME:
            self.wrong(key, f"has {len(value)} letters", f"Write at most {LONGEST_NAME}")
        else:
            return value.strip()
        return ""

    def number(
        self,
        key: str,
        default: float | None = None,
        least: float = -MOST,
        most: float = MOST,
        *,
        is_above: bool = False,
    ) -> float:
        """A finite number from `least` (or above it) to `most`. Needed where there is no default."""
        value = self._given(key, default is None)
        if value is None:
            return max(least, 1.0) if default is None else default
        return self.number_of(value, key, least, most, is_above=is_above)

    def number_of(
        self, value: Any, key: str, least: float = -MOST, most: float = MOST, *, is_above: bool = False
    ) -> float:
        """A value as a finite number in its range; a stand-in in it, with a problem, where it is none."""
        stand_in = max(least, min(1.0, most))
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(key, f"is {shown(value)}, not a number", "Write a number")
            return stand_in
        if isinstance(value, float) and not math.isfinite(value):
            self.wrong(key, f"is {value}, not a number", "Write a finite number")
            return stand_in
        if value < least or value > most or (is_above and value <= least):
            limits = f"above {least:g}" if is_above else f"of at least {least:g}"
            if least <= -MOST:
                limits = f"of at most {most:g}"
            self.wrong(key, f"is {shown(value)}", f"Write a number {limits}" + _up_to(most, least))
            return stand_in
        return float(value)

    def whole(self, key: str, default: int | None = None, least: int = 0, most: int = 10**9) -> int:
        """A whole number in its range; a fraction is refused. Needed where there is no default."""
        value = self._given(key, default is None)
        if value is None:
            return max(least, 1) if default is None else default
        return self.whole_of(value, key, least, most)

    def whole_of(self, value: Any, key: str, least: int = 0, most: int = 10**9) -> int:
        """A value as a whole number in its range."""
        if isinstance(value, float) and math.isfinite(value) and not value.is_integer():
            self.wrong(key, f"is {value!r}, not a whole number", "Write a whole number")
            return max(least, 1)
        return int(self.number_of(value, key, least, most))

    def by(self, column: Column, default: float | None = None, *, key: str = "", scale: float = 1.0) -> float:
        """A number under the rules of a column of a table: its range, and what of it is likely. Without a default it is
        needed. `key` is its name here, if another; `scale` how many of the file's units are one of the column's."""
        name = key or column.name
        value = self._given(name, default is None)
        return default if value is None and default is not None else self.by_of(value, name, column, scale)

    def by_of(self, value: Any, key: str, column: Column, scale: float = 1.0) -> float:
        """A value under the rules of a column of a table; a stand-in in its range, with a problem, where it is none."""
        before = len(self.problems)
        least, most = (None if one is None else one * scale for one in (column.least, column.largest))
        low, high = -MOST if least is None else least, MOST if most is None else most
        if column.kind == "whole":
            found: float = self.whole_of(value, key, math.ceil(low), int(high))
        else:
            found = self.number_of(value, key, low, high, is_above=column.is_above_least)
        if len(self.problems) == before and not column.is_likely(found / scale):
            what = f"is {shown(value)}, which is not likely; usual is {column.likely_span}"
            said = f" (times {scale:g})" if scale != 1.0 else ""
            place = " ".join(one for one in (self.where, key) if one)
            remedy = column.advice or "Correct it, or leave it if it is right"
            self.doubts.append(Problem(file=self.file, what=f"{place} {what}{said}", remedy=remedy, stops_plan=False))
        return found

    def whole_by(self, column: Column, default: int | None = None, *, key: str = "") -> int:
        """As `by`, of whole numbers."""
        return int(self.by(column, default, key=key))

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false, as JSON writes them."""
        value = self._given(key, False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, f"is {shown(value)}, not true or false", "Write true or false, without quotes")
            return default
        return value

    def day(self, key: str, *, is_needed: bool = True) -> date | None:
        """A day as 2026-03-31, in a year that can be meant; None where it is absent or wrong."""
        value = self._given(key, is_needed)
        return None if value is None else self.day_of(value, key)

    def day_of(self, value: Any, key: str) -> date | None:
        """A value as a day."""
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            self.wrong(key, f"is {shown(value)}, not a day", "Write it like 2026-03-31")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.wrong(key, f"is {day}", f"Write a day of the years {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return day

    def minute(self, key: str) -> int:
        """Minutes from midnight of a clock reading such as 08:30; 24:00 ends a day."""
        value = self._given(key, True)
        hours, colon, minutes = value.partition(":") if isinstance(value, str) else ("", "", "")
        digits = colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()
        found = int(hours) * 60 + int(minutes) if digits and len(hours) <= 2 and len(minutes) == 2 else -1
        if not 0 <= found <= 24 * 60 or int(minutes) > 59:
            if value is not None:
                self.wrong(key, f"is {shown(value)}, not a time of day", "Write it like 08:30")
            return 0
        return found

    def items(self, key: str, *, is_needed: bool = False, most: int = 1_000_000) -> list[Any]:
        """A list; empty where it is absent."""
        value = self._given(key, is_needed)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, f"is {shown(value)}, not a list", "Write it in square brackets")
            return []
        if is_needed and not value:
            self.wrong(key, "is an empty list", "Fill it, or leave it out where it is not needed")
        if len(value) > most:
            self.wrong(key, f"has {len(value)} entries", f"Write at most {most}")
            return []
        return value

    def forms(self, key: str, called: str, *, is_needed: bool = False) -> Iterator[JsonForm]:
        """The objects of a list, each called `called` with its number from 1."""
        for at, one in enumerate(self.items(key, is_needed=is_needed), start=1):
            form = self.form_of(one, f"{called} {at}")
            if form.is_object:
                yield form

    def form_of(self, told: Any, called: str) -> JsonForm:
        """Another object of the same file."""
        where = f"{self.where}, {called}" if self.where else called
        return JsonForm(told, self.file, where, self.problems, self.remedy, self.doubts)

    def form(self, key: str) -> JsonForm | None:
        """The object of a key; None, with a problem, where it is none or absent."""
        value = self._given(key, True)
        found = None if value is None else self.form_of(value, key)
        return found if found is not None and found.is_object else None

    def mapping(self, key: str, *, is_needed: bool = False) -> dict[str, Any]:
        """An object whose keys are names; empty where it is absent."""
        value = self._given(key, is_needed)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(key, f"is {shown(value)}, not an object", "Write names and values in curly brackets")
            return {}
        return {self.name_of(name, f"{key}: a name"): one for name, one in value.items()}

    def each(self, key: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
        """Every entry of a list, read by a reader of values such as `number_of`."""
        return tuple(read(one, f"{key} {at}") for at, one in enumerate(self.items(key), start=1))

    def end(self, *also: str) -> None:
        """Refuse keys that were never read; `also` and describing ones may be there."""
        every = [*self.known, *also]
        for name in self.told:
            if name not in every and name not in DESCRIBING:
                listed = ", ".join(dict.fromkeys(every))
                self.wrong(
                    "", f"has a key {shown(name)}, which is not known", f"{nearest(name, every)}Known are {listed}"
                )

    def _know(self, key: str) -> None:
        if key not in self.known:
            self.known.append(key)

    def _given(self, key: str, is_needed: bool) -> Any:
        self._know(key)
        value = self.told.get(key)
        if value is None and is_needed and self.is_object:
            self.wrong("", f"has no {key!r}")
        return value


def _up_to(most: float, least: float) -> str:
    return "" if most >= MOST or least <= -MOST else f", at most {most:g}"
