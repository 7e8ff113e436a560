"""Keys of GS1: check digits, GTIN, GLN, SSCC, and the element strings that a GS1-128 label carries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: Digits of each key that ends in a check digit.
KEY_DIGITS: Final[Mapping[str, tuple[int, ...]]] = {
    "GTIN": (8, 12, 13, 14), "GLN": (13,), "SSCC": (18,), "GSRN": (18,), "GSIN": (17,),
}  # fmt: skip
#: The sign FNC1, which ends a field of free length in a GS1-128 symbol.
FNC1: Final = "\x1d"


def check_digit(digits: str) -> int:
    """The last digit of a key from those before it: weights 3 and 1 from the right, up to the next ten.

    GS1 General Specifications, section 7.9.1. Raises `ValueError` for text that is not digits.
    """
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError(f"{digits!r} is not made of digits")
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -weighed % 10


def with_check_digit(digits: str) -> str:
    """The digits with their check digit behind them. Raises `ValueError` as `check_digit`."""
    return f"{digits}{check_digit(digits)}"


def key_problem(kind: str, text: str) -> str:
    """What is wrong with a key of a kind of `KEY_DIGITS`; empty where nothing is."""
    lengths = KEY_DIGITS[kind]
    if not re.fullmatch(r"[0-9]+", text) or len(text) not in lengths:
        return f"a {kind} has {' or '.join(map(str, lengths))} digits"
    if check_digit(text[:-1]) != int(text[-1]):
        return f"its check digit is {check_digit(text[:-1])}, not {text[-1]}"
    return ""


def sscc(company_prefix: str, serial: int, extension_digit: int = 0) -> str:
    """The serial shipping container code of a carton: extension digit, company prefix, serial, check digit.

    Raises `ValueError` where the prefix has not 4 to 12 digits or the serial does not fit beside it.
    """
    if not re.fullmatch(r"[0-9]{4,12}", company_prefix):
        raise ValueError(f"a company prefix has 4 to 12 digits, {company_prefix!r} has not")
    room = 16 - len(company_prefix)
    if not 0 <= extension_digit <= 9:
        raise ValueError("the extension digit is one digit")
    if not 0 <= serial < 10**room:
        raise ValueError(f"serial {serial} does not fit into {room} digits beside the prefix {company_prefix}")
    return with_check_digit(f"{extension_digit}{company_prefix}{serial:0{room}d}")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An application identifier: its name, a pattern of its data, and whether its data has one length."""

    name: str
    pattern: str
    is_fixed: bool = False
    key: str = ""


_TEXT: Final = r"[!-\"%-?A-Z_a-z]"
#: The identifiers that carton and garment labels carry (GS1 General Specifications, section 3).
IDENTIFIERS: Final[Mapping[str, Identifier]] = {
    "00": Identifier("SSCC", r"\d{18}", True, "SSCC"),
    "01": Identifier("GTIN", r"\d{14}", True, "GTIN"),
    "02": Identifier("GTIN of contained items", r"\d{14}", True, "GTIN"),
    "10": Identifier("batch", _TEXT + "{1,20}"),
    "11": Identifier("production day", r"\d{6}", True),
    "13": Identifier("packing day", r"\d{6}", True),
    "21": Identifier("serial", _TEXT + "{1,20}"),
    "30": Identifier("variable count", r"\d{1,8}"),
    "37": Identifier("count of contained items", r"\d{1,8}"),
    "240": Identifier("additional product id", _TEXT + "{1,30}"),
    "400": Identifier("customer's order", _TEXT + "{1,30}"),
    "401": Identifier("consignment", _TEXT + "{1,30}"),
    "402": Identifier("shipment (GSIN)", r"\d{17}", False, "GSIN"),
    "410": Identifier("ship to", r"\d{13}", True, "GLN"),
    "414": Identifier("location", r"\d{13}", True, "GLN"),
    "420": Identifier("ship to postcode", _TEXT + "{1,20}"),
    **{f"330{place}": Identifier("gross weight, kg", r"\d{6}", True) for place in range(6)},
}


def element_string(elements: Sequence[tuple[str, str]]) -> str:
    """The data of a GS1-128 symbol: identifiers with their data, FNC1 after a field of free length that another
    follows.

    Fields of one length come first, as the specification advises. Raises `ValueError` with everything that is wrong.
    """
    problems = [problem for ai, data in elements if (problem := _element_problem(ai, data))]
    if problems:
        raise ValueError("; ".join(problems))
    ordered = sorted(elements, key=lambda one: not IDENTIFIERS[one[0]].is_fixed)
    parts = []
    for place, (ai, data) in enumerate(ordered):
        is_last = place == len(ordered) - 1
        parts.append(ai + data + ("" if IDENTIFIERS[ai].is_fixed or is_last else FNC1))
    return "".join(parts)


def readable_element_string(elements: Sequence[tuple[str, str]]) -> str:
    """What stands under the bars: each identifier in brackets before its data."""
    ordered = sorted(elements, key=lambda one: not IDENTIFIERS[one[0]].is_fixed)
    return "".join(f"({ai}){data}" for ai, data in ordered)


def read_element_string(text: str) -> tuple[tuple[str, str], ...]:
    """The elements of a scanned symbol. Raises `ValueError` at the first place that cannot be read."""
    found = []
    rest = text.removeprefix("]C1").removeprefix(FNC1)
    while rest:
        ai = next((one for length in (2, 3, 4) if (one := rest[:length]) in IDENTIFIERS), None)
        if ai is None:
            raise ValueError(f"no identifier that is known stands at {rest[:12]!r}")
        known = IDENTIFIERS[ai]
        rest = rest[len(ai) :]
        if known.is_fixed:
            match = re.match(known.pattern, rest)
            data = match.group() if match else rest
        else:
            data = rest.partition(FNC1)[0]
        problem = _element_problem(ai, data)
        if problem:
            raise ValueError(problem)
        found.append((ai, data))
        rest = rest[len(data) :].removeprefix(FNC1)
    return tuple(found)


def _element_problem(ai: str, data: str) -> str:
    known = IDENTIFIERS.get(ai)
    if known is None:
        return f"({ai}) is no identifier that is known"
    if not re.fullmatch(known.pattern, data):
        return f"({ai}) {data!r} is no {known.name}"
    if known.key:
        problem = key_problem(known.key, data)
        return f"({ai}) {data}: {problem}" if problem else ""
    if known.pattern == r"\d{6}" and ai in ("11", "13") and not ("01" <= data[2:4] <= "12" and data[4:] <= "31"):
        return f"({ai}) {data!r} is no day as YYMMDD"
    return ""
