"""A loan file is written for a lender, signed by the brand, and checked by anybody.

.treadle/signing.json     the private key by which the brand signs; readable by its owner alone
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.signing import is_signed, new_private_key, public_key_of, signature_of
from treadle.errors import InputError, NotFoundError
from treadle.plant.books import ledger_of
from treadle.plant.settle.desk import settle_books
from treadle.settings import read_settings
from treadle.settle.loan_file import (
    SHOWN_KINDS,
    altered_parts,
    beside_earlier,
    beside_ledger,
    loan_file,
    part_digests,
    signed_text,
)
from treadle.storage.ledger.moments import day_of
from treadle.storage.private_file import write_private
from treadle.terms.codec import from_text, to_text
from treadle.terms.loan_file import LoanFile, SignedLoanFile
from treadle.terms.reason import Reason

FILE_NAME = "signing.json"
REMEDY = "Ask the brand for its file again"
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """What the brand signs with, in hexadecimal."""

    private_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: nothing where the file is as it was signed. `public_key` is whose signature it bears."""

    file: LoanFile
    public_key: str
    findings: tuple[Reason, ...]


def write_loan_file(folder: Path, *, author: str) -> tuple[SignedLoanFile, str]:
    """The loan file of a brand on the newest day of its ledger, signed, and its text. The brand's key is made the first
    time. Raises `NotFoundError`, and `MissingExtraError` without the library that signs."""
    books = settle_books(folder, author=author)
    settings, ledger = books.settings, books.ledger
    entries = ledger.entries(kinds=SHOWN_KINDS)
    days = {one.number: day_of(one.happened_at, settings.time_zone) for one in entries}
    file = loan_file(settings.name, settings.currency, books.day, ledger.orders(), entries, books.accounts().values(),
                     days)  # fmt: skip
    key = _key(folder)
    parts = part_digests(file)
    signed = SignedLoanFile(file=file, parts=parts, public_key=public_key_of(key),
                            signature=signature_of(key, signed_text(parts)))  # fmt: skip
    return signed, to_text(signed, indent=1)


def check_loan_file(
    path: Path, *, key: str = "", ledger_of_folder: Path | None = None, before: Path | None = None
) -> Checked:
    """Whether a file is as it was signed, by `key` where one is named; whether its entries are those of a folder's
    ledger; whether it goes on from an earlier file. Raises `NotFoundError`, and `InputError` for no loan file."""
    signed = _read(path)
    file = signed.file
    findings = [*altered_parts(file, signed.parts)]
    if not is_signed(signed.public_key, signed_text(signed.parts), signed.signature):
        findings.append(Reason.of("loan.signature"))
    if key and key.casefold() != signed.public_key.casefold():
        findings.append(Reason.of("loan.other_key", key=signed.public_key))
    if ledger_of_folder is not None:
        settings = read_settings(ledger_of_folder)
        findings += beside_ledger(file, ledger_of(ledger_of_folder, settings).entries(kinds=SHOWN_KINDS))
    if before is not None:
        findings += beside_earlier(file, _read(before).file)
    return Checked(file=file, public_key=signed.public_key, findings=tuple(findings))


def _read(path: Path) -> SignedLoanFile:
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise InputError.single(path.name, "it is too large for a loan file", REMEDY)
    return from_text(SignedLoanFile, path.read_bytes(), file=path.name, remedy=REMEDY)


def _key(folder: Path) -> str:
    """The brand's private key, made where there is none."""
    place = folder / ".treadle" / FILE_NAME
    if place.is_file():
        held = from_text(
            SigningKey, place.read_text(encoding="utf-8"), file=FILE_NAME, remedy="Restore it from a backup"
        )
        if held.private_key:
            return held.private_key
    made = new_private_key()
    write_private(place, to_text(SigningKey(private_key=made)))
    return made
