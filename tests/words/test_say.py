"""Every code of the house has its sentence in every language, and no sentence can fail."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from treadle.terms.reason import Reason
from treadle.words import LANGUAGES, say, say_text

SOURCE = Path(__file__).resolve().parents[2] / "src" / "treadle"
FAMILIES = "buy|limit|forecast|cut|sew|factory|late|infeasible|promise|change|rush|refill|transfer|order|amend"
CODE = re.compile(rf'"((?:{FAMILIES})\.[a-z_]+)"')


def codes() -> set[str]:
    """Codes written in the source outside the words themselves."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "words" not in path.parts:
            found |= set(CODE.findall(path.read_text(encoding="utf-8")))
    return found - {"cut.nesters", "cut.nest"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentence(language: str) -> None:
    assert len(codes()) > 30
    assert sorted(codes() - set(LANGUAGES[language])) == []


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
    reason = Reason.of("factory.cheapest", factory="A", cost_cents=123456, day="2026-03-01", other="B",
                       other_cost_cents=200000, other_day="2026-03-05")  # fmt: skip
    assert say(reason) == "A at 1,234.56, ready 2026-03-01; B would cost 2,000.00 and be ready 2026-03-05."


def test_an_unknown_code_hides_nothing() -> None:
    assert say(Reason.of("house.unknown", units=3)) == "house.unknown: units = 3"


def test_text_of_a_table_is_said_and_empty_text_stays_empty() -> None:
    assert say_text(Reason.of("buy.none").to_text(), "zh") == "该款色无需决定。"
    assert say_text("") == ""


def test_one_day_is_a_day() -> None:
    facts = {"fabric_ready_day": "2026-10-01", "planned_day": "2026-10-02", "probability": 0.9}
    assert "; 1 day on top" in say(Reason.of("promise.material", buffer_days=1, **facts))
    assert "; 3 days on top" in say(Reason.of("promise.material", buffer_days=3, **facts))
