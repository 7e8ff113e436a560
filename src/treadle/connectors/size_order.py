"""Sizes in order: letters, words, plus, toddler, tall, cup, waist and length, numbers; one number per size.

Numbers are comparable within one size scale, whose sizes are of one kind as a rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

#: Sizes whose order is not known follow all others, as they stand in the file.
UNKNOWN_PLACE = 5000
_LETTERS: Sequence[tuple[str, ...]] = (
    *((f"{count}XS", "X" * count + "S") for count in (4, 3, 2)), ("XS", "PP"), ("S", "P", "CH"), ("M",), ("L", "G"),
    ("XL", "GG", "XG", "EG"), *((f"{count}XL", "X" * count + "L") for count in range(2, 9)),
)  # fmt: skip
LETTER_PLACES: Mapping[str, float] = {
    **{spelling: float(place) for place, same in enumerate(_LETTERS) for spelling in same},
    "XXG": 8.0, "GGG": 8.0, "EGG": 8.0, "XXXG": 9.0, "0X": 7.2,
    **{f"{count}X": 6.5 + count for count in range(1, 9)},
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "extra extra extra large": "3XL", "extra extra large": "2XL", "extra large": "XL", "x large": "XL", "xlarge": "XL",
    "xx large": "2XL", "xxlarge": "2XL", "xxx large": "3XL", "xxxlarge": "3XL", "2x large": "2XL", "3x large": "3XL",
    "4x large": "4XL", "5x large": "5XL", "large": "L", "medium": "M", "med": "M", "small": "S", "extra small": "XS",
    "x small": "XS", "xsmall": "XS", "xx small": "2XS", "xxsmall": "2XS", "xxx small": "3XS",
    "extra extra small": "2XS",
    "sml": "S", "lrg": "L", "xlg": "XL", "lg": "L", "md": "M", "sm": "S", "klein": "S", "mittel": "M", "gross": "L",
    "petit": "S", "moyen": "M", "grand": "L", "chico": "S", "chica": "S", "mediano": "M", "mediana": "M", "grande": "L",
    "extra grande": "XL", "extra chico": "XS", "pequeno": "S", "medio": "M", "piccolo": "S", "小": "S", "小号": "S",
    "中": "M", "中号": "M", "大": "L", "大号": "L", "加大": "XL", "加大号": "XL", "特大": "2XL", "特大号": "2XL",
    "小码": "S",
    "中码": "M", "大码": "L",
}  # fmt: skip
ONE_SIZE = frozenset((
    "one size", "onesize", "one size fits all", "one size fits most", "os", "o/s", "osfa", "osfm", "free", "free size",
    "freesize", "f", "uni", "unisize", "universal", "default title", "default", "einheitsgrosse", "tu",
    "taille unique", "unica",
    "talla unica", "taglia unica", "tamanho unico", "u", "均码", "フリー", "프리", "n/a", "na", "-",
))  # fmt: skip
_CUPS = ("AAA", "AA", "A", "B", "C", "D", "DD", "DDD", "E", "EE", "F", "FF", "G", "GG", "H", "HH", "I", "J", "JJ", "K")
_HALVES = {"½": ".5", "¼": ".25", "¾": ".75", "⅓": ".333", "⅔": ".667"}
_MONTHS = r"(?:m|mo|mos|mth|mths|months?|monate?|mois|meses|mesi|个月|月)"
_YEARS = r"(?:y|yr|yrs|years?|jahre?|ans?|anos|anni|岁)"
_NUMBER = r"\d+(?:[.,]\d+)?"


@lru_cache(maxsize=20_000)
def size_place(size: str) -> float | None:
    """Where a size stands among those of its scale; None where its text does not say."""
    text = _plain(size)
    if not text:
        return None
    if text in ONE_SIZE:
        return 0.0
    for found in (_young(text), _lettered(text), _cupped(text), _waist(text), _numbered(text)):
        if found is not None:
            return found
    return None


def is_size_heading(text: str) -> bool:
    """Whether a cell is a size and nothing else, so that it may head a column: 'XL', '38', '10-12', '32x34', '2T'."""
    plain = _plain(text)
    if not plain or len(plain) > 14 or plain in ("-", "n/a", "na", "default", "default title", "f", "u"):
        return False
    if plain in ONE_SIZE or any(rule(plain) is not None for rule in (_young, _lettered, _cupped, _waist)):
        return True
    found = re.fullmatch(rf"({_NUMBER})(?:\s*[-/]\s*{_NUMBER})?", plain)
    return found is not None and _value(found.group(1)) <= 250


def size_kind(text: str) -> str:
    """What a size is counted in: 'letters', 'waist', 'cup', 'age' or 'number'; sizes of two kinds are two scales."""
    plain = _plain(text)
    rules = {"age": _young, "letters": _lettered, "cup": _cupped, "waist": _waist}
    return next((name for name, rule in rules.items() if rule(plain) is not None), "number")


def size_rank(size: str) -> str:
    """`size_place` as the text of a cell; empty where the order is not known."""
    place = size_place(size)
    return "" if place is None else f"{place:.6g}"


def _plain(size: str) -> str:
    text = size.casefold().replace("ß", "ss")
    for sign, decimal in _HALVES.items():
        text = re.sub(rf"(\d)\s*{sign}", rf"\g<1>{decimal}", text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(one for one in text if not unicodedata.combining(one))
    text = re.sub(
        r"^(?:size|grosse|taille|talla|tamanho|taglia|尺码|eu|eur|us|uk|de|fr|it|women'?s|men'?s|w's|m's)[ .:]+",
        "",
        text,
    )
    return " ".join(text.replace("–", "-").replace("−", "-").split())


def _young(text: str) -> float | None:
    """Babies and toddlers, in years: months stand before the toddler size of the same age, that before the number."""
    if text in ("nb", "newborn", "new born", "preemie", "premature", "neugeborene"):
        return -0.5 if text.startswith(("nb", "new", "neu")) else -0.7
    months = re.fullmatch(rf"(\d{{1,2}})(?:\s*{_MONTHS}?\s*[-/]\s*(\d{{1,2}}))?\s*{_MONTHS}", text)
    if months is not None:
        first, last = int(months.group(1)), int(months.group(2) or months.group(1))
        return (first + last) / 24 - 0.05
    toddler = re.fullmatch(r"(\d)\s*(?:t|toddler)(?:\s*/\s*(\d)\s*t)?", text)
    if toddler is not None and int(toddler.group(1)) <= 6:
        return (int(toddler.group(1)) + int(toddler.group(2) or toddler.group(1))) / 2 - 0.02
    years = re.fullmatch(rf"({_NUMBER})(?:\s*{_YEARS}?\s*[-/]\s*({_NUMBER}))?\s*{_YEARS}", text)
    if years is not None:
        return (_value(years.group(1)) + _value(years.group(2) or years.group(1))) / 2
    return int(text[0]) + 0.5 if re.fullmatch(r"[4-6]x", text) and text == "6x" else None


def _lettered(text: str) -> float | None:
    """Letters and words, doubles (S/M), and tall, long, petite or short cuts of them."""
    bare, shift = text, 0.0
    for words, by in (("tall|long|lang|langform", 0.3), ("petite|short|kurz|kurzform", -0.3)):
        cut = re.fullmatch(rf"(?:{words})[\s/-]+(.+)|(.+?)[\s/-]+(?:{words})", text)
        if cut is not None:
            bare, shift = cut.group(1) or cut.group(2), by
    tall = re.fullmatch(r"((?:\d?x{0,4})[sml])t", bare)
    if tall is not None:
        bare, shift = tall.group(1), 0.3
    place = _letter(bare)
    if place is None:
        parts = re.split(r"\s*[/-]\s*|\s+to\s+|\s+bis\s+", bare)
        places = [_letter(part) for part in parts]
        if len(places) != 2 or places[0] is None or places[1] is None:
            return None
        place = (places[0] + places[1]) / 2
    return place + shift


def _letter(text: str) -> float | None:
    word = _WORDS.get(text.replace("-", " ").replace(".", " ").strip()) or _WORDS.get(text)
    if word is not None:
        return LETTER_PLACES[word]
    first = re.match(r"([0-9]?[a-z]+)\s*(?:[(\[].*)?$", text.replace("-", ""))
    return LETTER_PLACES.get(first.group(1).upper()) if first is not None else None


def _cupped(text: str) -> float | None:
    """Band and cup (70B), or a suit's number and length (40R)."""
    found = re.fullmatch(r"(\d{2,3})\s*[- ]?\s*([a-k]{1,3})", text)
    if found is not None and found.group(2).upper() in _CUPS:
        return int(found.group(1)) + _CUPS.index(found.group(2).upper()) / 100
    length = re.fullmatch(r"(\d{2,3})\s*(s|r|l|xl|short|regular|long)", text)
    if length is not None:
        return int(length.group(1)) + {"s": 0.1, "r": 0.2, "l": 0.3, "x": 0.4}[length.group(2)[0]]
    return None


def _waist(text: str) -> float | None:
    """Waist and inseam, or a double number: the first, then the second."""
    found = re.fullmatch(r"w?\s*(\d{2,3})\s*w?\s*(?:[x×/ ,-]\s*l?|l)\s*(\d{2,3})\s*l?", text)
    return int(found.group(1)) + int(found.group(2)) / 1000 if found is not None else None


def _numbered(text: str) -> float | None:
    """The first number, with its third, half or fraction; 00 before 0; plus, petite and tall cuts of a number."""
    if re.fullmatch(r"0{2,3}", text):
        return 1.0 - len(text)
    found = re.search(_NUMBER, text)
    if found is None:
        return None
    place = _value(found.group())
    rest = text[found.end() :]
    fraction = re.match(r"\s+([12])/([23])", rest)
    if fraction is not None:
        return place + int(fraction.group(1)) / int(fraction.group(2))
    upper = re.match(rf"\s*-\s*({_NUMBER})", rest)
    if upper is not None and _value(upper.group(1)) > place:
        return (place + _value(upper.group(1))) / 2
    cut = re.fullmatch(r"\s*(w|p|t|plus|petite|tall|wide|narrow)", rest)
    return place + (
        {"w": 0.4, "t": 0.3, "p": -0.3, "n": -0.2}[cut.group(1)[0]] if cut and cut.group(1) != "plus" else 0.0
    )


def _value(text: str) -> float:
    return float(text.replace(",", "."))
