"""Reasons as sentences, headings, labels and codes in words: the only prose in the house. Nothing is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from treadle.terms.reason import Reason
from treadle.terms.schedule import INFEASIBLE, ORDER_STATUSES
from treadle.words.board import BOARD, CHINESE_BOARD, ENGLISH_BOARD
from treadle.words.book import BOOK
from treadle.words.cash import CASH, CHINESE_LOAN, ENGLISH_LOAN
from treadle.words.chinese import CHINESE
from treadle.words.commands import COMMANDS
from treadle.words.desk import DESK
from treadle.words.english import ENGLISH
from treadle.words.exchange import EXCHANGE
from treadle.words.factory import CHINESE_FACTORY, ENGLISH_FACTORY
from treadle.words.floor import CHINESE_FLOOR, ENGLISH_FLOOR
from treadle.words.grid import CHINESE_GRID, ENGLISH_GRID
from treadle.words.headings import heading as heading
from treadle.words.intake import INTAKE
from treadle.words.keeping import KEEPING
from treadle.words.lots import LOTS
from treadle.words.making import MAKING
from treadle.words.orders import CHINESE_ORDERS, ENGLISH_ORDERS
from treadle.words.page import PAGE
from treadle.words.pictures import PICTURES
from treadle.words.presell import CHINESE_PRESELL, ENGLISH_PRESELL, PRESELL
from treadle.words.screens import SCREENS
from treadle.words.screens_board import BOARD_SCREENS
from treadle.words.screens_factories import FACTORY_SCREENS, LINK_SCREENS
from treadle.words.screens_floor import FLOOR_SCREENS
from treadle.words.screens_lines import LINE_SCREENS
from treadle.words.screens_money import MONEY_SCREENS, VALUE_SCREENS
from treadle.words.screens_shops import SHOP_SCREENS
from treadle.words.settle import CHINESE_SETTLE, ENGLISH_SETTLE, SETTLE
from treadle.words.shopfloor import SHOPFLOOR
from treadle.words.shops import CHINESE_SHOPS, ENGLISH_SHOPS, SHOPS
from treadle.words.source import CHINESE_SOURCE, ENGLISH_SOURCE, SOURCE
from treadle.words.today import CHINESE_PICTURES, ENGLISH_PICTURES, TODAY
from treadle.words.told import told as told
from treadle.words.way_back import WAY_BACK

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": {
        **ENGLISH, **ENGLISH_ORDERS, **ENGLISH_FLOOR, **ENGLISH_FACTORY, **ENGLISH_PICTURES, **ENGLISH_BOARD,
        **ENGLISH_GRID,
        **ENGLISH_PRESELL,
        **ENGLISH_SOURCE, **ENGLISH_SETTLE, **ENGLISH_LOAN,
        **ENGLISH_SHOPS,
    },
    "zh": {
        **CHINESE, **CHINESE_ORDERS, **CHINESE_FLOOR, **CHINESE_FACTORY, **CHINESE_PICTURES, **CHINESE_BOARD,
        **CHINESE_GRID,
        **CHINESE_PRESELL,
        **CHINESE_SOURCE, **CHINESE_SETTLE, **CHINESE_LOAN,
        **CHINESE_SHOPS,
    },
}  # fmt: skip
#: Titles, labels and notes by key, in the order of `LANGUAGES`.
LABELS: Mapping[str, tuple[str, str]] = {
    **PAGE, **TODAY, **BOOK, **WAY_BACK, **COMMANDS, **BOARD, **DESK, **MAKING, **INTAKE, **KEEPING, **SHOPFLOOR,
    **PRESELL, **SOURCE, **SETTLE, **CASH, **SHOPS,
    **LOTS, **EXCHANGE, **PICTURES, **SCREENS, **FLOOR_SCREENS, **BOARD_SCREENS, **LINE_SCREENS,
    **FACTORY_SCREENS, **LINK_SCREENS, **MONEY_SCREENS, **SHOP_SCREENS, **VALUE_SCREENS,
}  # fmt: skip
#: Facts of reasons that are codes: a stage, a model, a cause.
_CODED = ("stage", "model", "why", "alike", "part")


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
    """The sentence of a reason. Amounts in cents are said in currency units; `{x_days_s}` and `{orders_s}` are an s unless 1; facts
    that end in `_on` are days; a stage, a model and a cause are said as `told` says them.

    Raises KeyError for a language that is not in `LANGUAGES`. A code without a sentence is said by its facts, so that
    nothing is hidden; a test holds that every code of the house has its sentence.
    """
    facts = _Facts()
    for name, value in reason.facts:
        facts[name] = told(value, language) if name in _CODED and isinstance(value, str) else value
        if name.endswith(("_days", "orders")) and isinstance(value, int | float):
            facts[name + "_s"] = _s(value)
        if name.endswith("_on") and isinstance(value, str):
            facts[name] = date.fromisoformat(value)
        if name.endswith("_cents") and isinstance(value, int | float):
            facts[name.removesuffix("_cents") + "_money"] = value / 100
    template = LANGUAGES[language].get(reason.code)
    if template is None:
        listed = ", ".join(f"{name} = {value}" for name, value in reason.facts)
        return f"{reason.code}: {listed}" if listed else reason.code
    sentence = template.format_map(facts)
    assumed = reason.fact("assumed")
    return f"{sentence} {_ASSUMED[language].format(assumed)}" if assumed else sentence


_ASSUMED = {"en": "Assumed: {}.", "zh": "假设：{}。"}


def count_states(statuses: Iterable[str], language: str = "en") -> str:
    """How many orders stand how, such as '3 kept, 1 at risk, 0 late'; what cannot be made is named where there is some."""
    counts = Counter(statuses)
    named = [name for name in ORDER_STATUSES if name != INFEASIBLE or counts[name]]
    comma = {"en": ", ", "zh": "，"}[language]
    return comma.join(f"{counts[name]:,} {told(name, language)}" for name in named)


def say_text(text: str, language: str = "en") -> str:
    """The sentence of a reason kept as text in a table; empty for an empty text."""
    return say(Reason.from_text(text), language) if text else ""


def label(key: str, language: str = "en", **facts: object) -> str:
    """A title, label or note with its facts; of a fact that counts, `{fact_s}` is an s unless it is 1.

    Raises KeyError for a key or language that is not there, and for a fact that is missing.
    """
    plural = {f"{name}_s": _s(value) for name, value in facts.items() if isinstance(value, int)}
    return LABELS[key][list(LANGUAGES).index(language)].format(**facts, **plural)


def _s(count: float) -> str:
    return "" if count == 1 else "s"
