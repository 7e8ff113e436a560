"""A mapping file: which column of a foreign layout is what. Data, not code; unknown keys are refused by name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from treadle.errors import InputError, Problem
from treadle.reading.cell_form import CellForm
from treadle.terms.column_names import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A test of one column: its text is one of `any_of`, none of `none_of`, matches a pattern, is filled, or is a word
    for `is_a` ('size', 'colour' or 'other') in one of the languages of shops."""

    column: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    matches: str = ""
    is_filled: bool | None = None
    is_a: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule(CellForm):
    """How one column of a table comes about: the steps in their order.

    Start with one of: `source` (a column; 'from' in the file), `constant`, `join` (columns, texts that begin with
    '=', or rules; `joiner` between them), `first_of` (the first filled column), `any` (the first
    rule with a result). Then: `null` texts count as empty; `extract`
    keeps the first group of a pattern; `replace` pairs of pattern and text; `case` lower or upper; `values` maps texts
    and `matches` patterns, `otherwise` holds for the rest (absent: left as it is for values, empty for matches);
    numbers: `thousands` and `decimal` marks (a thousands mark stands only before groups of three), `is_percent`,
    `times`, `plus`, `less` columns, `per` a column of pieces; dates: `date_formats`, `epoch` (s, ms, us, excel), and
    the time `zone` by name or `zone_from` a column, where the text has no offset of its own;
    `is_size_rank` puts sizes in order; `empty` stands for an empty result; `when` conditions must all hold, else the
    cell is empty; `agree` columns: the result must be the same on all rows that are equal in them, else `disagree`.
    `assumption` is a note that the row carries.
    """

    source: str = ""
    constant: str | None = None
    join: tuple[str | FieldRule, ...] = ()
    joiner: str = ""
    first_of: tuple[str, ...] = ()
    any_of: tuple[FieldRule, ...] = ()
    null: tuple[str, ...] = ()
    extract: str = ""
    replace: tuple[tuple[str, str], ...] = ()
    case: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    matches: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = None
    less: tuple[str, ...] = ()
    per: str = ""
    is_size_rank: bool = False
    empty: str | None = None
    when: tuple[Condition, ...] = ()
    agree: tuple[str, ...] = ()
    disagree: FieldRule | None = None
    assumption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpivot:
    """Columns whose names match become rows: `name` holds the column's name, `value` its cell.

    With `is_span` the names are days, and days in a row with the same value become one row with `name` and
    `name`_to.
    """

    columns: str
    name: str
    value: str
    is_span: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """How a file is read, where its bytes do not say. The header is the row that holds all texts of `header_cell`;
    `reader` 'trends': as Google Trends' CSV."""

    delimiter: str = ""
    encoding: str = ""
    skip_rows: int = 0
    header: tuple[str, ...] = ()
    header_cell: tuple[str, ...] = ()
    sheet: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A second file whose columns join the rows as '<name>.<column>' where `on` columns are equal."""

    name: str
    file: str
    on: Mapping[str, str]
    format: FileFormat = field(default_factory=FileFormat)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidRule:
    """What was paid for a piece, as the column 'price paid': its price less the line's discount (of the whole line) and
    the line's share, by value, of the order's discount.

    Orders are the groups of `fill_within`. Where `subtotal` says that the lines already add up to what was paid, the
    order's discount is in them (or was on the freight) and is not taken off again.
    """

    price: str
    units: str
    line_discount: str = ""
    order_discount: str = ""
    subtotal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMap:
    """Rows of one table from files whose names match `file`, or that have all columns of `recognise`. `key` names
    columns of the table that identify a row.

    Empty cells of `fill_down` columns take the value above, with `fill_within` only among rows that share that column,
    wherever they stand; such rows are numbered from 1 as the column 'row in group'. `headings` are other names of
    columns, in the order in which they are tried; `optional` columns count as empty where the file lacks them;
    `not_read` are patterns of columns that are left unread knowingly. Rows whose column `currency` is another than the
    brand's are converted or set aside.
    """

    file: str
    table: str
    columns: Mapping[str, FieldRule]
    attributes: Mapping[str, FieldRule] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    fill_down: tuple[str, ...] = ()
    fill_within: str = ""
    explode: str = ""
    unpivot: Unpivot | None = None
    lookups: tuple[Lookup, ...] = ()
    recognise: tuple[str, ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    currency: str = ""
    paid: PaidRule | None = None
    format: FileFormat = field(default_factory=FileFormat)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFile:
    """All sources of a mapping. `name` keeps keys of different mappings apart; `text_id` changes with its text. `title`
    is what people call the file."""

    name: str
    sources: tuple[SourceMap, ...]
    assumptions: tuple[str, ...] = ()
    text_id: str = ""
    title: str = ""


#: Keys as a person writes them -> fields of FieldRule.
RULE_KEYS: Mapping[str, str] = {
    "from": "source", "constant": "constant", "join": "join", "with": "joiner", "first_of": "first_of", "any": "any_of",
    "null": "null",
    "extract": "extract", "replace": "replace", "case": "case", "values": "values", "matches": "matches",
    "otherwise": "otherwise", "thousands": "thousands", "decimal": "decimal", "percent": "is_percent", "times": "times",
    "plus": "plus", "less": "less", "per": "per", "date_format": "date_formats", "epoch": "epoch", "zone": "zone",
    "zone_from": "zone_from", "size_rank": "is_size_rank", "empty": "empty",
    "when": "when", "agree": "agree", "disagree": "disagree", "assumption": "assumption",
}  # fmt: skip
SOURCE_KEYS = (
    "file", "table", "columns", "attributes", "key", "where", "fill_down", "fill_within", "explode", "unpivot",
    "lookup", "recognise", "headings", "optional", "not_read", "currency", "paid",
    *(one.name for one in fields(FileFormat)),
)  # fmt: skip


#: Bytes of a mapping file, at most.
MOST_BYTES = 2 * 1024 * 1024


def read_mapping(path: Path) -> MappingFile:
    """Read a mapping file. Raises `InputError` with everything that is wrong with it."""
    import hashlib

    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            what = f"it has {path.stat().st_size / 1e6:,.0f} MB, which no mapping has"
            raise InputError.single(path.name, what, "Give a mapping file after --map, and files of rows before it")
        raw = path.read_bytes()
        given = tomllib.loads(raw.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError.single(str(path), "there is no such mapping file", "Correct the name after --map") from error
    except (ValueError, RecursionError) as error:
        raise InputError.single(path.name, f"not readable as TOML ({error})", "Write key = value") from error
    reading = _Reading(file=path.name)
    mapping = reading.mapping(given, hashlib.sha256(raw).hexdigest()[:16])
    if reading.problems:
        raise InputError(reading.problems)
    return mapping


@dataclass(slots=True)
class _Reading:
    file: str
    problems: list[Problem] = field(default_factory=list)

    def mapping(self, given: Mapping[str, Any], text_id: str) -> MappingFile:
        """The whole file."""
        self._known(given, ("name", "title", "source", "assumptions"), "the mapping")
        sources = given.get("source")
        if not isinstance(sources, list) or not sources:
            self._wrong("there is no [[source]]", "Add one per table, with file, table and [source.columns]")
            sources = []
        return MappingFile(
            name=str(given.get("name", Path(self.file).stem)), text_id=text_id,
            title=str(given.get("title", given.get("name", Path(self.file).stem))),
            assumptions=self._texts(given.get("assumptions", []), "assumptions"),
            sources=tuple(self._source(one, number) for number, one in enumerate(sources, start=1)),
        )  # fmt: skip

    def _source(self, given: Mapping[str, Any], number: int) -> SourceMap:
        where = f"source {number}"
        self._known(given, SOURCE_KEYS, where)
        if "table" not in given:
            self._wrong(f"{where} names no table", 'Add table = "signals" or another')
        columns = given.get("columns", {})
        if not isinstance(columns, dict) or not columns:
            self._wrong(f"{where} has no columns", "Add [source.columns] with a line per column of the table")
            columns = {}
        return SourceMap(
            file=str(given.get("file", "*")), table=str(given.get("table", "")),
            columns={name: self._rule(rule, f"{where}, {name}") for name, rule in columns.items()},
            attributes={
                name: self._rule(rule, f"{where}, {name}") for name, rule in given.get("attributes", {}).items()
            },
            key=self._texts(given.get("key", []), f"{where}, key"),
            where=self._conditions(given.get("where", {}), where),
            fill_down=self._texts(given.get("fill_down", []), f"{where}, fill_down"),
            fill_within=str(given.get("fill_within", "")), explode=str(given.get("explode", "")),
            unpivot=self._unpivot(given.get("unpivot"), where),
            lookups=tuple(self._lookup(one, where) for one in given.get("lookup", [])),
            recognise=self._texts(given.get("recognise", []), f"{where}, recognise"),
            headings={
                name: self._texts(other if isinstance(other, list) else [other], f"{where}, headings, {name}")
                for name, other in given.get("headings", {}).items()
            },
            optional=self._texts(given.get("optional", []), f"{where}, optional"),
            not_read=self._texts(given.get("not_read", []), f"{where}, not_read"),
            currency=str(given.get("currency", "")), paid=self._paid(given, where),
            format=self._format(given),
        )  # fmt: skip

    def _paid(self, given: Mapping[str, Any], where: str) -> PaidRule | None:
        paid = given.get("paid")
        if paid is None:
            return None
        self._known(paid, tuple(one.name for one in fields(PaidRule)), f"{where}, paid")
        if not {"price", "units"} <= set(paid) or not given.get("fill_within"):
            self._wrong(f"{where}: paid needs price, units, and fill_within for the order", "Name these columns")
        return PaidRule(**{one.name: str(paid.get(one.name, "")) for one in fields(PaidRule)})

    def _format(self, given: Mapping[str, Any]) -> FileFormat:
        plain = FileFormat()
        cells = given.get("header_cell", [])
        return FileFormat(
            delimiter=str(given.get("delimiter", plain.delimiter)), encoding=str(given.get("encoding", plain.encoding)),
            skip_rows=int(given.get("skip_rows", 0)), header=self._texts(given.get("header", []), "header"),
            header_cell=self._texts([cells] if isinstance(cells, str) else cells, "header_cell"),
            sheet=str(given.get("sheet", "")),
            reader=str(given.get("reader", "")),
        )  # fmt: skip

    def _lookup(self, given: Mapping[str, Any], where: str) -> Lookup:
        self._known(given, ("name", "file", "on", *(one.name for one in fields(FileFormat))), f"{where}, lookup")
        on = given.get("on", {})
        if isinstance(on, list):
            on = {one: one for one in on}
        if not on or "file" not in given or "name" not in given:
            self._wrong(f"{where}: a lookup needs name, file and on", 'Write on = ["sku"] or on = {mine = "theirs"}')
        return Lookup(name=str(given.get("name", "")), file=str(given.get("file", "")), on=dict(on),
                      format=self._format(given))  # fmt: skip

    def _unpivot(self, given: Mapping[str, Any] | None, where: str) -> Unpivot | None:
        if given is None:
            return None
        self._known(given, ("columns", "name", "value", "span"), f"{where}, unpivot")
        if not {"columns", "name", "value"} <= set(given):
            self._wrong(f"{where}: unpivot needs columns, name and value", 'columns is a pattern such as "20[0-9-]+"')
            return None
        self._pattern(given["columns"], where)
        return Unpivot(columns=str(given["columns"]), name=str(given["name"]), value=str(given["value"]),
                       is_span=bool(given.get("span", False)))  # fmt: skip

    def _rule(self, given: Any, where: str) -> FieldRule:
        if isinstance(given, str):
            return FieldRule(source=given)
        if not isinstance(given, dict):
            self._wrong(f"{where} is neither a column's name nor a rule", 'Write "column" or {constant = "text"}')
            return FieldRule(constant="")
        self._known(given, tuple(RULE_KEYS), where)
        starts = [key for key in ("from", "constant", "join", "first_of", "any") if key in given]
        if len(starts) != 1:
            self._wrong(f"{where} needs exactly one of from, constant, join, first_of, any", "Keep one of them")
        made: dict[str, Any] = {}
        for key, value in given.items():
            if key in RULE_KEYS:
                made[RULE_KEYS[key]] = self._value(key, value, where)
        return FieldRule(**made)

    def _value(self, key: str, value: Any, where: str) -> Any:
        if key == "join" and isinstance(value, list):
            return tuple(one if isinstance(one, str) else self._rule(one, f"{where}, join") for one in value)
        if key in ("join", "first_of", "null", "agree", "less"):
            return self._texts(value, f"{where}, {key}")
        if key == "date_format":
            return self._texts([value] if isinstance(value, str) else value, f"{where}, {key}")
        if key == "when":
            return self._conditions(value, where)
        if key == "any":
            return tuple(self._rule(one, f"{where}, any") for one in value)
        if key == "disagree":
            return self._rule(value, f"{where}, disagree")
        if key == "values":
            return {str(one): str(to) for one, to in value.items()}
        if key in ("matches", "replace"):
            pairs = value.items() if isinstance(value, dict) else value
            made = tuple((str(pattern), str(text)) for pattern, text in pairs)
            for pattern, _ in made:
                self._pattern(pattern, where)
            return made
        if key == "extract":
            self._pattern(value, where)
        if key in ("percent", "size_rank"):
            return bool(value)
        if key in ("times", "plus") and (isinstance(value, bool) or not isinstance(value, int | float)):
            self._wrong(f"{where}: {key} is {value!r}, not a number", f"Write {key} = 0.45")
        if key == "epoch" and value not in ("s", "ms", "us", "excel"):
            self._wrong(f"{where}: epoch is {value!r}", "Write s, ms, us or excel")
        if key == "case" and value not in ("lower", "upper"):
            self._wrong(f"{where}: case is {value!r}", "Write lower or upper")
        return "yes" if value is True else "no" if value is False else str(value)

    def _conditions(self, given: Any, where: str) -> tuple[Condition, ...]:
        found = []
        for column, test in given.items():
            if isinstance(test, dict):
                self._known(test, ("not", "matches", "filled", "is_a"), f"{where}, {column}")
                if "matches" in test:
                    self._pattern(test["matches"], where)
                if test.get("is_a", "size") not in ("size", "colour", "other"):
                    self._wrong(f"{where}, {column}: is_a is {test['is_a']!r}", "Write size, colour or other")
                found.append(
                    Condition(column=column, none_of=self._texts(test.get("not", []), where),
                              matches=str(test.get("matches", "")), is_filled=test.get("filled"),
                              is_a=str(test.get("is_a", "")))
                )  # fmt: skip
            else:
                texts = self._texts(test if isinstance(test, list) else [test], where)
                found.append(Condition(column=column, any_of=texts))
        return tuple(found)

    def _pattern(self, pattern: Any, where: str) -> None:
        try:
            re.compile(str(pattern))
        except re.error as error:
            self._wrong(f"{where}: {pattern!r} is not a valid pattern ({error})", "Correct the regular expression")

    def _texts(self, given: Any, where: str) -> tuple[str, ...]:
        if not isinstance(given, Sequence) or isinstance(given, str):
            self._wrong(f"{where} is not a list", 'Write ["one", "two"]')
            return ()
        return tuple(str(one) for one in given)

    def _known(self, given: Mapping[str, Any], names: Sequence[str], where: str) -> None:
        for name in given:
            if name not in names:
                near = nearest(name, names)
                meant = f"Did you mean {near}? " if near else ""
                self._wrong(f"unknown key {name} in {where}", f"{meant}Known are {', '.join(names)}")

    def _wrong(self, what: str, remedy: str) -> None:
        self.problems.append(Problem(file=self.file, what=what, remedy=remedy))
