"""Every code of the house has its sentence in every language, and no sentence can fail."""

from __future__ import annotations

import ast
import functools
import re
import string
from pathlib import Path

import pytest

from treadle.terms.reason import Reason
from treadle.words import LANGUAGES, say, say_text

SOURCE = Path(__file__).resolve().parents[2] / "src" / "treadle"
CODE = re.compile(r"[a-z]+\.[a-z_]*")


def texts(node: ast.AST) -> set[str]:
    """Every text within a piece of code."""
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def is_reason(node: ast.AST) -> bool:
    """True for a call that makes a reason: Reason.of(code, …) or Reason(code=code, …)."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("Reason.of", "Reason")


@functools.cache
def codes() -> set[str]:
    """Codes written in the source outside the words. A family is what stands before the point in a call that makes a
    reason, or in the words; every text of a family in a module that makes reasons is a code."""
    told = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "words" not in path.parts]
    making = [ast.parse(text) for text in told if "Reason.of(" in text or "Reason(" in text]
    given = {text for tree in making for node in ast.walk(tree) if is_reason(node) for text in texts(node)}
    families = {one.split(".")[0] for one in (*filter(CODE.fullmatch, given), *LANGUAGES["en"])}
    written = {text for tree in making for text in texts(tree) if CODE.fullmatch(text)}
    return {text for text in written if text.split(".")[0] in families}


def begun(code: str, language: str) -> set[str]:
    """The codes of a language that a text of the source stands for: itself, or all that begin with it."""
    return {one for one in LANGUAGES[language] if one == code or (code.endswith(("_", ".")) and one.startswith(code))}


def test_codes_of_every_family_of_the_words_are_looked_for() -> None:
    families = {one.split(".")[0] for one in codes()}
    assert {one.split(".")[0] for one in LANGUAGES["en"]} <= families


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentence(language: str) -> None:
    assert len(codes()) > 30
    assert sorted(code for code in codes() if not begun(code, language)) == []


def test_the_languages_say_the_same_codes() -> None:
    assert set(LANGUAGES["en"]) == set(LANGUAGES["zh"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_that_is_missing_is_a_dash_and_never_an_error(language: str) -> None:
    for code in LANGUAGES[language]:
        said = say(Reason.of(code), language)
        assert "{" not in said
        asked = {name for _, name, _, _ in string.Formatter().parse(LANGUAGES[language][code]) if name}
        assert ("–" in said) == bool(asked), code


def test_money_is_said_in_currency_units() -> None:
    reason = Reason.of("schedule.overtime", factory="A", days=2, first_day="2026-03-01", last_day="2026-03-05",
                       premium_cents=123456, saved_cents=200000)  # fmt: skip
    said = say(reason)
    assert "1,234.56" in said and "2,000.00" in said and "123456" not in said


def test_an_unknown_code_hides_nothing() -> None:
    assert say(Reason.of("house.unknown", units=3)) == "house.unknown: units = 3"


def test_text_of_a_table_is_said_and_empty_text_stays_empty() -> None:
    assert say_text(Reason.of("buy.none").to_text(), "zh") == "该款色无需决定。"
    assert say_text("") == ""


def test_one_day_is_a_day() -> None:
    facts = {"fabric_ready_day": "2026-10-01", "planned_day": "2026-10-02", "probability": 0.9}
    assert "; 1 day on top" in say(Reason.of("promise.material", buffer_days=1, **facts))
    assert "; 3 days on top" in say(Reason.of("promise.material", buffer_days=3, **facts))
