"""Statements of accounts by ISO 20022: CAMT.053 of any version, as banks give them to their customers.

An entry counts once it is booked; a batch is told by its transactions. What a transaction is called is the bank's own
reference, else that of its entry with the place in it, else a digest of what stands there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from treadle.errors import InputError, Problem
from treadle.terms.money_told import MoneyTold

#: A statement of more bytes is none of one account and day.
MOST_BYTES = 32 * 1024 * 1024
#: Elements in which payers write what they pay for.
_TEXTS = ("Ustrd", "Ref", "EndToEndId", "AddtlNtryInf")
REMEDY = "Export the statement again as CAMT.053 (XML), or as CSV"


def read_camt(path: Path) -> tuple[MoneyTold, ...]:
    """Every booked transaction of a statement. Raises `InputError` with every entry that cannot be read."""
    raw = path.read_bytes()
    if len(raw) > MOST_BYTES:
        raise InputError.single(path.name, f"it has {len(raw) / 2**20:,.0f} MB", REMEDY)
    root = _parsed(raw, path.name)
    problems: list[Problem] = []
    found: list[MoneyTold] = []
    number = 0
    for entry in _all(root, "Ntry"):
        number += 1
        try:
            found += _entry(entry)
        except (ValueError, InvalidOperation) as error:
            what = f"entry {number} cannot be read ({error})"
            problems.append(Problem(file=path.name, what=what, remedy=REMEDY))
    if not number and next(_all(root, "Stmt"), None) is None:
        problems.append(Problem(file=path.name, what="it holds no statement", remedy=REMEDY))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _parsed(raw: bytes, name: str) -> ElementTree.Element:
    """The root of a document without entities of its own: a statement needs none, and bombs are made of them."""
    if b"<!DOCTYPE" in raw[:4096].upper() or b"<!ENTITY" in raw.upper():
        raise InputError.single(name, "it declares entities, which no statement does", REMEDY)
    try:
        return ElementTree.parse(io.BytesIO(raw)).getroot()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError.single(name, f"it is not XML ({error})", REMEDY) from None


def _entry(entry: ElementTree.Element) -> Iterator[MoneyTold]:
    """The transactions of an entry: one each, or the entry itself where it tells of none."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status and status != "BOOK":
        return
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    at = _moment(_text(entry, "BookgDt/DtTm") or _text(entry, "BookgDt/Dt") or _text(entry, "ValDt/Dt"))
    details = [one for part in entry.iter() if _name(part) == "NtryDtls" for one in part if _name(one) == "TxDtls"]
    sign = _sign(entry)
    for place, one in enumerate(details or [entry]):
        amount = _amount(one, entry, len(details))
        mine = _sign(one) if _text(one, "CdtDbtInd") else sign
        own = _text(one, "Refs/AcctSvcrRef") or _text(one, "Refs/TxId")
        if not own and reference:
            own = reference if len(details) < 2 else f"{reference}/{place + 1}"
        texts = [node.text or "" for node in one.iter() if _name(node) in _TEXTS]
        text = " ".join(dict.fromkeys(part.strip() for part in texts if part.strip() and part.strip() != "NOTPROVIDED"))
        payer = next((node.text or "" for side in one.iter() if _name(side) in ("Dbtr", "Cdtr")
                      for node in side.iter() if _name(node) == "Nm"), "")  # fmt: skip
        cents, currency = amount
        told = f"{at.isoformat()} {mine * cents} {currency} {text} {payer} {place}"
        yield MoneyTold(
            money_id=own or sha256(told.encode()).hexdigest()[:24], via="bank", amount_cents=mine * cents,
            currency=currency, at=at, text=text, payer=payer.strip(),
        )  # fmt: skip


def _amount(one: ElementTree.Element, entry: ElementTree.Element, details: int) -> tuple[int, str]:
    """Cents and currency: a transaction's own, else those of its entry where it is the only one."""
    node = _node(one, "Amt")
    if node is None:
        node = _node(one, "AmtDtls/TxAmt/Amt")
    if node is None and details < 2:
        node = _node(entry, "Amt")
    if node is None or not (node.text or "").strip():
        raise ValueError("it has no amount")
    cents = Decimal((node.text or "").strip()) * 100
    if cents != cents.to_integral_value() or cents < 0:
        raise ValueError(f"its amount {node.text} is not in whole cents")
    return int(cents), node.get("Ccy", "")


def _sign(node: ElementTree.Element) -> int:
    """1 where money came, -1 where it went; what is reversed is the other way round as the bank writes it already."""
    told = _text(node, "CdtDbtInd")
    if told not in ("CRDT", "DBIT"):
        raise ValueError("it does not say whether money came or went")
    return 1 if told == "CRDT" else -1


def _moment(told: str) -> datetime:
    if not told:
        raise ValueError("it has no day")
    found = datetime.fromisoformat(told)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (one for one in root.iter() if _name(one) == name)


def _node(around: ElementTree.Element, path: str) -> ElementTree.Element | None:
    """The first child along a path of names, whatever their version's name space."""
    here = [around]
    for name in path.split("/"):
        here = [one for node in here for one in node if _name(one) == name]
    return here[0] if here else None


def _text(around: ElementTree.Element, path: str) -> str:
    node = _node(around, path)
    return "" if node is None else (node.text or "").strip()
