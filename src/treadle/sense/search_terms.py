"""What people type, as attributes of the trade: "linen wide trousers" and "亚麻阔腿裤" say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from treadle.sense.lexicon import FAMILIES, FILLER, LEXICON
from treadle.terms.product import Catalogue

#: An attribute and its value, such as ('fabric', 'linen').
Feature = tuple[str, str]

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
#: Words shorter than this are not corrected. A round number, not tuned.
_TYPO_LETTERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a text says: its features in their order, and the words that nothing is known about."""

    features: tuple[Feature, ...]
    unknown: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for all texts that say the same: features and unknown words in a fixed order."""
        return " ".join([*(f"{name}={value}" for name, value in sorted(set(self.features))), *sorted(self.unknown)])


@dataclass(slots=True)
class Reader:
    """Reads texts by the words of the trade and the brand's own values (`own`: attribute to values).

    A Latin word one letter off a known word of at least five letters counts as that word.
    """

    own: Mapping[str, Iterable[str]] = field(default_factory=dict)
    _phrases: dict[tuple[str, ...], tuple[Feature, ...]] = field(default_factory=dict, init=False)
    _han: list[tuple[str, tuple[Feature, ...]]] = field(default_factory=list, init=False)
    _typos: dict[str, str] = field(default_factory=dict, init=False)
    _longest: int = field(default=1, init=False)
    _known: dict[str, Meaning] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for attribute, values in LEXICON.items():
            for value, phrases in values.items():
                for phrase in (value, *phrases.split("|")):
                    self._learn(phrase, ((attribute, value),))
        for attribute, own in self.own.items():
            for value in own:
                known = self._plain(value)
                if known and not (known.features and not known.unknown):
                    self._learn(value, (*known.features, (attribute, value.lower())))
        self._han.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        self._known.clear()
        self._longest = max((len(words) for words in self._phrases), default=1)
        words = sorted({word for phrase in self._phrases for word in phrase if len(word) >= _TYPO_LETTERS})
        for word in words:
            for short in _one_less(word):
                self._typos.setdefault(short, word)

    def read(self, text: str) -> Meaning:
        """The meaning of a text in English, Chinese or both. Of several garments the last is meant: a shirt dress is a
        dress."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> Meaning:
        found: list[tuple[int, tuple[Feature, ...]]] = []
        rest = unicodedata.normalize("NFKC", text).lower()
        for phrase, features in self._han if _HAN.search(rest) else ():
            if phrase not in rest:
                continue
            for hit in re.finditer(re.escape(phrase), rest):
                found.append((hit.start(), features))
            rest = rest.replace(phrase, " " * len(phrase))
        places = [(hit.start(), _singular(hit.group())) for hit in _WORD.finditer(rest)]
        words = [word for _, word in places]
        unknown: list[str] = []
        at = 0
        while at < len(words):
            size, matched = self._match(words, at)
            if matched:
                found.append((places[at][0], matched))
            elif words[at] not in FILLER:
                unknown.append(words[at])
            at += size
        said = [feature for _, features in sorted(found) for feature in features]
        garments = [feature for feature in said if feature[0] == "garment"]
        kept = [feature for feature in said if feature[0] != "garment" or feature == garments[-1]]
        return Meaning(features=tuple(dict.fromkeys(kept)), unknown=tuple(dict.fromkeys(unknown)))

    def _plain(self, text: str) -> Meaning | None:
        """What is known of a value before it is learned; None for an empty one."""
        self._longest = max((len(words) for words in self._phrases), default=1)
        return self._read(text) if text.strip() else None

    def _learn(self, phrase: str, features: tuple[Feature, ...]) -> None:
        plain = unicodedata.normalize("NFKC", phrase).lower()
        if _HAN.search(plain):
            self._han.append((plain, features))
        else:
            words = tuple(_singular(word) for word in _WORD.findall(plain))
            if words:
                self._phrases.setdefault(words, features)

    def _match(self, words: list[str], at: int) -> tuple[int, tuple[Feature, ...]]:
        """The longest phrase that begins here, as written or one letter off; (1, ()) where there is none."""
        for mended in (words, [self._mend(word) for word in words[: at + self._longest]]):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                features = self._phrases.get(tuple(mended[at : at + size]))
                if features is not None:
                    return size, features
        return 1, ()

    def _mend(self, word: str) -> str:
        if (word,) in self._phrases or word in FILLER or len(word) < _TYPO_LETTERS - 1:
            return word
        for candidate in (word, *_one_less(word)):
            near = self._typos.get(candidate)
            if near is not None and abs(len(near) - len(word)) <= 1:
                return near
        return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What the brand sells, as features: by option, and all words and attributes that any option has."""

    of_option: Mapping[str, frozenset[Feature]]
    words: frozenset[str]
    attributes: frozenset[str]

    def fitting(self, meaning: Meaning) -> int:
        """How many options have all features that a text asks for, attributes that no option tells left aside."""
        asked = {feature for feature in meaning.features if feature[0] in self.attributes}
        return sum(asked <= has for has in self.of_option.values())

    def missing(self, meaning: Meaning) -> tuple[Feature, ...]:
        """The features asked for that no option has at all."""
        every = frozenset().union(*self.of_option.values())
        return tuple(one for one in meaning.features if one[0] in self.attributes and one not in every)


def reader_of(catalogue: Catalogue) -> Reader:
    """A reader that also knows the brand's own colours and attribute values."""
    own: dict[str, dict[str, None]] = {}
    for option in catalogue.options:
        for name, value in (("colour", option.colour), *sorted(option.attributes.items())):
            if value and len(value) <= 40 and not value.replace(".", "").isdigit():
                own.setdefault(name, {})[value] = None
    return Reader(own={name: tuple(values) for name, values in own.items()})


def range_of(catalogue: Catalogue, reader: Reader) -> Range:
    """What the brand sells, read by the same reader as the searches."""
    found: dict[str, frozenset[Feature]] = {}
    words: set[str] = set()
    for option in catalogue.options:
        texts = [catalogue.style[option.style_id].category, option.colour, *option.attributes.values()]
        features: set[Feature] = set()
        for text in texts:
            meaning = reader.read(text)
            features.update(meaning.features)
            words.update(meaning.unknown)
        features |= {(name, FAMILIES[name, value]) for name, value in features if (name, value) in FAMILIES}
        found[option.option_id] = frozenset(features)
    told = {name for features in found.values() for name, _ in features}
    return Range(of_option=found, words=frozenset(words), attributes=frozenset(told - {"season", "audience", "style"}))


def _singular(word: str) -> str:
    """A Latin word without its plural: dresses, trousers, stripes."""
    if not word.isascii() or len(word) < 4 or word.endswith("ss"):
        return word
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def _one_less(word: str) -> list[str]:
    """The word itself and every way to leave one letter out."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
