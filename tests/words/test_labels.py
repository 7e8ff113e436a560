"""Headings, labels and codes have their words in every language, and say the same facts."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from treadle.anticipate.baselines import PLAIN
from treadle.anticipate.rehearse import TREES
from treadle.anticipate.spoken import BESIDE, PLANNER
from treadle.anticipate.stages import STAGES as LIFE_STAGES
from treadle.report.sheets import SHEETS
from treadle.sense.clean import RULES
from treadle.terms.entry import BODIES
from treadle.terms.schedule import STAGES
from treadle.terms.schema import OUTPUTS
from treadle.words import LABELS, heading, label, told
from treadle.words.headings import CHINESE_HEADINGS
from treadle.words.told import CODES

SOURCE = Path(__file__).resolve().parents[2] / "src" / "treadle"
HAN = re.compile(r"[一-鿿]")


def facts(template: str) -> set[str]:
    """Names of the facts that a label asks for, plurals of the English aside."""
    names = {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(template) if name}
    return {name for name in names if name.removesuffix("_s") not in names - {name}}


def test_every_heading_has_its_chinese_and_no_other_is_kept() -> None:
    given = {column.heading for table in OUTPUTS.values() for column in table.columns}
    assert given == set(CHINESE_HEADINGS)
    assert [one for one in given if not HAN.search(heading(one, "zh"))] == ["SKU"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_table_has_two_columns_of_one_heading(language: str) -> None:
    for table in OUTPUTS.values():
        said = [heading(column.heading, language) for column in table.columns]
        assert len(set(said)) == len(said), table.name


def test_labels_say_the_same_facts_in_both_languages() -> None:
    for key, (english, chinese) in LABELS.items():
        assert facts(english) == facts(chinese), key
        letters = re.sub(r"\{[^}]*\}|treadle|sparrow", "", chinese)
        assert HAN.search(letters) or not re.search(r"[A-Za-z]{2}", letters), key


def test_every_label_that_is_asked_for_is_there_and_every_one_there_is_asked_for() -> None:
    asked: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "words" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            asked |= {
                one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    for path in SOURCE.rglob("*.html"):
        asked |= set(re.findall(r"[\"']([a-z]+\.[a-z_]+)[\"']", path.read_text(encoding="utf-8")))
    families = {key.split(".")[0] for key in LABELS}
    named = {one for one in asked if re.fullmatch(r"[a-z]+\.[a-z_]+", one) and one.split(".")[0] in families}
    # Families whose keys are put together from a code: sheets and values by table, ways by kind, parts of the cost.
    made = {
        key
        for key in LABELS
        if key.split(".")[0]
        in (
            "sheet",
            "value",
            "way",
            "cost",
            "rush",
            "nav",
            "kind",
            "book",
            "action",
            "card",
            "style",
            "today",
            "board",
            "booked",
            "import",
            "ledger",
            "again",
            "own",
            "flow",
            "postpone",
            "campaign",
            "source",
            "severity",
            "samples",
            "verdict",
            "curve",
            "document",
            "trace",
            "step",
            "fact",
            "draw",
            "worth",
            "carton",
            "partner",
            "owed",
            "role",
            "work",
            "press",
            "said",
            "screen",
            "grid",
            "tablet",
            "strip",
            "cloth",
            "station",
            "want",
            "course",
            "state",
            "ask",
            "link",
            "reply",
            "till",
            "shelf",
            "gained",
            "camp",
            "ended",
            "sale",
        )
    }
    assert sorted(set(LABELS) - named - made) == []
    plain = ("page", "title", "head", "chart", "if", "sum", "back", "bridge", "repair")
    assert sorted(one for one in named - set(LABELS) if one.split(".")[0] in plain) == []


def test_sheets_have_names_that_a_workbook_can_hold() -> None:
    for at, _ in enumerate(("en", "zh")):
        names = [LABELS[f"sheet.{one}"][at] for one in ("plan", *(sheet.table for sheet in SHEETS))]
        assert len({name.lower() for name in names}) == len(names)
        assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_codes_are_said_in_words_and_names_are_left_alone() -> None:
    assert all(code in CODES for code in (*STAGES, *LIFE_STAGES, *PLAIN, TREES, PLANNER, *BESIDE.values()))
    assert all(rule in CODES for rule, _ in RULES)
    assert told("settled") == "established"
    assert told("82% trees + 18% quick smoothing", "zh") == "82% 树模型 + 18% 快速平滑"
    assert told("TEE1-navy", "zh") == "TEE1-navy"


def test_every_kind_of_entry_has_its_name() -> None:
    assert {f"booked.{kind.replace(' ', '_')}" for kind in BODIES} <= set(LABELS)


def test_one_is_one_and_a_missing_fact_is_an_error() -> None:
    assert label("sum.orders", orders=1, states="1 kept", metres="3").startswith("1 work order (1 kept),")
    assert label("sum.orders", orders=2, states="1 kept", metres="3").startswith("2 work orders (1 kept),")
    with pytest.raises(KeyError):
        label("sum.orders", orders=1)
