"""Reasons as sentences: the only prose in the house. Voices call `say`; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from treadle.terms.reason import Reason
from treadle.words.chinese import CHINESE
from treadle.words.english import ENGLISH
from treadle.words.floor import CHINESE_FLOOR, ENGLISH_FLOOR
from treadle.words.orders import CHINESE_ORDERS, ENGLISH_ORDERS
from treadle.words.today import CHINESE_PICTURES, ENGLISH_PICTURES, TODAY

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": {**ENGLISH, **ENGLISH_ORDERS, **ENGLISH_FLOOR, **ENGLISH_PICTURES},
    "zh": {**CHINESE, **CHINESE_ORDERS, **CHINESE_FLOOR, **CHINESE_PICTURES},
}
#: Titles, labels and notes by key, in the order of `LANGUAGES`.
LABELS: Mapping[str, tuple[str, str]] = {**TODAY}


class _Facts(dict[str, object]):
    """Facts of a reason; one that the sentence asks for and the reason lacks is said as a dash."""

    def __missing__(self, key: str) -> object:
        return _Dash()


class _Dash:
    """Stands for a fact that is not there, under any number format."""

    def __format__(self, spec: str) -> str:
        return "–"

    def __getattr__(self, name: str) -> _Dash:
        return self


def say(reason: Reason, language: str = "en") -> str:
    """The sentence of a reason. Amounts in cents are said in currency units; `{x_days_s}` is an s unless x_days is 1; facts
    that end in `_on` are days.

    Raises KeyError for a language that is not in `LANGUAGES`. A code without a sentence is said by its facts, so that
    nothing is hidden; a test holds that every code of the house has its sentence.
    """
    facts = _Facts()
    for name, value in reason.facts:
        facts[name] = value
        if name.endswith("_days") and isinstance(value, int | float):
            facts[name + "_s"] = "" if value == 1 else "s"
        if name.endswith("_on") and isinstance(value, str):
            facts[name] = date.fromisoformat(value)
        if name.endswith("_cents") and isinstance(value, int | float):
            facts[name.removesuffix("_cents") + "_money"] = value / 100
    template = LANGUAGES[language].get(reason.code)
    if template is None:
        told = ", ".join(f"{name} = {value}" for name, value in reason.facts)
        return f"{reason.code}: {told}" if told else reason.code
    sentence = template.format_map(facts)
    assumed = reason.fact("assumed")
    return f"{sentence} {_ASSUMED[language].format(assumed)}" if assumed else sentence


_ASSUMED = {"en": "Assumed: {}.", "zh": "假设：{}。"}


def say_text(text: str, language: str = "en") -> str:
    """The sentence of a reason kept as text in a table; empty for an empty text."""
    return say(Reason.from_text(text), language) if text else ""


def label(key: str, language: str = "en", **facts: object) -> str:
    """A title, label or note with its facts. Raises KeyError for a key or language that is not there."""
    return LABELS[key][list(LANGUAGES).index(language)].format(**facts)
