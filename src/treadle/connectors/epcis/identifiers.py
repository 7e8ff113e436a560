"""How things, places and documents are named: EPC URNs, GS1 Digital Link addresses, and any other absolute address.

Sources: GS1 EPC Tag Data Standard 2.0, section 6 (URN syntax); GS1 Digital Link URI Syntax 1.2, section 4; CBV 2.0,
section 8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from treadle.terms.gs1 import check_digit

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_SERIAL: Final = r"(?:[!'()*+,\-.0-9:;=A-Z_a-z]|%[0-9A-Fa-f]{2})"
_UUID: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HASH: Final = re.compile(r"ni:///(?:sha-256|sha3-256|sha-384|sha-512);[0-9a-fA-F]+(?:\?ver=CBV[0-9.]+)?")


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A scheme of EPC URNs: digits of company prefix and reference together (0: free), and the parts behind them."""

    digits: int
    parts: tuple[str, ...] = ()
    reference: str = r"[0-9]*"


_SCHEMES: Final[Mapping[str, _Scheme]] = {
    "sgtin": _Scheme(13, (_SERIAL + "{1,60}",)),
    "sscc": _Scheme(17),
    "sgln": _Scheme(12, (_SERIAL + "{1,60}",)),
    "pgln": _Scheme(12),
    "grai": _Scheme(12, (_SERIAL + "{1,48}",)),
    "giai": _Scheme(0, (), _SERIAL + "{1,90}"),
    "gsrn": _Scheme(17),
    "gsrnp": _Scheme(17),
    "gdti": _Scheme(12, (_SERIAL + "{1,51}",)),
    "cpi": _Scheme(0, (r"[0-9]{1,12}",), r"(?:[0-9A-Z\-]|%2[3F]){1,90}"),
    "sgcn": _Scheme(12, (r"[0-9]{1,12}",)),
    "ginc": _Scheme(0, (), _SERIAL + "{1,90}"),
    "gsin": _Scheme(16),
    "itip": _Scheme(13, (r"[0-9]{2}", r"[0-9]{2}", _SERIAL + "{1,60}")),
    "upui": _Scheme(13, (_SERIAL + "{1,84}",)),
}
#: Schemes outside GS1's keys; their syntax is their owners'.
_OTHER_SCHEMES: Final = {"gid", "usdod", "adi", "bic", "imovn"}
#: Primary keys of a Digital Link: digits of the key with its check digit, and whether more may follow in the same
#: field.
_LINK_KEYS: Final[Mapping[str, tuple[int, bool]]] = {
    "00": (18, False), "01": (14, False), "253": (13, True), "255": (13, True), "402": (17, False), "414": (13, False),
    "417": (13, False), "8003": (14, True), "8017": (18, False), "8018": (18, False),
}  # fmt: skip
_LINK_FREE: Final = ("401", "8004", "8006", "8010")
#: What makes a class of things an instance.
_INSTANCE_PARTS: Final = ("21", "235", "8011", "254")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name is: `level` is 'instance', 'class' or '' where it does not say; `what` is what is wrong with it."""

    level: str = ""
    what: str = ""
    is_warning: bool = False


def is_absolute(text: str) -> bool:
    """True for an address with a scheme and no blanks,
    as RFC 3986 has it; compact names (`ext:thing`) look the same."""
    return bool(_ABSOLUTE.fullmatch(text))


def judge_name(text: str) -> Named:
    """What a name is and what is wrong with its syntax. Names of nobody's standard are right as they are."""
    if not is_absolute(text):
        return Named(what=f"{text!r} is no absolute address (URI)")
    lower = text.lower()
    if lower.startswith("urn:epc:"):
        return _epc(text)
    if lower.startswith("urn:uuid:") and not _UUID.fullmatch(text):
        return Named(what=f"{text!r} is no UUID")
    if lower.startswith("ni:") and not _HASH.fullmatch(text):
        return Named(what=f"{text!r} is no hash such as ni:///sha-256;…?ver=CBV2.0")
    if lower.startswith(("http://", "https://")):
        return _link(text)
    return Named()


def _epc(text: str) -> Named:
    match = re.fullmatch(r"urn:epc:(id|class|idpat):([a-z]+):(.+)", text)
    if match is None:
        return Named(what=f"{text!r} is no EPC URN such as urn:epc:id:sgtin:0614141.107346.2017")
    kind, scheme, body = match.groups()
    if kind == "class":
        if scheme != "lgtin":
            return Named(what=f"EPC classes are lgtin, not {scheme!r}")
        return _parts(text, "class", _Scheme(13, (_SERIAL + "{1,60}",)), body, "lgtin")
    if scheme in _OTHER_SCHEMES:
        return Named(level="instance" if kind == "id" else "class")
    known = _SCHEMES.get(scheme)
    if known is None:
        return Named(what=f"there is no EPC scheme {scheme!r}")
    return _parts(text, "instance" if kind == "id" else "class", known, body, scheme, is_pattern=kind == "idpat")


def _parts(text: str, level: str, known: _Scheme, body: str, scheme: str, *, is_pattern: bool = False) -> Named:
    # A reference of free text may hold points itself; the company prefix never does.
    prefix, _, rest = body.partition(".")
    given = [prefix, *rest.split(".", len(known.parts))] if known.parts or rest else [prefix]
    if not known.parts:
        given = [prefix, rest]
    if len(given) != 2 + len(known.parts):
        return Named(what=f"{text!r}: a {scheme} has {2 + len(known.parts)} parts between points")
    patterns = (r"[0-9]{6,12}", known.reference, *known.parts)
    for place, (part, pattern) in enumerate(zip(given, patterns, strict=True)):
        if is_pattern and part == "*" and all(one == "*" for one in given[place:]):
            break
        if not re.fullmatch(pattern, part):
            return Named(what=f"{text!r}: {part!r} cannot stand in a {scheme}")
    digits = len(given[0]) + len(given[1])
    if known.digits and "*" not in given[:2] and digits != known.digits:
        return Named(
            what=f"{text!r}: company prefix and reference of a {scheme} have {known.digits} digits, not {digits}"
        )
    return Named(level=level)


def _link(text: str) -> Named:
    """An address of the web; where its path holds a key of GS1, that key must be whole."""
    segments = [unquote(one) for one in urlsplit(text).path.split("/") if one]
    for place, ai in enumerate(segments[:-1]):
        value = segments[place + 1]
        if ai not in (*_LINK_KEYS, *_LINK_FREE) or (len(segments) - place) % 2:
            continue
        if ai in _LINK_FREE:
            return Named(level=_level(ai, value, len(value), segments[place + 2 :: 2]))
        digits, has_more = _LINK_KEYS[ai]
        if not value[:1].isdigit():
            continue
        key = value[:digits]
        if not re.fullmatch(r"[0-9]+", key) or len(key) < digits or (not has_more and len(value) > digits):
            return Named(what=f"{text!r}: the key of ({ai}) has {digits} digits")
        level = _level(ai, value, digits, segments[place + 2 :: 2])
        bare = key[1:] if ai == "8003" else key
        if check_digit(bare[:-1]) != int(bare[-1]):
            what = f"{text!r}: the check digit of ({ai}) is {check_digit(bare[:-1])}, not {bare[-1]}"
            return Named(level=level, what=what, is_warning=True)
        return Named(level=level)
    return Named()


def _level(ai: str, value: str, digits: int, more: list[str]) -> str:
    if ai in ("01", "8006", "8010"):
        return "instance" if any(one in _INSTANCE_PARTS for one in more) else "class"
    if ai in ("253", "255", "8003"):
        return "instance" if len(value) > digits else "class"
    return "instance"
