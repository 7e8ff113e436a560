"""One name for one thing: EPC URNs and Digital Links in the canonical form of GS1 Digital Link.

Source: CBV 2.0, section 8.9 (the names that enter an event's hash): the canonical domain, keys by number, the finest
level alone, without attributes.
"""

from __future__ import annotations

import re
from typing import Final

from treadle.connectors.epcis.identifiers import judge_name
from treadle.terms.gs1 import with_check_digit

DOMAIN: Final = "https://id.gs1.org"
#: Signs that a Digital Link writes percent-encoded and an EPC URN does not.
_ENCODED: Final = str.maketrans({one: f"%{ord(one):02X}" for one in "!()*+,:"})
_SHORT: Final = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018",
    "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
    "cpv": "22", "lot": "10", "ser": "21",
}  # fmt: skip
#: Keys in the order in which an address is looked through for one.
_KEYS: Final = (
    "00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018",
)  # fmt: skip
_SIGNS: Final = r"[\x22\x27\x2D\x2E\x30-\x39\x3B-\x3F\x41-\x5A\x5F\x61-\x7A]"
_PART: Final = r"[\x23\x2D\x2F\x30-\x39\x41-\x5A]{0,30}"
_CANONICAL: Final = re.compile(
    r"https://id\.gs1\.org/(?:"
    rf"00/\d{{18}}|01/\d{{14}}(?:/(?:21|10)/{_SIGNS}{{0,20}}|/235/{_SIGNS}{{0,28}})?|253/\d{{13}}{_SIGNS}{{0,17}}"
    rf"|255/\d{{13,25}}|401/{_SIGNS}{{0,30}}|402/\d{{17}}|414/\d{{13}}(?:/254/{_SIGNS}{{0,20}})?|417/\d{{13}}"
    rf"|8003/\d{{14}}{_SIGNS}{{0,16}}|8004/{_SIGNS}{{0,30}}|8006/\d{{18}}(?:/(?:21|10)/{_SIGNS}{{0,20}})?"
    rf"|8010/{_PART}(?:/8011/\d{{0,12}})?|8017/\d{{18}}|8018/\d{{18}})"
)


def canonical_name(text: str) -> str:
    """A name of GS1 in its canonical form; any other name as it stands."""
    if text.startswith("urn:epc:"):
        return _from_urn(text) or text
    if text.startswith(("http://", "https://")):
        return _from_link(text) or text
    return text


def _from_urn(text: str) -> str | None:
    found = judge_name(text)
    match = re.fullmatch(r"urn:epc:(id|class|idpat):([a-z]+):(.+)", text)
    if found.what or match is None:
        return None
    kind, scheme, body = match.groups()
    prefix, _, rest = body.partition(".")
    build = _BUILDERS.get(scheme)
    if build is None or "*" in prefix or (kind == "idpat" and not rest.endswith(".*")):
        return None
    if kind == "idpat":
        rest = rest.removesuffix(".*")
    path = build(prefix, rest, kind)
    return f"{DOMAIN}/{path}" if path else None


def _gtin(prefix: str, reference: str) -> str:
    return with_check_digit(reference[:1] + prefix + reference[1:])


def _sgtin(prefix: str, rest: str, kind: str) -> str:
    reference, _, serial = rest.partition(".")
    more = {"id": "/21/", "class": "/10/"}.get(kind)
    return f"01/{_gtin(prefix, reference)}" + (more + serial.translate(_ENCODED) if more else "")


def _upui(prefix: str, rest: str, kind: str) -> str:
    reference, _, serial = rest.partition(".")
    return f"01/{_gtin(prefix, reference)}" + (f"/235/{serial.translate(_ENCODED)}" if kind == "id" else "")


def _itip(prefix: str, rest: str, kind: str) -> str:
    reference, piece, total, *serial = rest.split(".", 3)
    more = f"/21/{serial[0].translate(_ENCODED)}" if kind == "id" else ""
    return f"8006/{_gtin(prefix, reference)}{piece}{total}{more}"


def _sscc(prefix: str, rest: str, kind: str) -> str:
    return f"00/{with_check_digit(rest[:1] + prefix + rest[1:])}"


def _sgln(prefix: str, rest: str, kind: str) -> str:
    reference, _, extension = rest.partition(".")
    more = "" if extension == "0" else f"/254/{extension.translate(_ENCODED)}"
    return f"414/{with_check_digit(prefix + reference)}{more}"


def _pgln(prefix: str, rest: str, kind: str) -> str:
    return f"417/{with_check_digit(prefix + rest)}"


def _grai(prefix: str, rest: str, kind: str) -> str:
    reference, _, serial = rest.partition(".")
    return f"8003/{with_check_digit('0' + prefix + reference)}{serial.translate(_ENCODED)}"


def _gdti(prefix: str, rest: str, kind: str) -> str:
    reference, _, serial = rest.partition(".")
    return f"253/{with_check_digit(prefix + reference)}{serial.translate(_ENCODED)}"


def _sgcn(prefix: str, rest: str, kind: str) -> str:
    reference, _, serial = rest.partition(".")
    return f"255/{with_check_digit(prefix + reference)}{serial}"


def _giai(prefix: str, rest: str, kind: str) -> str:
    return f"8004/{prefix}{rest.translate(_ENCODED)}"


def _ginc(prefix: str, rest: str, kind: str) -> str:
    return f"401/{prefix}{rest.translate(_ENCODED)}"


def _gsin(prefix: str, rest: str, kind: str) -> str:
    return f"402/{with_check_digit(prefix + rest)}"


def _gsrn(prefix: str, rest: str, kind: str) -> str:
    return f"8018/{with_check_digit(prefix + rest)}"


def _gsrnp(prefix: str, rest: str, kind: str) -> str:
    return f"8017/{with_check_digit(prefix + rest)}"


def _cpi(prefix: str, rest: str, kind: str) -> str:
    part, _, serial = rest.rpartition(".") if kind == "id" else (rest, "", "")
    return f"8010/{(prefix + part).translate(_ENCODED)}" + (f"/8011/{serial}" if kind == "id" else "")


_BUILDERS: Final = {
    "sgtin": _sgtin, "lgtin": _sgtin, "upui": _upui, "itip": _itip, "sscc": _sscc, "sgln": _sgln, "pgln": _pgln,
    "grai": _grai, "gdti": _gdti, "sgcn": _sgcn, "giai": _giai, "ginc": _ginc, "gsin": _gsin, "gsrn": _gsrn,
    "gsrnp": _gsrnp, "cpi": _cpi,
}  # fmt: skip


def _from_link(text: str) -> str | None:
    """A Digital Link of any domain; None where no key of GS1 is in its path."""
    path = text.partition("?")[0]
    for short, number in _SHORT.items():
        path = path.replace(f"/{short}/", f"/{number}/")
    key = next((one for one in _KEYS if f"/{one}/" in path), None)
    if key is None:
        return None
    own = next((one for one in _KEYS if path.startswith(f"{DOMAIN}/{one}/")), None)
    if own is None:
        path = DOMAIN + path[path.index(f"/{key}/") :]
    else:
        key = own
    if key == "01":
        digits = re.match(rf"{re.escape(DOMAIN)}/01/(\d+)", path)
        if digits and len(digits[1]) in (8, 12, 13):
            path = path.replace("/01/", "/01/" + "0" * (14 - len(digits[1])), 1)
    if key in ("01", "8006"):
        path = re.sub(rf"(/\d{{14,18}})/22/{_SIGNS}*", r"\1", path, count=1)
        path = re.sub(rf"/10/{_SIGNS}*(/21/)", r"\1", path, count=1)
    return path if _CANONICAL.fullmatch(path) else None
