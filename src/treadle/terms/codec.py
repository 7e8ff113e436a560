"""Nouns as JSON and back: the only place that turns a record into text, and the only one that reads it again.

    {"edition": 1, "noun": "Release", …the fields of the noun…}

Days are ISO text, sets are in order, a mapping whose keys are no text is a list of pairs, a number that is not finite
is its name. Arrow tables stay apart: where a noun holds some, the text names each with the digest of its values.
What a file does not say is filled from the noun's defaults; what does not fit is told with its place, all of it.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import types
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
from cattrs import Converter, transform_error
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from treadle.errors import InputError, Problem
from treadle.terms.fingerprint import table_digest
from treadle.terms.reason import Fact
from treadle.terms.signal_parts import SignalParts, Signals, parts_of

#: Raised by one when a noun changes so that an older file can no longer be read with defaults.
EDITION = 1

Noun = TypeVar("Noun")


def to_text(noun: object, *, indent: int | None = None, tables: dict[str, pa.Table] | None = None) -> str:
    """A noun with its name and edition as JSON text; the same noun gives the same text.

    Arrow tables of the noun are put into `tables`, by field or key, and named in the text. Raises TypeError where the
    noun holds one and `tables` is None, ValueError where two go by one name.
    """
    codec = _PLAIN if tables is None else _Codec(tables)
    told = {"edition": EDITION, "noun": type(noun).__name__, **codec.converter.unstructure(noun)}
    return json_text(told, indent=indent) + "\n"


def from_text(
    kind: type[Noun], text: str | bytes, *, file: str, remedy: str, tables: Mapping[str, pa.Table] | None = None
) -> Noun:
    """The noun that `to_text` wrote; `tables` are the Arrow tables that were set apart.

    Raises `InputError`, naming `file` and `remedy`, for text that is no such noun, of a later edition, or whose tables
    are missing or others.
    """
    try:
        told = json.loads(text)
    except ValueError as error:
        raise InputError.single(file, f"it is not JSON ({error})", remedy) from None
    if not isinstance(told, dict):
        raise InputError.single(file, "it is not a JSON object", remedy)
    edition, noun = told.pop("edition", 0), told.pop("noun", kind.__name__)
    if not isinstance(edition, int) or edition > EDITION:
        what = f"it is of edition {edition}, and this treadle reads up to edition {EDITION}"
        raise InputError.single(file, what, "Update treadle")
    if noun != kind.__name__:
        raise InputError.single(file, f"it holds a {noun}, not a {kind.__name__}", remedy)
    return from_values(kind, told, file=file, remedy=remedy, tables=tables)


def json_text(values: object, *, indent: int | None = None) -> str:
    """JSON values as text, on one line without blanks where `indent` is None. Raises ValueError for infinity."""
    separators = (",", ":") if indent is None else None
    return json.dumps(values, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False)


def to_cell(facts: Mapping[str, Fact]) -> str:
    """Facts as the JSON text of a table's cell, which a person may read."""
    return json.dumps({name: _write_fact(fact) for name, fact in facts.items()}, ensure_ascii=False)


def from_cell(text: str) -> dict[str, Fact]:
    """The facts that `to_cell` wrote. Raises ValueError on any other text."""
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError(f"{text[:60]} holds no facts")
    return {name: _read_fact(fact, None) for name, fact in told.items()}


def to_values(noun: object, kind: Any = None) -> Any:
    """A noun, or a container of nouns told by `kind`, as JSON values: objects, lists, text, numbers, true and null."""
    return _PLAIN.converter.unstructure(noun, kind)


def from_values(
    kind: type[Noun], values: object, *, file: str, remedy: str, tables: Mapping[str, pa.Table] | None = None
) -> Noun:
    """JSON values as a noun. Raises `InputError` with every place that does not fit."""
    codec = _PLAIN if tables is None else _Codec(tables)
    try:
        return codec.converter.structure(values, kind)
    except Exception as error:
        raise InputError(Problem(file=file, what=_said(one), remedy=remedy) for one in _problems(error)) from None


def _problems(error: Exception) -> list[str]:
    told: list[str] = transform_error(error, format_exception=_told)
    return told or [str(error)]


def _told(error: BaseException, kind: type | None) -> str:
    if isinstance(error, KeyError):
        return "is missing"
    return str(error) or f"is not a {getattr(kind, '__name__', kind)}"


def _said(problem: str) -> str:
    """'is no int @ $.orders[3].units' with the place first, in the order in which a person looks."""
    what, _, place = problem.rpartition(" @ $")
    return f"{place.lstrip('.') or 'the whole'}: {what}" if what else problem


class _Codec:
    """A converter with its tables: those that were met in writing, or that can be had in reading."""

    def __init__(self, tables: Mapping[str, pa.Table] | None) -> None:
        self.tables = tables
        self.converter = Converter()
        for kind in (str, int, float, bool):
            self.converter.register_structure_hook(kind, _strict(kind))
        self.converter.register_unstructure_hook(float, _number)
        self.converter.register_unstructure_hook(bool, bool)
        self.converter.register_unstructure_hook(int, int)
        self.converter.register_unstructure_hook(date, date.isoformat)
        self.converter.register_structure_hook(date, _day)
        self.converter.register_unstructure_hook(datetime, datetime.isoformat)
        self.converter.register_structure_hook(datetime, _moment)
        self.converter.register_unstructure_hook(Fact, _write_fact)
        self.converter.register_structure_hook(Fact, _read_fact)
        self.converter.register_unstructure_hook_factory(_is_mapping, self._write_mapping)
        self.converter.register_structure_hook_factory(_is_mapping, self._read_mapping)
        self.converter.register_unstructure_hook_factory(_is_set, self._write_set)
        self.converter.register_unstructure_hook_factory(_is_choice, self._write_choice)
        self.converter.register_structure_hook_factory(_is_choice, self._read_choice)
        self.converter.register_unstructure_hook_factory(_has_table, self._write_record)
        self.converter.register_structure_hook_factory(_is_record, self._read_record)
        self.converter.register_structure_hook(pa.Table, self._fetch)
        self.converter.register_structure_hook_func(lambda kind: kind == Signals, self._fetch)

    def _write_mapping(self, kind: Any) -> Callable[[Any], Any]:
        """Mappings with text keys as objects in their own order, others as lists of pairs."""
        key_kind, value_kind = get_args(kind)
        if value_kind is pa.Table:
            return lambda one: {str(key): self._set_apart(str(key), table) for key, table in one.items()}
        of_value = self.converter.get_unstructure_hook(value_kind, cache_result=False)
        if key_kind is str:
            return lambda one: {str(key): of_value(value) for key, value in one.items()}
        of_key = self.converter.get_unstructure_hook(key_kind, cache_result=False)
        return lambda one: [[of_key(key), of_value(value)] for key, value in one.items()]

    def _read_mapping(self, kind: Any) -> Callable[[Any, Any], Any]:
        key_kind, value_kind = get_args(kind)
        if key_kind is str:
            return self.converter.get_structure_hook(dict[key_kind, value_kind])  # type: ignore[valid-type]
        pairs = tuple[tuple[key_kind, value_kind], ...]  # type: ignore[valid-type]
        of_pairs = self.converter.get_structure_hook(pairs, cache_result=False)
        return lambda told, _: dict(of_pairs(told, pairs))

    def _write_set(self, kind: Any) -> Callable[[Any], Any]:
        of_one = self.converter.get_unstructure_hook(get_args(kind)[0], cache_result=False)
        return lambda one: [of_one(value) for value in sorted(one)]

    def _write_record(self, kind: Any) -> Callable[[Any], dict[str, Any]]:
        """A record with tables among its fields: each goes by the name of its field."""
        hints = get_type_hints(kind)
        named = {
            one.name: override(unstruct_hook=functools.partial(self._set_apart, one.name))
            for one in dataclasses.fields(kind)
            if _is_table(hints[one.name])
        }
        return make_dict_unstructure_fn(kind, self.converter, **named)  # type: ignore[arg-type]

    def _read_record(self, kind: Any) -> Callable[[Any, Any], Any]:
        of_fields = make_dict_structure_fn(kind, self.converter)

        def read(told: Any, _: Any) -> Any:
            if not isinstance(told, dict):
                raise ValueError(f"is {json.dumps(told, ensure_ascii=False)[:60]}, not an object")
            return of_fields(told, kind)

        return read

    def _write_choice(self, _: Any) -> Callable[[Any], dict[str, Any]]:
        """A noun of several that may stand in a place says which it is."""
        return lambda one: {"noun": type(one).__name__, **self.converter.unstructure(one)}

    def _read_choice(self, kind: Any) -> Callable[[Any, Any], Any]:
        kinds = {one.__name__: one for one in get_args(kind)}

        def read(told: Any, _: Any) -> Any:
            named = kinds.get(told.get("noun")) if isinstance(told, dict) else None
            if named is None:
                raise ValueError(f"does not say which noun it is: one of {', '.join(kinds)}")
            return self.converter.structure(told, named)

        return read

    def _set_apart(self, name: str, signals: Signals) -> dict[str, str]:
        table = pa.concat_tables(parts_of(signals)) if isinstance(signals, SignalParts) else signals
        if not isinstance(self.tables, dict):
            raise TypeError(f"the table {name} has no place in a text")
        digest = table_digest(table)
        if name in self.tables and table_digest(self.tables[name]) != digest:
            raise ValueError(f"two tables go by the name {name}")
        self.tables[name] = table
        return {"table": name, "digest": digest}

    def _fetch(self, told: Any, _: Any) -> pa.Table:
        name = told["table"]
        table = None if self.tables is None else self.tables.get(name)
        if table is None:
            raise ValueError(f"its table {name} is missing")
        if table_digest(table) != told["digest"]:
            raise ValueError(f"its table {name} is not the one that was written with it")
        return table


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping) and origin is not dict


def _is_set(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, AbstractSet)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def _is_choice(kind: Any) -> bool:
    """Whether one of several records may stand there."""
    choices = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else ()
    return len(choices) > 1 and all(_is_record(one) for one in choices)


def _has_table(kind: Any) -> bool:
    return _is_record(kind) and any(_is_table(hint) for hint in get_type_hints(kind).values())


def _is_table(kind: Any) -> bool:
    """Whether a table stands there, be it one that may be too large to be held."""
    return kind is pa.Table or kind == Signals


def _strict(kind: type) -> Callable[[Any, Any], Any]:
    """Reads a value only where it is of that kind already; a whole number is a number too."""

    def read(told: Any, _: Any) -> Any:
        if type(told) is kind:
            return told
        if kind is float and (type(told) is int or told in _NOT_FINITE):
            return float(told)
        raise ValueError(f"is {json.dumps(told, ensure_ascii=False)[:60]}, not {_CALLED[kind]}")

    return read


def _number(value: float) -> float | str:
    return float(value) if math.isfinite(value) else str(float(value))


def _write_fact(value: Fact) -> Any:
    """A fact as it is; a number that is not finite says that it is one, since its name alone would be text."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(float(value))}
    kind = next(one for one in (bool, int, float, str) if isinstance(value, one))
    return kind(value)


def _read_fact(told: Any, _: Any) -> Fact:
    if isinstance(told, dict) and told.get("number") in _NOT_FINITE:
        return float(told["number"])
    if not isinstance(told, str | int | float | bool):
        raise ValueError(f"is {json.dumps(told, ensure_ascii=False)[:60]}, not text, a number, true or false")
    return told


def _day(told: Any, _: Any) -> date:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        raise ValueError(f"is {json.dumps(told, ensure_ascii=False)[:60]}, not a day such as 2026-03-31") from None


def _moment(told: Any, _: Any) -> datetime:
    try:
        return datetime.fromisoformat(told)
    except (TypeError, ValueError):
        said = json.dumps(told, ensure_ascii=False)[:60]
        raise ValueError(f"is {said}, not a moment such as 2026-03-31T14:05:00+00:00") from None


_CALLED = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_NOT_FINITE = ("inf", "-inf", "nan")
_PLAIN = _Codec(None)
