"""Labels on pieces that say how often these are cut, as pattern makers and FreeSewing and Seamly write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Words that say how often a piece is cut, with the count behind them.
_CUT = re.compile(
    r"(?:^|[\s,;:(])(?:cut|schneide|zuschneiden|couper|coupez|cortar|corta|knip|knippen|tagliare|裁剪?)\s*:?\s*x?\s*"
    r"(?P<count>\d{1,3})(?P<rest>.*)", re.IGNORECASE,
)  # fmt: skip
_MIRRORED = re.compile(r"mirror|gespiegelt|miroir|espejo|gespiegeld|specchi|\bpair\b|左右|镜像", re.IGNORECASE)
_FOLD = re.compile(r"\bfold|\bbruch\b|stoffbruch|pliure|doblez|vouw|piega|对折", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|of|aus|dans|de|uit|da)\s+(?P<material>[^,;]{2,40})", re.IGNORECASE)
#: Main fabric is the cloth of the style.
_OWN = ("main fabric", "fabric", "self", "hauptstoff", "stoff", "tissu principal", "tela principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How many pieces a garment needs, whether half of them are mirrored, whether they lie on a fold, and of which
    cloth (empty: that of the style)."""

    count: int
    is_mirrored: bool
    is_on_fold: bool
    material: str


def cut_of(text: str) -> Cut | None:
    """What a label says of how often a piece is cut; None where it says nothing."""
    found = _CUT.search(text)
    if found is None or not 1 <= int(found["count"]) <= 200:
        return None
    rest = found["rest"]
    cloth = _FROM.search(rest)
    material = "" if cloth is None else _FOLD.split(cloth["material"])[0].strip(" .")
    return Cut(
        count=int(found["count"]), is_mirrored=bool(_MIRRORED.search(rest)), is_on_fold=bool(_FOLD.search(text)),
        material="" if material.lower() in _OWN else material,
    )  # fmt: skip
