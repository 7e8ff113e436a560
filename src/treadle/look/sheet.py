"""Templates that pages and written reports share, with the words and number forms of a reader."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treadle.look.number_forms import Forms
from treadle.terms.reason import Reason
from treadle.words import LABELS, label, say, say_text, told
from treadle.words.spoken import spoken

if TYPE_CHECKING:
    from jinja2 import Environment

SHARED = Path(__file__).resolve().parent / "shared"
STYLE_SHEET = Path(__file__).resolve().parent / "look.css"
#: The language of a page as HTML tells it.
TAGS: Mapping[str, str] = {"en": "en", "zh": "zh-Hans"}
#: A role's name as it stands in the key of its label.
_KEY = str.maketrans(" -", "__")


@cache
def templates(own: Path) -> Environment:
    """The templates of a folder beside those that all share; every value is escaped, and one that is missing is an
    error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # here, so that commands begin without it

    return Environment(
        loader=FileSystemLoader([own, SHARED]), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip


@cache
def style_sheet() -> str:
    """The style of everything, for a page that stands alone."""
    return STYLE_SHEET.read_text(encoding="utf-8")


def reader(forms: Forms) -> dict[str, Any]:
    """What every template knows of its reader: words, reasons and number forms."""
    language = forms.language
    return {
        "f": forms, "language": language, "language_tag": TAGS[language], "t": partial(_label, language),
        "role": lambda name: _label(language, f"role.{name.translate(_KEY)}"),
        "told": lambda code: told(code, language),
        "reason": lambda one: say(one, language) if isinstance(one, Reason) else say_text(str(one), language),
        "word": partial(_word, language), "said": partial(_said, language),
        "spoken": lambda text: spoken(text, language),
    }  # fmt: skip


def _label(language: str, key: str, **facts: object) -> str:
    return label(key, language, **facts)


def _word(language: str, family: str, code: str) -> str:
    """A code of a family in words where it has some."""
    key = f"{family}.{code}"
    return label(key, language) if key in LABELS else code.replace("_", " ")


def _said(language: str, name: str, value: object) -> str:
    """A fact of a step: in words where its value has some."""
    key = f"{name}.{value}"
    return label(key, language) if key in LABELS else told(str(value), language)
